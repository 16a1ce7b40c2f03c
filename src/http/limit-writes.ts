import type { RequestHandler } from 'express';
import type { AddressLimit } from '../auth/AddressLimit.ts';

/** Counts one write of the address, before the body is read. */
export function limitWrites(limit: AddressLimit | null): RequestHandler {
  if (!limit) return (_request, _response, next) => next();
  return async (request, _response, next) => {
    await limit.consume(request.ip);
    next();
  };
}
