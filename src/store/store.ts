import type { AuditEntry, LoggedAct } from '../domain/audit.ts';
import type { Drop } from '../domain/drops/drop.ts';
import type { DropEvent } from '../domain/drops/drop-events.ts';
import type { DropPartySummary } from '../domain/drops/drop-party.ts';
import type { Mutes } from '../domain/drops/trust.ts';
import type { JudgedDrop } from '../domain/drops/open-drops.ts';
import type { World } from '../domain/drops/world.ts';
import type { DungeonPartyEvent } from '../domain/dungeons/dungeon-party-events.ts';
import type { DungeonParty } from '../domain/dungeons/dungeon-party.ts';
import type { Lobby } from '../domain/dungeons/lobby.ts';
import { type FinderEvent, isFinderEvent } from '../domain/finder/finder-events.ts';
import type { TicketRecord } from '../domain/finder/ticket-view.ts';
import type { SessionEvent } from '../domain/sessions/session-events.ts';
import type { Session } from '../domain/sessions/session.ts';
import type { Announcement, Told } from '../projections/announcement.ts';
import type { FoundDrop, ItemTotals, PartyGain } from '../projections/found-drops.ts';
import type { BoardDropParty, WorldValue } from '../projections/topic-values.ts';
import type { Topic, Update } from '../projections/update.ts';
import type { Fence } from './cluster.ts';

/**
 * The answer to a request with an Idempotency-Key, kept for ANSWER_KEPT_MS. `id` is a hash of key and endpoint,
 * `fingerprint` a hash of the request's content. `answer` is plain JSON.
 */
export type RememberedAnswer = { id: string; fingerprint: string; at: number; answer: unknown };

export type StoredEvent = DropEvent | DungeonPartyEvent | FinderEvent | SessionEvent;

export function isDungeonPartyEvent(event: StoredEvent): event is DungeonPartyEvent {
  return 'lobby' in event && event.type !== 'session_created' && !isFinderEvent(event);
}

/** What one caller changes at once, all or nothing. The caller has decided everything; the store only numbers and keeps it. */
export type Commit = Told & {
  events: StoredEvent[];
  answers: RememberedAnswer[];
  /** The acts of admins that it carries out. */
  audit?: AuditEntry[];
  /** The right of the room that commits; null if there is only one process. */
  fence?: Fence | null;
};

/** Every announcement up to `cursor` was delivered or given up on, except those in `owed`. */
export type DeliveryProgress = { cursor: number; owed: number[] };

export type HistoryQuery = {
  /** Epoch milliseconds of `ended_at`, `from` inclusive, `to` exclusive. */
  from?: number;
  to?: number;
  world?: number;
  limit: number;
  /** From an earlier page's `next`. An invalid cursor is refused `validation_failed`. */
  cursor?: string;
};

/** What a topic is about, and the number of the topic's newest update that it has. */
export type Numbered<Value> = { seq: number; value: Value };

/** `party`: whether the session's party is public, as of update `seq` of the party. */
export type ActiveSession = Numbered<Session> & { party: { seq: number; isPublic: boolean } };

/** Where a drop is. */
export type DropPlace = { world: number; party_id: number; number: number };

/** Hashes as drops have them, and how many of their claims were suspect. Rule: [DROP-16]. */
export type SuspectReporter = { reporter: string | null; source: string | null; suspect_drops: number };

/** What admins and mutes ask about drops, running parties' and ended ones'. */
export interface JudgedDrops {
  /** A drop of a party, removed or not; null if there is none. */
  drop(partyId: number, number: number): Promise<JudgedDrop | null>;
  /** A party's drops with `number` below `before`, newest first, removed or not. */
  page(partyId: number, page: { before?: number; limit: number }): Promise<JudgedDrop[]>;
  /** A party's biggest drops, the biggest first. */
  biggest(partyId: number, limit: number): Promise<Drop[]>;
  /**
   * The drops that a reporter or source claimed or vouches for, some thousand drops at a time in the order in which they were stored:
   * `after` is 0, then `next`, which is null at the end.
   */
  mentioning(hash: string, after: number): Promise<{ drops: DropPlace[]; next: number | null }>;
  /** Those with the most suspect claims first. */
  suspectReporters(limit: number): Promise<SuspectReporter[]>;
  /** The mutes that all stored drops were recounted for. Rule: [DROP-18]. */
  recountedMutes(): Promise<Mutes>;
  /** Durable when it resolves. */
  saveRecountedMute(mute: { kind: 'reporter' | 'source'; hash: string; isMuted: boolean }): Promise<void>;
}

