/** An origin as browsers send it: scheme, host and perhaps a port, without a path. `null`, that of sandboxed pages, is none. */
const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/(?:[a-z\d._-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/;

export const ANY_ORIGIN = '*';

/** Schemes whose origins the URL standard spells out, so that another spelling would never match what browsers send. */
const WEB = /^https?:/;

export function isOrigin(text: string): boolean {
  return ORIGIN.test(text) && URL.canParse(text) && (!WEB.test(text) || new URL(text).origin === text);
}

/** Whether pages of this origin may call the server. Without one no page of another site has sent the request. Rule: [AUTH-4]. */
export function allowsOrigin(allowed: readonly string[], origin: string | undefined): boolean {
  return origin === undefined || allowed.includes(ANY_ORIGIN) || allowed.includes(origin);
}
