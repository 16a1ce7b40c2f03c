import type { RequestHandler } from 'express';

/** For answers of the API, which are data: they must not be framed, and nothing in them may run. Our pages set a policy of their own. */
export const setSecurityHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  response.setHeader('Referrer-Policy', 'same-origin');
  response.setHeader('Vary', 'Origin');
  next();
};

/** For our pages: they may load files of this server. Inline styles are allowed, because Swagger UI, ReDoc and the monitor need them. */
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
 * For our own pages: they may load files and open sockets of this server and of `publicAddress` (`host:port/path`), where the
 * operator may have rooms served. No inline styles: moving parts are styled through the DOM. `framedBy`: who may embed it.
 */
export function boardPolicy(publicAddress: string | undefined, framedBy: "'none'" | '*' = "'none'"): string {
  const rooms = publicAddress ? ` ws://${hostOf(publicAddress)} wss://${hostOf(publicAddress)}` : '';
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self'${rooms}`,
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${framedBy}`,
    "require-trusted-types-for 'script'",
  ].join('; ');
}

function hostOf(publicAddress: string): string {
  return new URL(`http://${publicAddress}`).host;
}
