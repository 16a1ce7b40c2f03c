import type { Refused } from '../domain/refusals.ts';
import { AppError, type ErrorData } from '../errors.ts';

/** What a room's method answers: plain data, because an error thrown in another process arrives as "timed out". */
export type Outcome<T> = { ok: T } | { refused: ErrorData };

export function unwrap<T>(outcome: Outcome<T>): T {
  if ('ok' in outcome) return outcome.ok;
  {
    const { kind, message, faults } = outcome.refused;
    throw new AppError(kind, message, faults ? { faults } : {});
  }
}

/** Errors that are no refusal stay with the process that had them: their message is for its log, not for callers. */
export function refusalOf(error: unknown): ErrorData {
  return error instanceof AppError ? error.toData() : new AppError('internal').toData();
}

export function refused({ kind, message }: Refused): { refused: ErrorData } {
  return { refused: new AppError(kind, message).toData() };
}
