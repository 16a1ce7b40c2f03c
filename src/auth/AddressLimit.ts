import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../errors.ts';
import { addressKey } from './client-address.ts';

/** `points` in each period of `seconds`. `name` is what headers call it. */
export type Policy = { name: string; points: number; seconds: number };

/** What an address has left, and the seconds until it has all points again. */
export type Balance = { isEnough: boolean; remaining: number; resetSeconds: number };

/** Limits what one client address may do in a period. */
export class AddressLimit {
  readonly policy: Policy;
  readonly #limiter: RateLimiterMemory | RateLimiterRedis;

  /**
   * `redis` is an ioredis client: the limit then holds for all processes that use it together. While Redis is away it holds for each
   * process alone, without waiting.
   */
  constructor(policy: Policy, redis: object | null = null) {
    this.policy = policy;
    const inMemory = new RateLimiterMemory({ points: policy.points, duration: policy.seconds });
    this.#limiter = redis === null ? inMemory : sharedLimiter(policy, redis, inMemory);
  }

  /** Charges `points` to the address, also if it has too few left. */
  async charge(address: string | undefined, points = 1): Promise<Balance> {
    try {
      return this.#balance(await this.#limiter.consume(addressKey(address), points), true);
    } catch (error) {
      if (error instanceof RateLimiterRes) return this.#balance(error, false);
      throw error;
    }
  }

  /** As `charge`, but refuses `rate_limited` if the address has too few points left. */
  async consume(address: string | undefined, points = 1): Promise<void> {
    const balance = await this.charge(address, points);
    if (!balance.isEnough) throw this.refusal(balance);
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
    if (used && used.consumedPoints >= this.policy.points) throw this.refusal(this.#balance(used, false));
  }

  refusal({ resetSeconds }: Balance): AppError {
    const message = `too many requests from this address: try again in ${resetSeconds} s`;
    return new AppError('rate_limited', message, { retryAfterSeconds: resetSeconds });
  }

  async #refund(address: string | undefined): Promise<void> {
    await this.#limiter.reward(addressKey(address), 1);
  }

  /** The limiter forgets an address on time, but says when by the wall clock, which may have been set back. */
  #balance({ remainingPoints, msBeforeNext }: RateLimiterRes, isEnough: boolean): Balance {
    const resetSeconds = Math.min(Math.max(Math.ceil(msBeforeNext / 1000), 1), this.policy.seconds);
    return { isEnough, remaining: isEnough ? remainingPoints : 0, resetSeconds };
  }
}

/** Without the library's block in memory, which spares Redis a question: it would not know of refunds, and ends by the wall clock. */
function sharedLimiter({ name, points, seconds }: Policy, redis: object, insuranceLimiter: RateLimiterMemory) {
  return new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `muster:limit:${name}`,
    points,
    duration: seconds,
    insuranceLimiter,
    rejectIfRedisNotReady: true,
  });
}
