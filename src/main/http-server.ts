import {
  createServer,
  type IncomingMessage,
  maxHeaderSize,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { IsTrustedProxy } from '../auth/client-address.ts';
import { allowsOrigin } from '../auth/origins.ts';
import { AppError, type ErrorKind } from '../errors.ts';
import { HTTP_STATUS } from '../protocol/error-table.ts';
import { HEADERS_MS_MAX, PIPELINED_MAX, REQUEST_MS_MAX } from '../protocol/limits.ts';
import { isUnderV17, withoutV17 } from '../wire-v17/endpoint.ts';
import type { RequestObserver } from '../observability/RequestObserver.ts';
import type { InFlight } from './InFlight.ts';
import { isFromOwnPage, normalizeHead } from './request-head.ts';
import { isRoomUpgrade } from './Transport.ts';
import { isUpdatesUpgrade, rawAnswer } from './upgrades.ts';

/** Milliseconds between checks for requests that exceed them. */
const TIMEOUT_CHECK_INTERVAL_MS = 1_000;

/** How requests that Node rejects while parsing are answered, by Node's error code. */
const PARSE_ERRORS: Record<string, [status: number, message: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request took too long to arrive'],
  HPE_HEADER_OVERFLOW: [431, `the URL and the headers are too long: together they may have ${maxHeaderSize} bytes`],
};
const NOT_HTTP: [status: number, message: string] = [400, 'the request is not HTTP'];

/** Who may send what to the server. `publicHost` is its own name, if it differs from the Host of requests. */
export type DoorSettings = {
  corsOrigins: readonly string[];
  isTrustedProxy: IsTrustedProxy;
  keepAliveMs: number;
  publicHost: string | undefined;
};

/**
 * The one server of the process. An upgrade to anything but a room or /updates is handled as a plain request, because Java's
 * HttpClient offers h2c with every request.
 */
export function createHttpServer(settings: DoorSettings): Server {
  return createServer({
    // We refuse requests without one ourselves, with a body.
    requireHostHeader: false,
    // Both count from the first byte of a request, so they may be shorter than the time that a connection may be idle.
    headersTimeout: HEADERS_MS_MAX,
    requestTimeout: REQUEST_MS_MAX,
    connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL_MS,
    keepAliveTimeout: settings.keepAliveMs,
    shouldUpgradeCallback: (request) =>
      normalizeHead(request, settings.isTrustedProxy) && isUpgrade(request) && mayUpgrade(request, settings),
  }).on('clientError', answerParseError);
}

export type RequestServices = { inFlight: InFlight; observer: RequestObserver; app: RequestListener };

/**
 * Sends every well-formed request to `app` and none to Colyseus, whose router has no limits of its own and slows every other
 * route down. Call it once the server listens, because Colyseus adds its listener then.
 */
export function routeRequests(server: Server, settings: DoorSettings, services: RequestServices): void {
  const { inFlight, observer, app } = services;
  const route = (request: IncomingMessage, response: ServerResponse) => {
    if (!normalizeHead(request, settings.isTrustedProxy)) return refuse(response, MALFORMED);
    if (isUpgrade(request) && !mayUpgrade(request, settings)) return refuse(response, FOREIGN_PAGE);
    if (isUnderV17(request.url!)) stripV17(request);
    app(request, response);
  };
  const handle: RequestListener = (request, response) => {
    const next = inFlight.begin(request, response);
    if (next === 'ignore') return void request.socket.pause();
    observer.observe(request, response, () => {
      if (next === 'refuse') refuse(response, PIPELINED);
      else route(request, response);
    });
  };
  server.removeAllListeners('request');
  // Requests that wait for 100 Continue: whoever reads the body sends it.
  server.on('request', handle).on('checkContinue', handle);
}

function isUpgrade(request: IncomingMessage): boolean {
  return isRoomUpgrade(request) || isUpdatesUpgrade(request);
}

/** Browsers send WebSockets to other origins without asking, so the server must judge. Rule: [AUTH-4]. */
function mayUpgrade(request: IncomingMessage, { corsOrigins, publicHost }: DoorSettings): boolean {
  return allowsOrigin(corsOrigins, request.headers.origin) || isFromOwnPage(request, publicHost);
}

/** `originalUrl` is where express keeps the URL that was asked for, and where matchmaking reads it. */
function stripV17(request: IncomingMessage): void {
  Object.assign(request, { originalUrl: request.url, url: withoutV17(request.url!) });
}

const MALFORMED = new AppError('bad_request', 'the Host header or the URL is malformed, or they name different hosts');

const FOREIGN_PAGE = new AppError(
  'forbidden',
  'pages of this origin may not open WebSockets: it is not in CORS_ORIGINS',
);

const PIPELINED = new AppError(
  'rate_limited',
  `a connection may have ${PIPELINED_MAX} requests waiting for their answers: read them first`,
);

function refuse(response: ServerResponse, { kind, message }: AppError): void {
  response.writeHead(HTTP_STATUS[kind], { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify({ error: message, kind }));
}

/** Node's own answer has no body, and Unity's HTTP client shows nothing but the body's `error`. */
function answerParseError(
  { code = '' }: NodeJS.ErrnoException,
  socket: Socket & { _httpMessage?: ServerResponse },
): void {
  // The same check as in Node's default handler: an answer that has begun cannot be replaced.
  if (code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent) return void socket.destroy();
  const [status, error] = PARSE_ERRORS[code] ?? NOT_HTTP;
  socket.end(rawAnswer(status, { error, kind: 'bad_request' satisfies ErrorKind }));
  socket.destroySoon();
}
