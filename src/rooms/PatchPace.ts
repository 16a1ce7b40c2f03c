import type { Room } from '@colyseus/core';

/** Milliseconds between two patches of a room under load: the least, and so many for each client. To send a patch to one takes 0.01. */
const PATCH_INTERVAL_MIN_MS = 4;
const PATCH_INTERVAL_MS_EACH = 0.03;

type Patched = Pick<Room, 'broadcastPatch' | 'clients'>;

/**
 * Decides when a room patches: a single change at once, changes in quick succession together. The larger the crowd, the fewer patches, so
 * that they never take much more than a quarter of a core.
 */
export class PatchPace {
  readonly #room: Patched;
  readonly #onError: (error: Error) => void;
  #patchedAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(room: Patched, onError: (error: Error) => void) {
    this.#room = room;
    this.#onError = onError;
  }

  request(): void {
    if (this.#timer) return;
    const wait = this.#patchedAt + intervalMs(this.#room.clients.length) - performance.now();
    if (wait <= 0) this.#run();
    else this.#timer = setTimeout(() => this.#run(), wait);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #run(): void {
    this.#timer = undefined;
    try {
      this.#room.broadcastPatch();
    } catch (error) {
      this.#onError(error as Error);
    }
    this.#patchedAt = performance.now();
  }
}

function intervalMs(clients: number): number {
  return Math.max(PATCH_INTERVAL_MIN_MS, clients * PATCH_INTERVAL_MS_EACH);
}
