/** Frames that a socket may send a second, and how many at once: a client that comes back asks for all its topics. */
export const FRAMES_PER_SECOND_MAX = 20;
export const FRAMES_AT_ONCE_MAX = 100;

/** Some frames at once, and then as many as come back with time. */
export class FrameBudget {
  #left = FRAMES_AT_ONCE_MAX;
  #at: number;

  /** Epoch milliseconds. */
  constructor(now: number) {
    this.#at = now;
  }

  /** False where there is none left. A clock that is set back gives nothing, and takes nothing. */
  take(now: number): boolean {
    const back = (Math.max(0, now - this.#at) / 1_000) * FRAMES_PER_SECOND_MAX;
    this.#at = now;
    this.#left = Math.min(FRAMES_AT_ONCE_MAX, this.#left + back);
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
