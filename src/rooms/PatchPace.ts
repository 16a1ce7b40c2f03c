/** Milliseconds between two patches of a room under load. */
const PATCH_INTERVAL_MIN_MS = 16;

/** Decides when a room patches: a single change at once, changes in quick succession together. */
export class PatchPace {
  readonly #patch: () => void;
  readonly #onError: (error: Error) => void;
  #patchedAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(patch: () => void, onError: (error: Error) => void) {
    this.#patch = patch;
    this.#onError = onError;
  }

  request(): void {
    if (this.#timer) return;
    const wait = this.#patchedAt + PATCH_INTERVAL_MIN_MS - performance.now();
    if (wait <= 0) this.#run();
    else this.#timer = setTimeout(() => this.#run(), wait);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #run(): void {
    this.#timer = undefined;
    try {
      this.#patch();
    } catch (error) {
      this.#onError(error as Error);
    }
    this.#patchedAt = performance.now();
  }
}
