import { AppError, type ErrorKind } from '../errors.ts';
import { addressKey } from './client-address.ts';
import { Tally } from './Tally.ts';

/** Seconds after which a refused client may try again. What others hold is given back when a party ends, which takes minutes. */
const RETRY_AFTER_SECONDS = 60;

export type FairSharesOptions = {
  /** How much there is for all. */
  capacity: number;
  /** What is divided, for messages: `running drop parties`. */
  what: string;
  /** What to do when nothing is left; by default, to try again later. */
  advice?: string;
  /** What is refused when nothing is left. */
  whenFull: ErrorKind;
  /** Whether an address is refused more than its share. The capacity applies in any case. */
  isShared: boolean;
};

/**
 * Divides what there is only so much of among client addresses. An address gets no more once it holds as much as is left, so one
 * alone gets half of it, two get a third each, and there is always something left for whoever comes next. Rule: [SHARE-1].
 */
export class FairShares {
  readonly #options: FairSharesOptions;
  /** The address that holds each thing, by the thing's id. Null after a restart, which forgets addresses. */
  readonly #holders = new Map<string, string | null>();
  readonly #held = new Tally();

  constructor(options: FairSharesOptions) {
    this.#options = options;
  }

  get isShared(): boolean {
    return this.#options.isShared;
  }

  get size(): number {
    return this.#holders.size;
  }

  /** How much each address holds. */
  holders(): Iterable<[address: string, held: number]> {
    return this.#held.entries();
  }

  /** Gives the thing to the address, even if another one holds it. Refuses `share_used_up` and `whenFull`, and then changes nothing. */
  take(id: string, address: string | undefined): void {
    const holder = addressKey(address);
    const { capacity, what, whenFull, isShared, advice = 'try again later' } = this.#options;
    const left = capacity - this.size + Number(this.#holders.has(id));
    const held = this.#held.of(holder) - Number(this.#holders.get(id) === holder);
    const retry = { retryAfterSeconds: RETRY_AFTER_SECONDS };
    if (left <= 0) throw new AppError(whenFull, `there are ${capacity} ${what} already; ${advice}`, retry);
    if (isShared && held >= left) {
      const message = `this address has ${held} of the ${capacity} ${what}, and ${left} are left for others`;
      throw new AppError('share_used_up', message, retry);
    }
    this.release(id);
    this.#holders.set(id, holder);
    this.#held.add(holder);
  }

  /** Counts a thing that exists already. */
  keep(id: string): void {
    if (!this.#holders.has(id)) this.#holders.set(id, null);
  }

  release(id: string): void {
    const holder = this.#holders.get(id);
    this.#holders.delete(id);
    if (typeof holder === 'string') this.#held.remove(holder);
  }
}
