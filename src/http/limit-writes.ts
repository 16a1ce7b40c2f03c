import type { RequestHandler } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../domain/errors.ts';
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

  /** Refuses `rate_limited` when the address has used up what it has; counts nothing. */
  async check(address: string | undefined): Promise<void> {
    const used = await this.#limiter.get(addressKey(address));
    if (used && used.consumedPoints >= this.#limiter.points) throw tooMany(used);
  }
}

/** Counts one write of the address, before the body is read. */
export function limitWrites(limit: AddressLimit | null): RequestHandler {
  if (!limit) return (_request, _response, next) => next();
  return async (request, _response, next) => {
    await limit.consume(request.ip);
    next();
  };
}

function tooMany({ msBeforeNext }: RateLimiterRes): AppError {
  const retryAfterSeconds = Math.max(Math.ceil(msBeforeNext / 1000), 1);
  const message = `too many requests from this address: try again in ${retryAfterSeconds} s`;
  return new AppError('rate_limited', message, { retryAfterSeconds });
}
