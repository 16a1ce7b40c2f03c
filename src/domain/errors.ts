/** Every kind of refusal or failure, with the one sentence that explains it. The same kind comes out of every door. */
export const ERROR_KINDS = {
  validation_failed: 'One or more fields are missing or wrong.',
  malformed_json: 'The body is not JSON.',
  body_too_large: 'The body is larger than this endpoint takes.',
  length_required: 'The body must come with a Content-Length.',
  unsupported_media_type: 'The body must be sent as application/json.',
  not_found: 'There is nothing at this address.',
  method_not_allowed: 'This address does not take this method.',
  bad_request: 'The request is not well formed.',
  unauthorized: 'A valid credential is needed.',
  forbidden: 'This is not allowed from here.',
  rate_limited: 'Too many requests from this address.',
  idempotency_key_reused: 'This Idempotency-Key was used with another request.',
  party_not_found: 'There is no party with this id.',
  room_not_joinable: 'This room cannot be joined this way.',
  room_full: 'This room takes no more clients now.',
  reconnection_expired: 'The reconnection token is unknown or expired: join again.',
  storage_unavailable: 'The change could not be stored, so nothing was changed.',
  shutting_down: 'The server is shutting down.',
  timeout: 'The server did not answer in time.',
  internal: 'Something went wrong on the server.',
} as const;

export type ErrorKind = keyof typeof ERROR_KINDS;

/** One fault of one field, addressed by its path in the input: `reports.3.item_id`. */
export type Fault = { field: string; message: string };

/** A refusal as it crosses rooms and processes: plain data, because errors do not survive the way. */
export type Refusal = { kind: ErrorKind; message: string; faults?: Fault[] };

/**
 * The one error of the project. It has no property `code`: Colyseus answers HTTP 200 for a string code.
 */
export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly faults: Fault[] | undefined;
  /** Seconds to wait before trying again, where that helps. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    kind: ErrorKind,
    message: string = ERROR_KINDS[kind],
    options: { faults?: Fault[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.kind = kind;
    this.faults = options.faults;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  static from(refusal: Refusal): AppError {
    return new AppError(refusal.kind, refusal.message, refusal.faults ? { faults: refusal.faults } : {});
  }

  toRefusal(): Refusal {
    return { kind: this.kind, message: this.message, ...(this.faults ? { faults: this.faults } : {}) };
  }
}
