import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../errors.ts';
import { addressKey } from './address-key.ts';

/** A bound on what one address does in a period. */
export class AddressLimit {
  readonly #limiter: RateLimiterMemory;

  constructor({ points, seconds }: { points: number; seconds: number }) {
    this.#limiter = new RateLimiterMemory({ points, duration: seconds });
  }

  /** Counts `points` for the address. Refuses `rate_limited` when there are too many. */
  async consume(address: string | undefined, points = 1): Promise<void> {
    try {
      await this.#limiter.consume(addressKey(address), points);
    } catch (error) {
      throw error instanceof RateLimiterRes ? tooMany(error) : error;
    }
  }

  /**
   * Makes one try at a secret, of which only wrong ones count; until it is known which it is, it counts too, so that many at
   * once are no way around the bound. Refuses `rate_limited`.
   */
  async attempt<T>(
    address: string | undefined,
    isWrong: (error: unknown) => boolean,
    make: () => Promise<T>,
  ): Promise<T> {
    await this.consume(address);
    try {
      const made = await make();
      await this.#giveBack(address);
      return made;
    } catch (error) {
      if (!isWrong(error)) await this.#giveBack(address);
      throw error;
    }
  }

  /** Refuses `rate_limited` when the address has used up what it has; counts nothing. */
  async check(address: string | undefined): Promise<void> {
    const used = await this.#limiter.get(addressKey(address));
    if (used && used.consumedPoints >= this.#limiter.points) throw tooMany(used);
  }

  async #giveBack(address: string | undefined): Promise<void> {
    await this.#limiter.reward(addressKey(address), 1);
  }
}

function tooMany({ msBeforeNext }: RateLimiterRes): AppError {
  const retryAfterSeconds = Math.max(Math.ceil(msBeforeNext / 1000), 1);
  const message = `too many requests from this address: try again in ${retryAfterSeconds} s`;
  return new AppError('rate_limited', message, { retryAfterSeconds });
}
