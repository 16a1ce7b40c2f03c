/** Milliseconds between two patches of a room under load, and how many more for each client, who takes about 0.01 of each patch. */
const PATCH_INTERVAL_MIN_MS = 4;
const PATCH_INTERVAL_MS_EACH = 0.03;

type Options = { patch: () => void; clients: () => number; onError: (error: Error) => void };

/**
 * Decides when a room patches: a single change at once, changes in quick succession together. The larger the crowd, the fewer patches, so
 * that they never take much more than a quarter of a core.
 */
export class PatchPace {
  readonly #options: Options;
  #patchedAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  request(): void {
    if (this.#timer) return;
    const wait = this.#patchedAt + intervalMs(this.#options.clients()) - performance.now();
    if (wait <= 0) this.#run();
    else this.#timer = setTimeout(() => this.#run(), wait);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #run(): void {
    this.#timer = undefined;
    try {
      this.#options.patch();
    } catch (error) {
      this.#options.onError(error as Error);
    }
    this.#patchedAt = performance.now();
  }
}

function intervalMs(clients: number): number {
  return Math.max(PATCH_INTERVAL_MIN_MS, clients * PATCH_INTERVAL_MS_EACH);
}
