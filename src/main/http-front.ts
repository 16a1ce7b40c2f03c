import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { AppError } from '../domain/errors.ts';
import { HTTP_STATUS } from '../protocol/error-table.ts';
import { isUnderV17, withoutV17 } from '../wire-v17/endpoint.ts';
import { isRoomUpgrade } from './Transport.ts';
import { isUpdatesUpgrade } from './updates-upgrade.ts';

/** Milliseconds a client may take to send its headers, and its whole request: enough for 16 KB over a bad line. */
const HEADERS_MS_MAX = 5_000;
const REQUEST_MS_MAX = 10_000;

/** Milliseconds between two looks for requests that take longer. */
const TIMEOUTS_EVERY_MS = 1_000;

/** A host name or address, with an optional port. */
const HOST = /^(?:[\w.-]+|\[[\da-fA-F:.]+\])(?::\d{1,5})?$/;

/** One scheme, or one of each proxy on the way. */
const FORWARDED_PROTO = /^https?(?:\s*,\s*https?)*$/i;

/** The server of everything. An upgrade that is no room's and not /updates is a plain request: Java's HttpClient offers h2c with each one. */
export function createHttpServer(): Server {
  return createServer({
    headersTimeout: HEADERS_MS_MAX,
    requestTimeout: REQUEST_MS_MAX,
    connectionsCheckingInterval: TIMEOUTS_EVERY_MS,
    shouldUpgradeCallback: (request) => isRoomUpgrade(request) || isUpdatesUpgrade(request),
  });
}

/**
 * Gives every well-formed request to `app`, and nothing to Colyseus: its router has no limits of its own and slows the rest
 * down. Call when the server listens, because Colyseus adds its listener then.
 */
export function putInFront(server: Server, app: RequestListener): void {
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (!isWellFormed(request)) return refuseMalformed(response);
    if (!FORWARDED_PROTO.test(String(request.headers['x-forwarded-proto'])))
      delete request.headers['x-forwarded-proto'];
    if (isUnderV17(request.url!)) takeV17Off(request);
    app(request, response);
  });
}

/** `originalUrl` is where express keeps what was asked, and matchmaking looks. */
function takeV17Off(request: IncomingMessage): void {
  Object.assign(request, { originalUrl: request.url, url: withoutV17(request.url!) });
}

/** Much builds a URL of Host and address, and not all of it expects that to throw. */
function isWellFormed({ headers, url }: IncomingMessage): boolean {
  return HOST.test(headers.host ?? '') && url!.startsWith('/') && URL.canParse(`http://${headers.host}${url}`);
}

function refuseMalformed(response: ServerResponse): void {
  const { kind, message } = new AppError('bad_request', 'the Host header or the address is malformed');
  response.writeHead(HTTP_STATUS[kind], { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify({ error: message, kind }));
}
