import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Milliseconds between two samples. Without any delay a sample takes as long. */
const RESOLUTION_MS = 20;

/** Milliseconds that one window measures. The mean is that of two: the one before and the current one. */
const WINDOW_MS = 2_500;

/** Milliseconds of mean delay above which the server is overloaded: every request then takes several times as long. */
export const LOOP_DELAY_MS_MAX = 250;

/**
 * How late the event loop is. The mean and not the maximum: after one long pause, such as a slow disk's, the server can serve again,
 * but one that is late all the time should get no more clients.
 */
export class EventLoopDelay {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #timer: NodeJS.Timeout;
  #before = { mean: RESOLUTION_MS, count: 0 };

  constructor() {
    this.#histogram.enable();
    this.#timer = setInterval(() => this.#beginWindow(), WINDOW_MS).unref();
  }

  /** Milliseconds that the event loop was late by on average in the last seconds. */
  get meanMs(): number {
    const total = this.#windows.reduce((sum, { mean, count }) => sum + mean * count, 0);
    return this.samples === 0 ? 0 : Math.max(0, total / this.samples - RESOLUTION_MS);
  }

  /** How many samples the mean is of. */
  get samples(): number {
    return this.#windows.reduce((sum, { count }) => sum + count, 0);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#histogram.disable();
  }

  #beginWindow(): void {
    this.#before = this.#current();
    this.#histogram.reset();
  }

  get #windows(): { mean: number; count: number }[] {
    return [this.#before, this.#current()];
  }

  /** The mean of an empty histogram is NaN. */
  #current(): { mean: number; count: number } {
    const { count, mean } = this.#histogram;
    return { count, mean: count === 0 ? 0 : mean / 1e6 };
  }
}
