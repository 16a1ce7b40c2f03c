import type { RequestHandler } from 'express';
import { allowsOrigin } from '../auth/origins.ts';

/** Seconds for which a browser may cache a preflight's answer. */
const PREFLIGHT_SECONDS = 86_400;

/** Ours, those of tracing libraries and those that HTTP libraries add unasked. */
const ALLOWED_HEADERS = [
  'Content-Type',
  'Authorization',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'X-Ingest-Key',
  'X-Reporter-Id',
  'X-Requested-With',
  'Traceparent',
  'Tracestate',
].join(', ');

/**
 * Every answer gets all headers; browsers ignore those they do not need. Credentials are allowed, because Colyseus's SDKs send all
 * requests with them. That gives a page nothing: only the monitor acts on what a browser adds by itself, and it has no CORS.
 */
function corsHeaders(origin: string): Record<string, string> {
  return {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Credentials': 'true',
    'Access-Control-Allow-Methods': 'GET, HEAD, POST, PATCH, DELETE',
    'Access-Control-Allow-Headers': ALLOWED_HEADERS,
    'Access-Control-Expose-Headers':
      'ETag, Idempotency-Replayed, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id',
    'Access-Control-Max-Age': String(PREFLIGHT_SECONDS),
  };
}

/** Answers preflights, and lets pages of the allowed origins read all other answers. Rule: [AUTH-4]. */
export function cors(allowed: readonly string[]): RequestHandler {
  return (request, response, next) => {
    const { origin } = request.headers;
    if (origin !== undefined && allowsOrigin(allowed, origin)) response.set(corsHeaders(origin));
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined)
      return void response.status(204).end();
    next();
  };
}
