import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { PIPELINED_MAX, STALLED_MS } from '../protocol/limits.ts';

/** Milliseconds between checks for connections that do not read their answers. */
const CHECK_INTERVAL_MS = 1_000;

/** What a connection waits for. `since`: when it last took an answer, or began to wait; on the monotonic clock. */
type Waiting = { count: number; since: number };

/**
 * The requests in flight. It bounds what one connection may have waiting, cuts off connections that do not read their answers, and
 * lets a shutdown wait for the rest.
 */
export class InFlight {
  readonly #waiting = new Map<Socket, Waiting>();
  readonly #stalledMs: number;
  #draining = false;
  #onEmpty: (() => void) | null = null;

  constructor(server: Server, stalledMs = STALLED_MS) {
    this.#stalledMs = stalledMs;
    const checks = setInterval(() => this.#cutOffStalled(), Math.min(CHECK_INTERVAL_MS, stalledMs)).unref();
    server.on('close', () => clearInterval(checks));
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

  #cutOffStalled(): void {
    const before = performance.now() - this.#stalledMs;
    for (const [socket, { since }] of this.#waiting) if (since < before) socket.destroy();
  }
}

/** When it closes, Node makes an error for every request that was waiting. For a thousand at once, their stacks take 50 ms. */
function closeWithoutStacks(socket: Socket): void {
  const { stackTraceLimit } = Error;
  socket.prependOnceListener('close', () => (Error.stackTraceLimit = 0));
  socket.once('close', () => (Error.stackTraceLimit = stackTraceLimit));
}
