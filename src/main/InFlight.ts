import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { PIPELINED_MAX, STALLED_MS } from '../protocol/limits.ts';

/** Milliseconds between checks for connections that do not. */
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

  /** False, without counting the request, if its connection already has PIPELINED_MAX waiting. */
  begin({ socket }: IncomingMessage, response: ServerResponse): boolean {
    const waiting = this.#waiting.get(socket) ?? { count: 0, since: performance.now() };
    if (waiting.count >= PIPELINED_MAX) return false;
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
    return true;
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
