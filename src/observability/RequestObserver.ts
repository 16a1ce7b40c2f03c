import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../log.ts';
import type { Metrics } from './Metrics.ts';
import { requestContext, requestIdOf } from './request-context.ts';

/** Characters of a path that are logged. The longest of ours has about 100. */
const LOGGED_PATH_LENGTH_MAX = 200;

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'OPTIONS']);

export type ObserverOptions = {
  metrics: Metrics;
  log: Log;
  /** Whether each request is logged. */
  accessLog: boolean;
  /** Identifies the client, as limits do. */
  addressOf: (request: IncomingMessage) => string;
};

/** What express notes on the request: the route that matched, and the path below which a router of its own is mounted. */
type Routed = IncomingMessage & { route?: { path: string }; baseUrl?: string };

/** Gives each request its id, counts and times it, and logs it where the operator wants that. */
export class RequestObserver {
  readonly #options: ObserverOptions;

  constructor(options: ObserverOptions) {
    this.#options = options;
  }

  /** Runs `handle` on behalf of the request. */
  observe(request: IncomingMessage, response: ServerResponse, handle: () => void): void {
    const id = requestIdOf(request.headers.traceparent as string | undefined);
    const begun = performance.now();
    const path = pathOf(request);
    response.setHeader('X-Request-Id', id);
    response.once('close', () => {
      const seconds = (performance.now() - begun) / 1000;
      const status = response.writableFinished ? response.statusCode : 'aborted';
      this.#count(request, status, seconds);
      const bytes = Number(response.getHeader('content-length') ?? 0);
      this.#log(request, { request_id: id, path, status, ms: rounded(seconds * 1000), bytes });
    });
    requestContext.run({ id }, handle);
  }

  /** As `observe`, for a WebSocket: `status` is 101 once it is accepted. */
  async observeUpgrade(request: IncomingMessage, handle: () => Promise<{ status: number }>): Promise<void> {
    const id = requestIdOf(request.headers.traceparent as string | undefined);
    const { status } = await requestContext.run({ id }, handle);
    this.#log(request, { request_id: id, path: pathOf(request), status });
  }

  #count(request: Routed, status: number | 'aborted', seconds: number): void {
    const route = routeOf(request);
    const method = METHODS.has(request.method!) ? request.method! : 'other';
    this.#options.metrics.requests.inc({ method, route, status });
    this.#options.metrics.requestSeconds.observe({ route }, seconds);
  }

  #log(request: IncomingMessage, about: object): void {
    const { accessLog, log, addressOf } = this.#options;
    if (accessLog) log.info({ method: request.method, ...about, address: addressOf(request) }, 'request');
  }
}

/** The pattern of the address that matched. Mount paths match in any letter case, and are noted as the client wrote them. */
export function routeOf({ route, baseUrl }: Routed): string {
  if (baseUrl) return baseUrl.toLowerCase();
  return route?.path ?? 'none';
}

/** Without the query, which may hold tokens. */
function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0]!.slice(0, LOGGED_PATH_LENGTH_MAX);
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
