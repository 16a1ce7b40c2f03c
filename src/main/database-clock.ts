import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds between two measurements. */
const MEASURE_EVERY_MS = 5_000;

/** Questions per measurement, of which the one that was answered fastest counts. */
const SAMPLES = 4;

/** How much a computer's clock may gain or lose. Quartz is ten times as good, and NTP corrects it. */
const DRIFT = 1e-4;

/** What the database's time is ahead of `elapsed`, and by how much that may be wrong. Milliseconds. */
type Offset = { ms: number; uncertaintyMs: number; at: number };

type Sources = {
  /** The database's time, in epoch milliseconds with a fraction. */
  databaseTime: () => Promise<number>;
  /** Milliseconds that cannot be set. */
  elapsed: () => number;
  log: { warn(details: object, message: string): void };
};

/**
 * The time of the database, which all processes share, without asking it each time. Its offset to a clock of this process that cannot
 * be set is measured every few seconds, as NTP does: the answer was given at some moment of the round trip, so its middle is wrong by
 * half of it at most. While the database is away the last offset holds, which is off by 0.1 s after 15 minutes at most.
 */
export class DatabaseClock {
  readonly #sources: Sources;
  readonly #closing = new AbortController();
  #offset: Offset;
  #wasMeasured = true;

  private constructor(sources: Sources, offset: Offset) {
    this.#sources = sources;
    this.#offset = offset;
  }

  /** Resolves once the offset is known. Rejects if the database cannot be asked. */
  static async start(sources: Sources): Promise<DatabaseClock> {
    const clock = new DatabaseClock(sources, await measure(sources));
    void clock.#follow();
    return clock;
  }

  /** Epoch milliseconds. May go back when a measurement is better than the last, or the database's clock is set. */
  readonly now = (): number => this.#sources.elapsed() + this.#offset.ms;

  /** Measures the offset again. Keeps the one it has if the database is away. */
  async measure(): Promise<void> {
    try {
      const measured = await measure(this.#sources);
      if (isBetter(measured, this.#offset)) this.#offset = measured;
      this.#wasMeasured = true;
    } catch (error) {
      const { log } = this.#sources;
      if (this.#wasMeasured)
        log.warn({ err: error }, "the database's time is not known: this process keeps its own until it is");
      this.#wasMeasured = false;
    }
  }

  close(): void {
    this.#closing.abort();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await delay(MEASURE_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
      if (!signal.aborted) await this.measure();
    }
  }
}

async function measure({ databaseTime, elapsed }: Sources): Promise<Offset> {
  let best: Offset | undefined;
  for (let i = 0; i < SAMPLES; i += 1) {
    const asked = elapsed();
    const time = await databaseTime();
    const at = elapsed();
    const sample = { ms: time - (asked + at) / 2, uncertaintyMs: (at - asked) / 2, at };
    if (!best || sample.uncertaintyMs < best.uncertaintyMs) best = sample;
  }
  return best!;
}

/** A measurement that contradicts the last one is believed: the database's clock was set, or is another's since a failover. */
function isBetter(measured: Offset, last: Offset): boolean {
  const lastMs = last.uncertaintyMs + (measured.at - last.at) * DRIFT;
  return measured.uncertaintyMs <= lastMs || Math.abs(measured.ms - last.ms) > measured.uncertaintyMs + lastMs;
}
