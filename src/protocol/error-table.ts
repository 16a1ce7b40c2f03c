import type { ErrorKind } from '../domain/errors.ts';

/** The one table from a kind of error to what HTTP and matchmaking answer. Every value is a real HTTP status: Colyseus empties the body of others. */
export const HTTP_STATUS: Record<ErrorKind, number> = {
  validation_failed: 422,
  malformed_json: 400,
  body_too_large: 413,
  length_required: 411,
  unsupported_media_type: 415,
  not_found: 404,
  method_not_allowed: 405,
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  rate_limited: 429,
  idempotency_key_reused: 422,
  party_not_found: 404,
  room_not_joinable: 403,
  room_full: 503,
  reconnection_expired: 410,
  storage_unavailable: 503,
  shutting_down: 503,
  timeout: 504,
  internal: 500,
};
