import type { RequestHandler } from 'express';

/** Seconds for which a browser may cache a preflight's answer. */
const PREFLIGHT_SECONDS = 86_400;

/** Lets pages of the allowed origins call this server, without credentials. Every answer gets all headers; browsers ignore those they do not need. */
function corsHeaders(allowed: string[], origin: string | undefined): Record<string, string> {
  const all = allowed.includes('*');
  if (origin === undefined || !(all || allowed.includes(origin))) return {};
  return {
    'Access-Control-Allow-Origin': all ? '*' : origin,
    'Access-Control-Allow-Methods': 'GET, HEAD, POST, PATCH, DELETE',
    'Access-Control-Allow-Headers':
      'Content-Type, Authorization, Idempotency-Key, If-Match, If-None-Match, X-Reporter-Id',
    'Access-Control-Expose-Headers': 'ETag, Idempotency-Replayed, RateLimit, RateLimit-Policy, Retry-After',
    'Access-Control-Max-Age': String(PREFLIGHT_SECONDS),
  };
}

/** Answers preflights, and adds the headers to all other answers. */
export function cors(allowed: string[]): RequestHandler {
  return (request, response, next) => {
    const { origin } = request.headers;
    if (origin !== undefined) response.set(corsHeaders(allowed, origin));
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined)
      return void response.status(204).end();
    next();
  };
}
