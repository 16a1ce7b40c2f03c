import type { Request, RequestHandler, Response } from 'express';
import type { AddressLimit } from '../auth/AddressLimit.ts';

/** Counts one request of the address, before its body is read. */
export function limited(limit: AddressLimit | null): RequestHandler[] {
  if (!limit) return [];
  return [
    async (request, response, next) => {
      await spend(limit, request, response);
      next();
    },
  ];
}

/**
 * Charges `points` to the address of the request and says in headers what it has left, in the form of
 * draft-ietf-httpapi-ratelimit-headers-11. Refuses `rate_limited`.
 */
export async function spend(limit: AddressLimit, request: Request, response: Response, points = 1): Promise<void> {
  const { name, points: quota, seconds } = limit.policy;
  const balance = await limit.charge(request.ip, points);
  response.set({
    'RateLimit-Policy': `"${name}";q=${quota};w=${seconds}`,
    RateLimit: `"${name}";r=${balance.remaining};t=${balance.resetSeconds}`,
  });
  if (!balance.isEnough) throw limit.refusal(balance);
}
