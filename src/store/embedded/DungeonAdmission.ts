import type { StoredEvent } from '../store.ts';
import type { Dungeons } from './Dungeons.ts';

/**
 * Refuses what could not be replayed, by applying it as a replay would: to a second state, which is what is stored and what
 * is on its way to the disk together.
 */
export class DungeonAdmission {
  readonly #stored: Dungeons;
  readonly #isTaken: (sessionId: string) => boolean;
  /** Null until it is needed. */
  #expected: Dungeons | null = null;
  /** The admitted commits that are not stored yet, in order. */
  #underWay: StoredEvent[][] = [];

  /** `isTaken` knows the ids of complete sessions. */
  constructor(stored: Dungeons, isTaken: (sessionId: string) => boolean) {
    this.#stored = stored;
    this.#isTaken = isTaken;
  }

  /** Throws an Error, admitting none of the events, where one does not follow. */
  admit(events: StoredEvent[]): void {
    for (const event of events) {
      if (event.type === 'session_created' && this.#isTaken(event.session_id)) {
        throw new Error(`there was a session ${event.session_id} before`);
      }
    }
    try {
      (this.#expected ??= this.#expect()).apply(events, null);
    } catch (error) {
      // It may have been applied in part.
      this.#expected = null;
      throw error;
    }
    this.#underWay.push(events);
  }

  landed(events: StoredEvent[]): void {
    if (this.#underWay[0] === events) this.#underWay.shift();
  }

  /** After a failed write: what was on its way is not going to happen. */
  forget(): void {
    this.#expected = null;
    this.#underWay = [];
  }

  #expect(): Dungeons {
    const expected = this.#stored.copy();
    for (const events of this.#underWay) expected.apply(events, null);
    return expected;
  }
}
