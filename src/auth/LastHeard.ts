import type { Calls } from '../domain/rest-presence.ts';

/** Milliseconds after which a player is forgotten whom no room has asked about: rooms ask twice a second. */
const FORGOTTEN_MS = 60_000;

/** Milliseconds after which the rooms have seen a call. */
const LOOKED_AT_MS = 2_000;

/** Players that are known before the first look for those that can be forgotten. */
const KNOWN_MIN = 1_000;

/** A call that was just made to this process, by a player that need not exist; `at` is epoch milliseconds. */
type OnHeard = (call: { playerId: string; at: number; isBeat: boolean }) => void;

type Known = { at: number; isCall: boolean; beats: boolean; askedAt: number };

/**
 * When players without a connection were last heard of. In memory alone, so a heartbeat costs nothing and after a restart everybody has
 * the whole presence time again. Only of players that rooms ask about: anybody can make up names. Rule: [PARTY-11].
 */
export class LastHeard {
  readonly #now: () => number;
  readonly #players = new Map<string, Known>();
  #forgetAt = KNOWN_MIN;
  #onHeard: OnHeard = () => undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Who tells the other processes, whose rooms may ask. */
  set onHeard(listener: OnHeard) {
    this.#onHeard = listener;
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
    if (playerId === null) return;
    const at = this.#now();
    const known = this.#players.get(playerId);
    if (known) Object.assign(known, { at, isCall: true });
    this.#onHeard({ playerId, at, isBeat: false });
  }

  /** A heartbeat. The caller makes sure that the player is a member of a party. */
  beat(playerId: string): void {
    const at = this.#now();
    Object.assign(this.#players.get(playerId) ?? this.#add(playerId), { at, isCall: true, beats: true });
    this.#onHeard({ playerId, at, isBeat: true });
  }

  /** A call that another process was sent, `at` epoch milliseconds. */
  hearElsewhere(playerId: string, at: number, isBeat: boolean): void {
    const known = this.#players.get(playerId);
    if (!known) return;
    Object.assign(known, { at: Math.max(known.at, at), isCall: true, beats: known.beats || isBeat });
  }

  /** The players have the whole presence time again. */
  startAgain(playerIds: Iterable<string>): void {
    for (const playerId of playerIds) {
      const known = this.#players.get(playerId) ?? this.#add(playerId);
      known.at = this.#now();
    }
  }

  /** Everybody who is known has it, because calls may have been missed. That is not a call, so nobody who is away comes back by it. */
  startAllAgain(): void {
    const now = this.#now();
    for (const known of this.#players.values())
      if (now - known.at > LOOKED_AT_MS) Object.assign(known, { at: now, isCall: false });
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
