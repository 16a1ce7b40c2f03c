import type { StartBlocker } from './domain/dungeons/dungeon-party.ts';
import { REFUSALS, type Refused } from './domain/refusals.ts';

/** Every kind of refusal or failure, with the one sentence that explains it. The same kind comes out of every door. */
export const ERROR_KINDS = {
  validation_failed: 'One or more fields are missing or wrong.',
  malformed_json: 'The body is not JSON.',
  body_too_large: 'The body is larger than this endpoint takes.',
  unsupported_media_type: 'The body must be sent as application/json.',
  not_found: 'There is nothing at this address.',
  method_not_allowed: 'This address does not take this method.',
  bad_request: 'The request is not well formed.',
  unauthorized: 'A valid credential is needed.',
  forbidden: 'This is not allowed from here.',
  rate_limited: 'Too many requests from this address.',
  share_used_up: 'This address holds its share of what there is for all.',
  drop_parties_full: 'No more drop parties can run now.',
  idempotency_key_reused: 'This Idempotency-Key was used with another request.',
  drop_not_found: 'The party has no such drop, or no longer.',
  ...REFUSALS,
  subscriptions_full: 'The socket watches too many topics.',
  room_not_joinable: 'This room cannot be joined this way.',
  room_full: 'This room takes no more clients now.',
  reconnection_expired: 'The reconnection token is unknown or expired: join again.',
  operator_json_invalid: 'operator.json is not valid right now, so nothing was changed.',
  storage_unavailable: 'The change could not be stored, so nothing was changed.',
  overloaded: 'The server is overloaded.',
  room_moved: 'Another process has taken this over: try again.',
  owner_unreachable: 'The process that owns this does not answer; try again, with the same Idempotency-Key.',
  shutting_down: 'The server is shutting down.',
  internal: 'Something went wrong on the server.',
} as const;

export type ErrorKind = keyof typeof ERROR_KINDS;

/** One fault of one field, addressed by its path in the input: `reports.3.item_id`. */
export type Fault = { field: string; message: string };

/** An AppError as plain data, which is how clients get it. */
export type ErrorData = { kind: ErrorKind; message: string; faults?: Fault[]; blockers?: StartBlocker[] };

/** The one error of the project. It has no property `code`: Colyseus answers HTTP 200 for a string code. */
export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly faults: Fault[] | undefined;
  /** All that keeps a refused start from starting. */
  readonly blockers: StartBlocker[] | undefined;
  /** Seconds to wait before trying again, where that helps. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    kind: ErrorKind,
    message: string = ERROR_KINDS[kind],
    options: { faults?: Fault[]; blockers?: StartBlocker[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.kind = kind;
    this.faults = options.faults;
    this.blockers = options.blockers;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  toData(): ErrorData {
    const { kind, message, faults, blockers } = this;
    return { kind, message, ...(faults && { faults }), ...(blockers && { blockers }) };
  }
}

/** What a rule refused, as an error. */
export function refusal({ kind, message, blockers }: Refused): AppError {
  return new AppError(kind, message, blockers && { blockers });
}

/** A fault of the machine or the settings that whoever runs the server can fix. Its message says how, so it is shown without a stack. */
export class OperatorError extends Error {
  override name = 'OperatorError';
}

/** Whether the file system refused a call. The error's message names the call, the path and the reason. */
export function isFileFault(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'path' in error;
}
