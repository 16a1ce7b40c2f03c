import { AppError, type Refusal } from '../errors.ts';

/** What a room's method answers: plain data, because an error thrown in another process arrives as "timed out". */
export type Outcome<T> = { ok: T } | { refused: Refusal };

export function unwrap<T>(outcome: Outcome<T>): T {
  if ('ok' in outcome) return outcome.ok;
  throw AppError.from(outcome.refused);
}

/** Errors that are no refusal stay with the process that had them: their message is for its log, not for callers. */
export function refusalOf(error: unknown): Refusal {
  return error instanceof AppError ? error.toRefusal() : new AppError('internal').toRefusal();
}
