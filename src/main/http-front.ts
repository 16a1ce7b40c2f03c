import {
  createServer,
  type IncomingMessage,
  maxHeaderSize,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Socket } from 'node:net';
import { AppError, type ErrorKind } from '../errors.ts';
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

/** What Node refuses while a request comes in, by its code. */
const BROKEN: Record<string, [status: number, message: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request took too long to arrive'],
  HPE_HEADER_OVERFLOW: [431, `the address and the headers are too long: together they may have ${maxHeaderSize} bytes`],
};
const NOT_HTTP: [status: number, message: string] = [400, 'the request is not HTTP'];

/** The server of everything. An upgrade that is no room's and not /updates is a plain request: Java's HttpClient offers h2c with each one. */
export function createHttpServer(): Server {
  return createServer({
    // Ours to refuse, with a body.
    requireHostHeader: false,
    headersTimeout: HEADERS_MS_MAX,
    requestTimeout: REQUEST_MS_MAX,
    connectionsCheckingInterval: TIMEOUTS_EVERY_MS,
    shouldUpgradeCallback: (request) => isRoomUpgrade(request) || isUpdatesUpgrade(request),
  }).on('clientError', refuseBroken);
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

/** Node's own answer has no body, and all that Unity's HTTP client shows is the body's `error`. */
function refuseBroken({ code = '' }: NodeJS.ErrnoException, socket: Socket & { _httpMessage?: ServerResponse }): void {
  // Node looks at the same: nothing can be said in the middle of another answer.
  if (code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent) return void socket.destroy();
  const [status, error] = BROKEN[code] ?? NOT_HTTP;
  const body = JSON.stringify({ error, kind: 'bad_request' satisfies ErrorKind });
  const head = ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close'];
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...head, '', body].join('\r\n'));
  socket.destroySoon();
}
