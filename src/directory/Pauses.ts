/** Milliseconds between two looks at the clock. */
const LOOK_MS = 100;

/** Milliseconds without a look that are a pause: less than clients wait for an answer, more than a busy machine takes. */
const PAUSE_MS_MIN = 2_000;

/** Milliseconds after a pause in which what had waited for its end is read. */
const CATCH_UP_MS = 1_000;

/** Notices when this process stood still, because it was suspended or its machine was. */
export class Pauses {
  readonly #elapsed: () => number;
  readonly #looks: NodeJS.Timeout;
  #seen: number;
  #over = -Infinity;

  /** `elapsed`: milliseconds that go on while the process stands still. */
  constructor(elapsed: () => number = () => performance.now()) {
    this.#elapsed = elapsed;
    this.#seen = elapsed();
    this.#looks = setInterval(() => this.#look(), LOOK_MS).unref();
  }

  /** Whether what arrives now may have waited for the end of a pause. */
  get isJustOver(): boolean {
    // Node reads sockets before it runs timers.
    return this.#look() - this.#over < CATCH_UP_MS;
  }

  stop(): void {
    clearInterval(this.#looks);
  }

  #look(): number {
    const now = this.#elapsed();
    if (now - this.#seen > PAUSE_MS_MIN) this.#over = now;
    this.#seen = now;
    return now;
  }
}
