import type { Drop } from '../domain/drops/drop.ts';
import type { DropEvent } from '../domain/drops/events.ts';
import type { PartySummary } from '../domain/drops/party.ts';
import type { ReportAnswer } from '../domain/drops/decide-report.ts';
import type { World } from '../domain/drops/world.ts';

/**
 * The answer to a request that came with an Idempotency-Key, kept for ANSWER_KEPT_MS.
 * `id` names key and endpoint, `fingerprint` the request's content: both are hashes.
 */
export type RememberedAnswer = { id: string; fingerprint: string; at: number; answer: StoredAnswer };

export type StoredAnswer = { report: ReportAnswer } | { body: unknown };

/** What one caller changes at once: all of it is durable, or none of it. */
export type Commit = { events: DropEvent[]; answers: RememberedAnswer[] };

export type HistoryQuery = {
  /** Epoch milliseconds of `ended_at`, `from` inclusive, `to` exclusive. */
  from?: number;
  to?: number;
  world?: number;
  limit: number;
  /** As an earlier page gave it. A cursor that is no cursor refuses `validation_failed`. */
  cursor?: string;
};

/**
 * Where Muster keeps what must survive. Implementations: embedded (one process). Every one passes test/store/store-contract.ts.
 * Reads see exactly what is durable. All methods that touch the disk may refuse `storage_unavailable`.
 */
export interface Store {
  /** Recovers, then is ready. Throws where data would be lost, naming the file and the line. */
  open(): Promise<void>;
  /** Finishes what was committed, then lets go of everything. */
  close(): Promise<void>;

  /**
   * Resolves when durable; afterwards reads show it and subscribers were told. Refuses `storage_unavailable`, changing
   * nothing: then what was committed later and waits is refused too, because it may follow from this.
   * Throws a plain Error, changing nothing, where the events do not follow from the world's state (a drop of a party that
   * does not run, a number that is not the next, a party id that was used): that is a fault of the caller.
   */
  commit(commit: Commit): Promise<void>;
  /** Told of every durable commit, in commit order, before its `commit` resolves. Listeners must not throw. */
  subscribe(listener: (commit: Commit) => void): () => void;
  /** Writes and syncs nothing of meaning; rejects `storage_unavailable` when a commit would. */
  probe(): Promise<void>;

  /** The next unused party id, from 1. Ids may be skipped, never used twice: one that no commit used may come again after a restart. */
  newPartyId(): Promise<number>;
  /** A copy that its caller may change: the newest durable state of the world. */
  loadWorld(world: number): Promise<World>;
  /** Running parties in order of id. */
  activeParties(): Promise<PartySummary[]>;
  /** A party, running or ended. */
  party(id: number): Promise<PartySummary | null>;
  /** A party's drops with `number` below `before`, newest first. Empty for an unknown party. */
  dropsOf(partyId: number, page: { before?: number; limit: number }): Promise<Drop[]>;
  /** Ended parties, those first whose end was committed last. `next` continues, null at the end. */
  history(query: HistoryQuery): Promise<{ parties: PartySummary[]; next: string | null }>;
  /** The remembered answers among `ids` that are younger than ANSWER_KEPT_MS. */
  recall(ids: string[]): Promise<Map<string, RememberedAnswer>>;
}
