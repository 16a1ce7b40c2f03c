import type { RequestHandler } from 'express';

/** An answer of the API is data: no page may frame it and nothing in it may run. Pages of ours set their own policy. */
export const setSecurityHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  response.setHeader('Referrer-Policy', 'same-origin');
  response.setHeader('Vary', 'Origin');
  next();
};

/** What a page of ours may load: its own server's files. Styles may be inline, because Swagger UI, ReDoc and the monitor make theirs in scripts. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * What the board page may load: its own server's files and sockets, and those of `publicAddress` (`host:port/path`),
 * where seats lead if the operator says so. No inline style either: what moves is set through the DOM.
 */
export function boardPolicy(publicAddress: string | undefined): string {
  const rooms = publicAddress ? ` ws://${hostOf(publicAddress)} wss://${hostOf(publicAddress)}` : '';
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self'${rooms}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

function hostOf(publicAddress: string): string {
  return new URL(`http://${publicAddress}`).host;
}