/** Some rows, and where to go on; null at the end. A page may be empty and have more behind it. */
export type LookupPage<Row> = { rows: Row[]; next: number | null };

/**
 * What people ask about drops of all worlds. Each call looks at some thousand drops at most, the newest first, so that none holds up the
 * process. `before` is the `next` of the call before. Removed drops are left out.
 */
export interface DropLookups {
  /** Newest first. `itemName` is part of the name, in any case. Times are epoch milliseconds, `from` inclusive, `to` exclusive. */
  search(query: {
    itemName?: string | undefined;
    itemId?: number | undefined;
    world?: number | undefined;
    minValue?: number | undefined;
    from?: number | undefined;
    to?: number | undefined;
    before?: number | undefined;
    limit: number;
  }): Promise<LookupPage<FoundDrop>>;
  /** Totals of the items that dropped since `from`, those of one step; the caller adds them up. */
  itemsSince(from: number, before?: number): Promise<LookupPage<ItemTotals>>;
  /** The same of one party's drops with a number below `before`. */
  itemsOfParty(partyId: number, before: number): Promise<LookupPage<ItemTotals>>;
  /** The number of a party's newest drop, removed or not; 0 if it has none. */
  newestNumber(partyId: number): Promise<number>;
  /** What parties gained in each `stepMs` since `since`, one step; the caller adds them up. */
  gainsSince(since: number, stepMs: number, before?: number): Promise<LookupPage<PartyGain>>;
}

/** A topic's value as the domain has it; each endpoint chooses its view. Worlds and lobbies always exist. A lobby's private parties are left out. */
export type TopicSnapshot = { seq: number } & (
  | { topic: 'board'; value: BoardDropParty[] }
  | { topic: 'world'; value: WorldValue }
  | { topic: 'lobby'; value: DungeonParty[] }
  | { topic: 'party'; value: DungeonParty }
  | { topic: 'session'; value: Session }
  | { topic: 'ticket'; value: TicketRecord }
);

/**
 * Where Muster keeps what must survive a restart. One implementation, in SQL, runs on two engines; both pass
 * test/store/store-contract.ts. Reads return copies of exactly what is durable. Any method may refuse
 * `storage_unavailable`.
 */
export interface Store {
  /** Migrates the schema and gets ready. Throws an OperatorError that says what is wrong with the data and what to do. */
  open(): Promise<void>;
  /** Finishes pending commits, then releases everything. */
  close(): Promise<void>;

