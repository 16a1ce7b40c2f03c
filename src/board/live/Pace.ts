/** Milliseconds in a step: drops within one step are added up. */
export const STEP_MS = 5_000;

/** Five minutes of steps, as long as a drop party lasts without a drop. */
export const STEPS = 60;

const MINUTE_MS = 60_000;

/**
 * What a drop party gained in each of the last steps: what this page watched, and what the server says of the time before. A ring buffer, so
 * its size is fixed.
 * All times are epoch milliseconds by the server's clock.
 */
export class Pace {
  /** When this page last saw a drop arrive, by `performance.now()`; -Infinity before the first. */
  lastGainAt = -Infinity;
  /** GP per step. The step that began at `n * STEP_MS` is at index `n % STEPS`. */
  readonly #gp = new Float64Array(STEPS);
  #watchedFrom: number;
  /** Whether the page knows the party since it began. */
  #isWhole: boolean;
  #newestStep: number;

  constructor(now: number, isWhole: boolean) {
    this.#watchedFrom = now;
    this.#isWhole = isWhole;
    this.#newestStep = stepOf(now);
  }

  /** Adds a drop that fell at `at`. One that is older than all steps is left out. */
  gain(gp: number, at: number): void {
    this.#advanceTo(at);
    // With slightly different clocks, a drop may seem to have fallen before the page began to watch.
    const step = Math.max(stepOf(at), stepOf(this.#watchedFrom));
    if (step > this.#newestStep - STEPS) this.#gp[step % STEPS]! += gp;
    this.lastGainAt = performance.now();
  }

  /**
   * Takes the steps before this page watched from the server: `gp` per step from `since` on, of a party that began at `startedAt`. What the
   * page has seen itself is newer, from the step after the one in which it began to watch.
   */
  fill(gp: readonly number[], since: number, startedAt: number): void {
    const first = Math.max(stepOf(since), this.#newestStep - STEPS + 1);
    const watched = stepOf(this.#watchedFrom);
    if (this.#isWhole || first > watched) return;
    // The step in which watching began was seen in part by this page, and at least so far by the server.
    for (let step = first; step <= watched; step++) {
      const gained = gp[step - stepOf(since)] ?? 0;
      this.#gp[step % STEPS] = Math.max(gained, step === watched ? this.#gp[step % STEPS]! : 0);
    }
    this.#isWhole = startedAt >= since;
    this.#watchedFrom = Math.max(since, startedAt);
  }

  /** GP per step, oldest first, ending with the current step. Fewer than STEPS if the page has not watched that long. */
  steps(now: number): number[] {
    this.#advanceTo(now);
    const watched = Math.min(STEPS, this.#newestStep - stepOf(this.#watchedFrom) + 1);
    return Array.from({ length: watched }, (_, i) => this.#gp[(this.#newestStep - watched + 1 + i) % STEPS]!);
  }

  /** Milliseconds that `steps` covers. */
  coveredMs(now: number): number {
    this.#advanceTo(now);
    return Math.max(0, now - Math.max(this.#watchedFrom, (this.#newestStep - STEPS + 1) * STEP_MS));
  }

  /**
   * GP per minute over what `steps` covers, where less than a minute counts as one. Undefined during the first minute of watching a party
   * that had begun earlier: too little has been seen to tell.
   */
  perMinute(now: number): number | undefined {
    const covered = this.coveredMs(now);
    if (covered < MINUTE_MS && !this.#isWhole) return undefined;
    const gained = this.#gp.reduce((sum, gp) => sum + gp, 0);
    return Math.floor(gained / Math.max(1, covered / MINUTE_MS));
  }

  /** Clears the steps that have begun since the last call. If the clock was set back, the newest step stays the current one. */
  #advanceTo(now: number): void {
    const step = stepOf(now);
    for (let passed = Math.max(this.#newestStep, step - STEPS) + 1; passed <= step; passed++)
      this.#gp[passed % STEPS] = 0;
    this.#newestStep = Math.max(this.#newestStep, step);
  }
}

function stepOf(time: number): number {
  return Math.floor(time / STEP_MS);
}
