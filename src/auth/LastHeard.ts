import type { Calls } from '../domain/rest-presence.ts';

/** Milliseconds after which a player is forgotten whom no room has asked about: rooms ask twice a second. */
const FORGOTTEN_MS = 60_000;

/** Players that are known before the first look for those that can be forgotten. */
const KNOWN_MIN = 1_000;

type Known = { at: number; isCall: boolean; beats: boolean; askedAt: number };

/**
 * When players without a connection were last heard of. In memory alone, so a heartbeat costs nothing and after a restart everybody has
 * the whole presence time again. Only of players that rooms ask about: anybody can make up names. Rule: [PARTY-11].
 */
export class LastHeard {
  readonly #now: () => number;
  readonly #players = new Map<string, Known>();
  #forgetAt = KNOWN_MIN;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Players that are known. */
  get size(): number {
    return this.#players.size;
  }

  /** From the first time on that a room asks, the player's calls are noted. */
  callsOf(playerId: string): Calls {
    const known = this.#players.get(playerId) ?? this.#add(playerId);
    known.askedAt = this.#now();
    return known;
  }

  /** Any call of the player. */
  hear(playerId: string | null): void {
    const known = playerId === null ? undefined : this.#players.get(playerId);
    if (known) Object.assign(known, { at: this.#now(), isCall: true });
  }

  /** A heartbeat. The caller makes sure that the player is a member of a party. */
  beat(playerId: string): void {
    Object.assign(this.#players.get(playerId) ?? this.#add(playerId), { at: this.#now(), isCall: true, beats: true });
  }

  /** The players have the whole presence time again. */
  startAgain(playerIds: Iterable<string>): void {
    for (const playerId of playerIds) {
      const known = this.#players.get(playerId) ?? this.#add(playerId);
      known.at = this.#now();
    }
  }

  #add(playerId: string): Known {
    const now = this.#now();
    if (this.#players.size >= this.#forgetAt) this.#forget(now);
    const known = { at: now, isCall: false, beats: false, askedAt: now };
    this.#players.set(playerId, known);
    return known;
  }

  #forget(now: number): void {
    for (const [id, { askedAt }] of this.#players) if (now - askedAt >= FORGOTTEN_MS) this.#players.delete(id);
    this.#forgetAt = Math.max(KNOWN_MIN, this.#players.size * 2);
  }
}
