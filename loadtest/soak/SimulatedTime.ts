import { setTimeout as delay } from 'node:timers/promises';

/**
 * Milliseconds that pass at a time while everybody waits: Colyseus ends a connection that has not answered two pings, which are 3 s apart,
 * and they are answered between the steps. All sleepers wake at a multiple of it, so that many do something at once.
 */
const STEP_MS = 5_000;

/** Milliseconds that pass at a time while somebody does something. */
const BUSY_STEP_MS = 4;
const BUSY_STEP_MS_MAX = 50;

/** What moves on with the time. */
type Driven = { advance(ms: number): Promise<void> };

/**
 * The time of the soak and its server. While somebody does something it passes as it really does, so that no answer is late by it. While
 * all wait for something to do it flies.
 */
export class SimulatedTime {
  readonly #driven: Driven;
  readonly #onError: (error: unknown) => void;
  #now = 0;
  #busy = 0;
  #actors = 0;
  #sleepers: { at: number; wake: () => void }[] = [];

  constructor(driven: Driven, onError: (error: unknown) => void) {
    this.#driven = driven;
    this.#onError = onError;
  }

  /** Milliseconds since the start. */
  get now(): number {
    return this.#now;
  }

  /** Who has not ended yet. */
  get actors(): number {
    return this.#actors;
  }

  /** Lets somebody act, who sleeps by `sleep` only. */
  act(work: () => Promise<void>): void {
    this.#busy += 1;
    this.#actors += 1;
    work()
      .catch(this.#onError)
      .finally(() => {
        this.#busy -= 1;
        this.#actors -= 1;
      });
  }

  /** For those who act. */
  sleep(ms: number): Promise<void> {
    this.#busy -= 1;
    return new Promise((resolve) => {
      const wake = () => {
        this.#busy += 1;
        resolve();
      };
      this.#sleepers.push({ at: Math.ceil((this.#now + ms) / STEP_MS) * STEP_MS, wake });
    });
  }

  /** What only time brings. */
  async until<T>(promise: Promise<T>): Promise<T> {
    this.#busy -= 1;
    try {
      return await promise;
    } finally {
      this.#busy += 1;
    }
  }

  /** Resolves when it is so late. */
  async passTo(end: number): Promise<void> {
    let read = performance.now();
    while (this.#now < end) {
      await (this.#busy > 0 ? delay(BUSY_STEP_MS) : new Promise((resolve) => void setImmediate(resolve)));
      const really = performance.now() - read;
      read += really;
      const toNextStep = STEP_MS - (this.#now % STEP_MS);
      // A stall of this process must not be one of the server.
      const asReally = Math.min(BUSY_STEP_MS_MAX, Math.max(1, Math.round(really)));
      const ms = Math.min(this.#busy > 0 ? asReally : toNextStep, end - this.#now);
      await this.#driven.advance(ms);
      this.#now += ms;
      this.#wake();
    }
  }

  #wake(): void {
    const due = this.#sleepers.filter(({ at }) => at <= this.#now);
    if (due.length === 0) return;
    this.#sleepers = this.#sleepers.filter(({ at }) => at > this.#now);
    for (const { wake } of due) wake();
  }
}
