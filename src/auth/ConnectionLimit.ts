import { AppError } from '../errors.ts';
import { addressKey } from './client-address.ts';
import { Tally } from './Tally.ts';

/** Called when a connection ends. Calling it again changes nothing. */
export type GiveBack = () => void;

/** How many connections an address has at the other processes. */
type Elsewhere = { of(address: string): number };

const NOWHERE: Elsewhere = { of: () => 0 };

/**
 * Counts the connections of each address, over all rooms and /updates, here and elsewhere: open sockets, and seats that have no socket,
 * because it has yet to come or was lost and may come back. A client that only takes seats would otherwise fill a room. Rule: [SHARE-3].
 */
export class ConnectionLimit {
  readonly #max: number | null;
  readonly #elsewhere: Elsewhere;
  readonly #held = new Tally();
  /** The seats without a socket by session id, and whether a socket that may be theirs has come. */
  readonly #seats = new Map<string, { isClaimed: boolean; giveBack: GiveBack }>();

  /** A `max` of null is no limit. */
  constructor(max: number | null, elsewhere: Elsewhere = NOWHERE) {
    this.#max = max;
    this.#elsewhere = elsewhere;
  }

  /** Connections of all addresses, to this process. */
  get size(): number {
    return this.#held.total;
  }

  /** How many connections each address has to this process. */
  holders(): Iterable<[address: string, held: number]> {
    return this.#held.entries();
  }

  /** Counts a connection. Refuses `share_used_up`. */
  take(address: string | undefined): GiveBack {
    const key = addressKey(address);
    if (this.#max !== null && this.#held.of(key) + this.#elsewhere.of(key) >= this.#max) {
      const message = `this address has ${this.#max} connections and seats in rooms already: close one, or try again later`;
      throw new AppError('share_used_up', message);
    }
    return this.#hold(key);
  }

  /** Counts a socket. The first one of a seat is always admitted, because the seat is counted. Refuses `share_used_up`. */
  takeSocket(address: string | undefined, sessionId: string | null): GiveBack {
    const seat = sessionId === null ? undefined : this.#seats.get(sessionId);
    if (!seat || seat.isClaimed) return this.take(address);
    seat.isClaimed = true;
    const giveBack = this.#hold(addressKey(address));
    return () => {
      seat.isClaimed = false;
      giveBack();
    };
  }

  /** Makes what was taken a seat, until `endSeat`. */
  beginSeat(sessionId: string, giveBack: GiveBack): void {
    this.endSeat(sessionId);
    this.#seats.set(sessionId, { isClaimed: false, giveBack });
  }

  /** Counts the seat of a client whose socket was lost, which is never refused: its socket was counted. */
  keepSeat(sessionId: string, address: string | undefined): void {
    this.beginSeat(sessionId, this.#hold(addressKey(address)));
  }

  /** The seat has its socket, or is gone. */
  endSeat(sessionId: string): void {
    this.#seats.get(sessionId)?.giveBack();
    this.#seats.delete(sessionId);
  }

  #hold(key: string): GiveBack {
    this.#held.add(key);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#held.remove(key);
    };
  }
}
