import type { Drop } from '../domain/drops/drop.ts';
import type { DropEvent } from '../domain/drops/drop-events.ts';
import type { DropPartySummary } from '../domain/drops/drop-party.ts';
import type { World } from '../domain/drops/world.ts';
import type { DungeonPartyEvent } from '../domain/dungeons/dungeon-party-events.ts';
import type { DungeonParty } from '../domain/dungeons/dungeon-party.ts';
import type { Lobby } from '../domain/dungeons/lobby.ts';
import type { SessionEvent } from '../domain/sessions/session-events.ts';
import type { Session } from '../domain/sessions/session.ts';
import type { Announcement, Told } from '../projections/announcement.ts';
import type { BoardDropParty, WorldValue } from '../projections/topic-values.ts';
import type { Topic, Update } from '../projections/update.ts';

/**
 * The answer to a request that came with an Idempotency-Key, kept for ANSWER_KEPT_MS.
 * `id` names key and endpoint, `fingerprint` the request's content: both are hashes. `answer` is plain JSON.
 */
export type RememberedAnswer = { id: string; fingerprint: string; at: number; answer: unknown };

export type StoredEvent = DropEvent | DungeonPartyEvent | SessionEvent;

/** What one caller changes at once: all of it is durable, or none. The caller decided everything; the store keeps and numbers it. */
export type Commit = Told & { events: StoredEvent[]; answers: RememberedAnswer[] };

/** Every announcement up to `cursor` was delivered or given up, except those in `owed`. */
export type DeliveryProgress = { cursor: number; owed: number[] };

export type HistoryQuery = {
  /** Epoch milliseconds of `ended_at`, `from` inclusive, `to` exclusive. */
  from?: number;
  to?: number;
  world?: number;
  limit: number;
  /** As an earlier page gave it. A cursor that is no cursor refuses `validation_failed`. */
  cursor?: string;
};

/** A topic's value as the domain has it: the door chooses the view. A world and a lobby always exist; a lobby's private parties are not in it. */
export type TopicSnapshot = { seq: number } & (
  | { topic: 'board'; value: BoardDropParty[] }
  | { topic: 'world'; value: WorldValue }
  | { topic: 'lobby'; value: DungeonParty[] }
  | { topic: 'party'; value: DungeonParty }
  | { topic: 'session'; value: Session }
);

/**
 * Where Muster keeps what must survive. There is one implementation, in SQL, on two engines; both pass
 * test/store/store-contract.ts. Reads see exactly what is durable, and give copies.
 * All methods may refuse `storage_unavailable`.
 */
export interface Store {
  /** Brings the schema up to date, then is ready. An OperatorError says what is wrong with the data and what to do. */
  open(): Promise<void>;
  /** Finishes what was committed, then lets go of everything. */
  close(): Promise<void>;

  /**
   * Resolves when durable; afterwards reads show it and subscribers were told. Refuses `storage_unavailable`, changing
   * nothing: then what was committed later and waits is refused too, because it may follow from this.
   * Throws a plain Error, changing nothing, where the events do not follow from what is stored (a drop of a party that
   * does not run, a number or a version that is not the next, a party id that was used): that is a fault of the caller.
   */
  commit(commit: Commit): Promise<void>;
  /**
   * Told the updates of every durable commit that made any, in commit order, after reads show it and before its `commit`
   * resolves. Listeners must not throw, and not change what they are told. Gives what ends it. Rule: [UPD-4].
   */
  subscribeUpdates(listener: (updates: Update[]) => void): () => void;
  /**
   * What happened in the topic after number `since`, in order; empty where that is the newest. Null where some of it is kept
   * no more and where the topic has not come to `since`. A topic that is unknown or forgotten has come to 0. Rule: [UPD-5].
   */
  updatesSince(topic: Topic, since: number): Promise<Update[] | null>;
  /**
   * The first announcement after number `seq` that is kept, which is one of the newest ANNOUNCEMENTS_KEPT_MAX, and the number
   * of the newest; null and 0 where there is none. Rule: [HOOK-4].
   */
  announcementAfter(seq: number): Promise<{ newest: number; announcement: Announcement | null }>;
  /** How far the deliveries to a webhook receiver have got; null for one that is new. Rule: [HOOK-4]. */
  deliveryProgress(receiver: string): Promise<DeliveryProgress | null>;
  /** Durable when it resolves. */
  saveDeliveryProgress(receiver: string, progress: DeliveryProgress): Promise<void>;
  /** What is there now, and the number of the update that made it so; 0 before the first. Null where there is no such thing. */
  snapshotOf(topic: Topic): Promise<TopicSnapshot | null>;
  /** Rejects `storage_unavailable` when a commit would. */
  probe(): Promise<void>;

  /** The next unused drop party id, from 1. Ids may be skipped, never used twice. */
  newDropPartyId(): Promise<number>;
  /** The newest durable state of the world. */
  loadWorld(world: number): Promise<World>;
  /** Running drop parties in order of id. */
  runningDropParties(): Promise<DropPartySummary[]>;
  /** A drop party, running or ended. */
  dropParty(id: number): Promise<DropPartySummary | null>;
  /** A party's drops with `number` below `before`, newest first. Empty for an unknown party. */
  dropsOf(partyId: number, page: { before?: number; limit: number }): Promise<Drop[]>;
  /** Ended drop parties, those first whose end was committed last. `next` continues, null at the end. */
  history(query: HistoryQuery): Promise<{ parties: DropPartySummary[]; next: string | null }>;

  /** The newest durable state of the lobby, empty where there is none. */
  loadLobby(name: string): Promise<Lobby>;
  /** The lobbies that have dungeon parties. */
  lobbyNames(): Promise<string[]>;
  /** A dungeon party, whichever lobby it is of. Null for one that was dissolved, too. */
  dungeonParty(partyId: string): Promise<DungeonParty | null>;
  /** In order of creation. */
  dungeonPartiesOf(lobby: string): Promise<DungeonParty[]>;
  /** A session that is not complete, or that was completed less than SESSION_KEPT_MS ago; of more than SESSIONS_KEPT_MAX the oldest are forgotten. */
  session(id: string): Promise<Session | null>;
  /** The sessions that are not complete, in order of creation. */
  activeSessions(): Promise<Session[]>;

  /** The remembered answers among `ids` that are younger than ANSWER_KEPT_MS. */
  recall(ids: string[]): Promise<Map<string, RememberedAnswer>>;
}
