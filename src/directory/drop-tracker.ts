import type { ReportAnswer } from '../domain/drops/decide-report.ts';
import type { Report } from '../domain/drops/drop.ts';
import type { DropPartySummary } from '../domain/drops/drop-party.ts';
import type { Outcome } from './outcome.ts';
import type { RequestIdentity } from './request-identity.ts';

/** `replayed`: this is the first answer to this request, given again. */
export type ReportReply = ReportAnswer & { replayed?: true };

/** What a drop tracker room answers to the rest of the server. */
export interface DropTrackerCalls {
  /** Judges one report; durable when answered. Refuses `idempotency_key_reused`, `storage_unavailable`. */
  report(report: Report, request: RequestIdentity | null): Promise<Outcome<ReportReply>>;
  /** Ends the running party if its idle time is over, and answers it; null where there is nothing to end. */
  endIfIdle(): Promise<Outcome<DropPartySummary | null>>;
}
