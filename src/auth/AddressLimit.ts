import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../errors.ts';
import { addressKey } from './client-address.ts';

/** Limits what one client address may do in a period. */
export class AddressLimit {
  readonly #limiter: RateLimiterMemory;

  constructor({ points, seconds }: { points: number; seconds: number }) {
    this.#limiter = new RateLimiterMemory({ points, duration: seconds });
  }

  /** Charges `points` to the address. Refuses `rate_limited` if it has too few left. */
  async consume(address: string | undefined, points = 1): Promise<void> {
    try {
      await this.#limiter.consume(addressKey(address), points);
    } catch (error) {
      throw error instanceof RateLimiterRes ? this.#tooMany(error) : error;
    }
  }

  /**
   * Runs `attempt`, a guess at a secret, and charges a point only if the guess is wrong. The point is charged first and returned
   * afterwards, so that many guesses at once cannot exceed the limit. Refuses `rate_limited`.
   */
  async guess<T>(
    address: string | undefined,
    isWrong: (error: unknown) => boolean,
    attempt: () => Promise<T>,
  ): Promise<T> {
    await this.consume(address);
    try {
      const result = await attempt();
      await this.#refund(address);
      return result;
    } catch (error) {
      if (!isWrong(error)) await this.#refund(address);
      throw error;
    }
  }

  /** Refuses `rate_limited` if the address has no points left; charges nothing. */
  async check(address: string | undefined): Promise<void> {
    const used = await this.#limiter.get(addressKey(address));
    if (used && used.consumedPoints >= this.#limiter.points) throw this.#tooMany(used);
  }

  async #refund(address: string | undefined): Promise<void> {
    await this.#limiter.reward(addressKey(address), 1);
  }

  #tooMany({ msBeforeNext }: RateLimiterRes): AppError {
    // The library ends a period by a timer, but computes what is left of it by the system clock, which may have been set back.
    const leftSeconds = Math.min(Math.ceil(msBeforeNext / 1000), this.#limiter.duration);
    const retryAfterSeconds = Math.max(leftSeconds, 1);
    const message = `too many requests from this address: try again in ${retryAfterSeconds} s`;
    return new AppError('rate_limited', message, { retryAfterSeconds });
  }
}
