import type { IncomingMessage } from 'node:http';
import { type IsTrustedProxy, readableHops } from '../auth/client-address.ts';

/** A host name or address, with an optional port. */
const HOST = /^(?:[\w.-]+|\[[\da-fA-F:.]+\])(?::\d{1,5})?$/;

/** What stands for the host in requests of HTTP/1.0, which need not name one. */
const UNNAMED_HOST = 'localhost';

const ABSOLUTE_TARGET = /^(https?:)\/\/([^/?#]*)(.*)$/is;

/** Of a path below which a proxy serves this server, such as `/muster`. It is written into answers. */
const PREFIX = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+){1,8}$/;

/**
 * What each forwarding header of a trusted proxy is replaced with; undefined drops it. Libraries build URLs and limits from them, and not
 * all expect what a client can write there. Of X-Forwarded-Proto even a list of one per proxy is dropped, because the monitor builds
 * a URL from it.
 */
const FORWARDED = Object.entries<(value: string) => string | undefined>({
  'x-forwarded-for': readableHops,
  'x-forwarded-host': (host) => (HOST.test(host) ? host : undefined),
  'x-forwarded-proto': (proto) => (/^https?$/i.test(proto) ? proto : undefined),
  'x-forwarded-prefix': (prefix) => (PREFIX.test(prefix) ? prefix : undefined),
});

/**
 * Brings the head of a request into the one form that all code behind it expects: a path as the URL, a Host, and forwarding headers only
 * of trusted proxies. False if it is malformed: several libraries build a URL from Host and path, and not all of them expect that to
 * throw. Changes nothing when called again. Rule: [AUTH-5].
 */
export function normalizeHead(request: IncomingMessage, isTrusted: IsTrustedProxy): boolean {
  cleanForwarded(request, isTrusted);
  const { headers, httpVersion } = request;
  const absolute = ABSOLUTE_TARGET.exec(request.url!);
  if (absolute) {
    const [, scheme, authority, rest] = absolute as unknown as [string, string, string, string];
    if (httpVersion === '1.0') headers.host ??= authority;
    if (!HOST.test(authority) || !isSameHost(scheme, authority, headers.host)) return false;
    request.url = rest.startsWith('/') ? rest : `/${rest}`;
  }
  if (httpVersion === '1.0') headers.host ??= UNNAMED_HOST;
  const url = request.url!;
  return HOST.test(headers.host ?? '') && url.startsWith('/') && URL.canParse(`http://${headers.host}${url}`);
}

/** Whether a browser opened this WebSocket from a page of this server itself. The scheme may differ, as a proxy may end TLS. */
export function isFromOwnPage({ headers }: IncomingMessage, publicHost: string | undefined): boolean {
  const from = URL.parse(headers.origin ?? '');
  if (!from || !/^https?:$/.test(from.protocol)) return false;
  const own = [headers.host, headers['x-forwarded-host'] as string | undefined, publicHost];
  return own.some((host) => isSameHost(from.protocol, from.host, host));
}

/** Compared as URLs, which leave out the default port of the scheme. */
function isSameHost(scheme: string, host: string, other: string | undefined): boolean {
  return other !== undefined && URL.parse(`${scheme}//${host}`)?.host === URL.parse(`${scheme}//${other}`)?.host;
}

function cleanForwarded({ headers, socket }: IncomingMessage, isTrusted: IsTrustedProxy): void {
  for (const [name, read] of FORWARDED) {
    const value = headers[name];
    if (value === undefined) continue;
    const readable = isTrusted(socket.remoteAddress ?? '', 0) ? read(String(value)) : undefined;
    if (readable === undefined) delete headers[name];
    else headers[name] = readable;
  }
}
