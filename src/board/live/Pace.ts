/** Milliseconds of a step: the least that the line of a party's pace tells apart. */
export const STEP_MS = 5_000;

/** The line covers five minutes, as long as a party lives without a drop. */
export const STEPS = 60;

const MINUTE_MS = 60_000;

/**
 * What a party gained in each of the last steps, as far as this page watched: a ring of fixed size, whatever drops.
 * All times are epoch milliseconds by the server's clock.
 */
export class Pace {
  /** When the last drop came that was seen to come, by this page's own clock; -Infinity before any. */
  lastGainAt = -Infinity;
  /** GP by step; the step that began at `n * STEP_MS` is at `n % STEPS`. */
  readonly #gp = new Float64Array(STEPS);
  readonly #watchedFrom: number;
  /** Whether the party began under this page's eyes, so that nothing of it was missed. */
  readonly #isWhole: boolean;
  #newestStep: number;

  constructor(now: number, isWhole: boolean) {
    this.#watchedFrom = now;
    this.#isWhole = isWhole;
    this.#newestStep = stepOf(now);
  }

  /** `at` is when it dropped; what is too old for the line is not in it. */
  gain(gp: number, at: number): void {
    this.#turnTo(at);
    // Where the clocks differ a little, a drop may seem to be from before the page watched.
    const step = Math.max(stepOf(at), stepOf(this.#watchedFrom));
    if (step > this.#newestStep - STEPS) this.#gp[step % STEPS]! += gp;
    this.lastGainAt = performance.now();
  }

  /** GP by step, the oldest first, the one that is going on last; fewer than STEPS where it was not watched so long. */
  steps(now: number): number[] {
    this.#turnTo(now);
    const watched = Math.min(STEPS, this.#newestStep - stepOf(this.#watchedFrom) + 1);
    return Array.from({ length: watched }, (_, i) => this.#gp[(this.#newestStep - watched + 1 + i) % STEPS]!);
  }

  /** Milliseconds that `steps` covers. */
  coveredMs(now: number): number {
    this.#turnTo(now);
    return Math.max(0, now - Math.max(this.#watchedFrom, (this.#newestStep - STEPS + 1) * STEP_MS));
  }

  /**
   * GP a minute over what `steps` covers; less than a minute counts as one. Undefined before a minute of a party that
   * had begun earlier: what was seen by then says too little.
   */
  perMinute(now: number): number | undefined {
    const covered = this.coveredMs(now);
    if (covered < MINUTE_MS && !this.#isWhole) return undefined;
    const gained = this.#gp.reduce((sum, gp) => sum + gp, 0);
    return Math.floor(gained / Math.max(1, covered / MINUTE_MS));
  }

  /** Empties the steps that have come since. A clock that was set back goes on in the newest one. */
  #turnTo(now: number): void {
    const step = stepOf(now);
    for (let passed = Math.max(this.#newestStep, step - STEPS) + 1; passed <= step; passed++)
      this.#gp[passed % STEPS] = 0;
    this.#newestStep = Math.max(this.#newestStep, step);
  }
}

function stepOf(time: number): number {
  return Math.floor(time / STEP_MS);
}
