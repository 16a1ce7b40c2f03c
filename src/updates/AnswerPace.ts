import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { UPDATES_ANSWER_BYTES_LEAST, UPDATES_ANSWER_BYTES_PER_SECOND } from '../protocol/limits.ts';

/** Addresses whose pace is remembered; the one that was answered longest ago is forgotten first. */
const ADDRESSES_MAX = 10_000;

/**
 * How fast each address gets snapshots and missed updates. Sockets are free, so a pace for each socket would be none: a hundred of them
 * that subscribe again and again would take all the time that there is.
 */
export class AnswerPace {
  /** When each address will have had what it was sent, in milliseconds of the monotonic clock. */
  readonly #taken = new LRUCache<string, number>({ max: ADDRESSES_MAX });

  /** Resolves when the address may be sent another answer. Those who wait get their turns one after another. */
  async turn(address: string): Promise<void> {
    for (;;) {
      const wait = (this.#taken.get(address) ?? 0) - performance.now();
      if (wait <= 0) break;
      await delay(wait, undefined, { ref: false });
    }
    this.charge(address, UPDATES_ANSWER_BYTES_LEAST);
  }

  charge(address: string, bytes: number): void {
    const from = Math.max(this.#taken.get(address) ?? 0, performance.now());
    this.#taken.set(address, from + (bytes / UPDATES_ANSWER_BYTES_PER_SECOND) * 1_000);
  }
}
