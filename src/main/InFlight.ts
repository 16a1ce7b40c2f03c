import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { LRUCache } from 'lru-cache';
import { addressKey, type IsTrustedProxy } from '../auth/client-address.ts';
import type { ErrorKind } from '../errors.ts';
import { FLOOD_MEMORY_MS, FLOODS_MAX, PIPELINED_MAX, STALLED_MS } from '../protocol/limits.ts';
import { rawAnswer } from './upgrades.ts';

/** Milliseconds between checks for connections that do not read their answers. */
const CHECK_INTERVAL_MS = 1_000;

/** Addresses whose floods are remembered; the longest ago are forgotten first. */
const ADDRESSES_MAX = 10_000;

/** What a connection waits for. `since`: when it last took an answer, or began to wait; on the monotonic clock. */
type Waiting = { count: number; since: number };

type Options = { isTrustedProxy: IsTrustedProxy; stalledMs?: number };

/**
 * The requests in flight. It bounds what one connection may have waiting, cuts off connections that do not read their answers, turns
 * away addresses that flood connection after connection, and lets a shutdown wait for the rest.
 */
export class InFlight {
  readonly #waiting = new Map<Socket, Waiting>();
  readonly #stalledMs: number;
  /** How many connections of an address were refused for what they sent at once, since the first of them. */
  readonly #floods = new LRUCache<string, number>({ max: ADDRESSES_MAX, ttl: FLOOD_MEMORY_MS, noUpdateTTL: true });
  readonly #isTrustedProxy: IsTrustedProxy;
  #draining = false;
  #onEmpty: (() => void) | null = null;

  constructor(server: Server, { isTrustedProxy, stalledMs = STALLED_MS }: Options) {
    this.#stalledMs = stalledMs;
    this.#isTrustedProxy = isTrustedProxy;
    const checks = setInterval(() => this.#cutOffStalled(), Math.min(CHECK_INTERVAL_MS, stalledMs)).unref();
    server.on('close', () => clearInterval(checks));
    server.on('connection', (socket) => this.#turnAwayFlooder(socket));
  }

  /**
   * What to do with a request: the one after PIPELINED_MAX waiting ones is to be refused, and what its connection sends after that is
   * to be ignored, because a thousand requests can come at once and even their refusals take time.
   */
  begin({ socket }: IncomingMessage, response: ServerResponse): 'handle' | 'refuse' | 'ignore' {
    const waiting = this.#waiting.get(socket) ?? { count: 0, since: performance.now() };
    if (waiting.count > PIPELINED_MAX) return 'ignore';
    waiting.count += 1;
    this.#waiting.set(socket, waiting);
    if (this.#draining) response.shouldKeepAlive = false;
    response.once('close', () => {
      waiting.count -= 1;
      waiting.since = performance.now();
      if (waiting.count > 0) return;
      this.#waiting.delete(socket);
      if (this.#waiting.size === 0) this.#onEmpty?.();
    });
    if (waiting.count <= PIPELINED_MAX) return 'handle';
    this.#countFlood(socket);
    closeWithoutStacks(socket);
    return 'refuse';
  }

  /** Resolves when no request is in flight. From now on every answer closes its connection. */
  drained(): Promise<void> {
    this.#draining = true;
    if (this.#waiting.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
    });
  }

  /** Not a proxy's: it speaks for many clients. */
  #countFlood({ remoteAddress }: Socket): void {
    if (this.#isTrustedProxy(remoteAddress ?? '', 0)) return;
    const address = addressKey(remoteAddress);
    this.#floods.set(address, (this.#floods.get(address) ?? 0) + 1);
  }

  /** Before its requests are parsed, which takes most of the time that a flood costs. Rule: [SHARE-4]. */
  #turnAwayFlooder(socket: Socket): void {
    if ((this.#floods.get(addressKey(socket.remoteAddress)) ?? 0) < FLOODS_MAX) return;
    socket.pause().end(FLOODED);
    socket.destroySoon();
  }

  #cutOffStalled(): void {
    const before = performance.now() - this.#stalledMs;
    for (const [socket, { since }] of this.#waiting) if (since < before) socket.destroy();
  }
}

const FLOODED = rawAnswer(
  429,
  {
    error: `this address sent more than ${PIPELINED_MAX} requests at once on each of ${FLOODS_MAX} connections: try again in a minute`,
    kind: 'rate_limited' satisfies ErrorKind,
  },
  [`Retry-After: ${FLOOD_MEMORY_MS / 1_000}`],
);

/** When it closes, Node makes an error for every request that was waiting. For a thousand at once, their stacks take 50 ms. */
function closeWithoutStacks(socket: Socket): void {
  const { stackTraceLimit } = Error;
  socket.prependOnceListener('close', () => (Error.stackTraceLimit = 0));
  socket.once('close', () => (Error.stackTraceLimit = stackTraceLimit));
}