  /**
   * Resolves when durable; by then reads show it and subscribers have been told. May refuse `storage_unavailable`, changing
   * nothing; commits that wait behind it are then refused too, because they may depend on it.
   * Refuses `room_moved`, changing nothing, if its room was claimed anew.
   * Throws a plain Error, changing nothing, if the events do not follow from what is stored (a drop of a party that is not
   * running, a number or version that is not the next, a party id that was used): that is a bug in the caller.
   */
  commit(commit: Commit): Promise<void>;
  /**
   * Calls the listener with the updates of every durable commit that has any, in commit order, after reads show the commit
   * and before `commit` resolves. Listeners must not throw, nor change the updates. Returns the unsubscribe. Rule: [UPD-4].
   */
  subscribeUpdates(listener: (updates: Update[]) => void): () => void;
  /** Calls the listener after updates of other processes were lost: what is kept of them has to be read anew. Rule: [CLUSTER-4]. */
  onLostUpdates(listener: () => void): () => void;
  /**
   * Resolves when listeners have been told of everything that any process stored before this call; null if they always have, because
   * there is only one.
   */
  caughtUp(): Promise<void> | null;
  /**
   * The topic's updates after number `since`, in order; empty if that is the newest. Null if some of them are no longer
   * kept, or if the topic has not reached `since`. An unknown or deleted topic is at 0. Rule: [UPD-5].
   */
  updatesSince(topic: Topic, since: number): Promise<Update[] | null>;
  /**
   * The first announcement after number `seq` among the newest ANNOUNCEMENTS_KEPT_MAX, which are kept, and the number of
   * the newest; null and 0 if there is none. Rule: [HOOK-4].
   */
  announcementAfter(seq: number): Promise<{ newest: number; announcement: Announcement | null }>;
  /** How far the deliveries to a webhook receiver have got; null for a new one. Rule: [HOOK-4]. */
  deliveryProgress(receiver: string): Promise<DeliveryProgress | null>;
  /** Durable when it resolves. */
  saveDeliveryProgress(receiver: string, progress: DeliveryProgress): Promise<void>;
  /** Deletes the progress of all receivers but these. Durable when it resolves. Rule: [HOOK-8]. */
  forgetOtherReceivers(receivers: string[]): Promise<void>;
  /** The topic's current value and the number of its newest update, 0 before the first. Null if it does not exist. */
  snapshotOf(topic: Topic): Promise<TopicSnapshot | null>;
  /**
   * Whether the data belongs to the secret with this fingerprint: it does from the first call on, or from one with `replace`.
   * Durable when it resolves.
   */
  belongsTo(fingerprint: string, options: { replace: boolean }): Promise<boolean>;
  /** Adds to the audit log an act that is not part of a commit. Durable when it resolves. Rule: [STORE-10]. */
  logAct(entry: AuditEntry): Promise<void>;
  /** The acts of admins with an id below `before`, newest first, of the newest AUDIT_KEPT_MAX. Rule: [STORE-10]. */
  auditLog(page: { before?: number; limit: number }): Promise<LoggedAct[]>;
  /** Rejects with `storage_unavailable` if a commit would. */
  probe(): Promise<void>;

  /** The next unused drop party id, from 1. Ids may be skipped, but are never used twice. */
  newDropPartyId(): Promise<number>;
  /** The newest durable state of the world. */
  loadWorld(world: number): Promise<World>;
  /** Running drop parties in order of id. */
  runningDropParties(): Promise<DropPartySummary[]>;
  /** The running drop party of a world. */
  runningDropPartyOf(world: number): Promise<DropPartySummary | null>;
  /** A drop party, running or ended. */
  dropParty(id: number): Promise<DropPartySummary | null>;
  /** A party's drops with `number` below `before`, newest first. Empty for an unknown party. */
  dropsOf(partyId: number, page: { before?: number; limit: number }): Promise<Drop[]>;
  /** Drops with what decisions about them rest on. */
  readonly judged: JudgedDrops;
  readonly lookups: DropLookups;
  /** Ended drop parties, the latest committed end first. `next` is the cursor of the next page, null on the last one. */
  history(query: HistoryQuery): Promise<{ parties: DropPartySummary[]; next: string | null }>;

  /** The newest durable state of the lobby, with its queue; empty if it has none. */
  loadLobby(name: string): Promise<Lobby>;
  /** The lobbies that have dungeon parties or tickets. */
  lobbyNames(): Promise<string[]>;
  /** A dungeon party in any lobby. Null if it is unknown or dissolved. */
  dungeonParty(partyId: string): Promise<DungeonParty | null>;
  /** In order of creation. */
  dungeonPartiesOf(lobby: string): Promise<Numbered<DungeonParty>[]>;
  /** A ticket in the queue, or one that ended less than TICKET_KEPT_MS ago. Beyond TICKETS_KEPT_MAX the oldest are deleted. */
  ticket(id: string): Promise<TicketRecord | null>;
  /** A session that is not complete, or was completed less than SESSION_KEPT_MS ago. Beyond SESSIONS_KEPT_MAX the oldest complete ones are deleted. */
  session(id: string): Promise<Session | null>;
  /** The sessions that are not complete, in order of creation. */
  activeSessions(): Promise<ActiveSession[]>;

  /** The remembered answers among `ids` that are younger than ANSWER_KEPT_MS. */
  recall(ids: string[]): Promise<Map<string, RememberedAnswer>>;
}
