import type { Drop } from '../domain/drops/drop.ts';
import type { DropEvent } from '../domain/drops/drop-events.ts';
import type { DropPartySummary } from '../domain/drops/drop-party.ts';
import type { World } from '../domain/drops/world.ts';
import type { DungeonPartyEvent } from '../domain/dungeons/dungeon-party-events.ts';
import type { Lobby } from '../domain/dungeons/lobby.ts';
import type { DungeonParty } from '../domain/dungeons/dungeon-party.ts';
import type { PublicDungeonParty } from '../domain/dungeons/dungeon-party-views.ts';
import type { SessionEvent } from '../domain/sessions/session-events.ts';
import type { Session } from '../domain/sessions/session.ts';
import type { Announcement, Told } from '../projections/announcement.ts';
import type { TopicValue } from '../projections/topic-values.ts';
import type { Topic, Update } from '../projections/update.ts';

/**
 * The answer to a request that came with an Idempotency-Key, kept for ANSWER_KEPT_MS.
 * `id` names key and endpoint, `fingerprint` the request's content: both are hashes. `answer` is plain JSON.
 */
export type RememberedAnswer = { id: string; fingerprint: string; at: number; answer: unknown };

export type StoredEvent = DropEvent | DungeonPartyEvent | SessionEvent;

/** What one caller changes at once: all of it is durable, or none of it. The caller has decided everything; the store numbers what is told. */
export type Commit = Partial<Told> & { events: StoredEvent[]; answers: RememberedAnswer[] };

export type HistoryQuery = {
  /** Epoch milliseconds of `ended_at`, `from` inclusive, `to` exclusive. */
  from?: number;
  to?: number;
  world?: number;
  limit: number;
  /** As an earlier page gave it. A cursor that is no cursor refuses `validation_failed`. */
  cursor?: string;
};

/** Copies, but for a session, which nobody changes. For a party the door chooses the view. A world and a lobby always are. */
export type TopicSnapshot = { seq: number } & (
  | Extract<TopicValue, { topic: 'board' | 'world' }>
  | { topic: 'lobby'; value: PublicDungeonParty[] }
  | { topic: 'party'; value: DungeonParty }
  | { topic: 'session'; value: Session }
);

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
   * of the newest; null and 0 where there is none. Numbered and stored with the commits themselves. Rule: [HOOK-4].
   */
  announcementAfter(seq: number): Promise<{ newest: number; announcement: Announcement | null }>;
  /** What is there now, and the number of the update that made it so; 0 before the first. Null where there is no such thing. */
  snapshotOf(topic: Topic): Promise<TopicSnapshot | null>;
  /** Writes and syncs nothing of meaning; rejects `storage_unavailable` when a commit would. */
  probe(): Promise<void>;

  /** The next unused party id, from 1. Ids may be skipped, never used twice: one that no commit used may come again after a restart. */
  newDropPartyId(): Promise<number>;
  /** A copy that its caller may change: the newest durable state of the world. */
  loadWorld(world: number): Promise<World>;
  /** Running parties in order of id. */
  runningDropParties(): Promise<DropPartySummary[]>;
  /** A party, running or ended. */
  dropParty(id: number): Promise<DropPartySummary | null>;
  /** A party's drops with `number` below `before`, newest first. Empty for an unknown party. */
  dropsOf(partyId: number, page: { before?: number; limit: number }): Promise<Drop[]>;
  /** Ended parties, those first whose end was committed last. `next` continues, null at the end. */
  history(query: HistoryQuery): Promise<{ parties: DropPartySummary[]; next: string | null }>;

  /** A copy that its caller may change: the newest durable state of the lobby, empty where there is none. */
  loadLobby(name: string): Promise<Lobby>;
  /** The lobbies that have dungeon parties. */
  lobbyNames(): Promise<string[]>;
  /** A copy of a dungeon party, whichever lobby it is of. Null for one that was dissolved, too. */
  dungeonParty(partyId: string): Promise<DungeonParty | null>;
  /** For lists: in order of creation, the stored parties themselves. Not to be changed, and valid until the next await. */
  dungeonPartiesOf(lobby: string): Promise<readonly DungeonParty[]>;
  /** A session that goes on, or one of the last SESSIONS_KEPT_MAX that were completed less than SESSION_KEPT_MS ago. */
  session(id: string): Promise<Session | null>;
  /** The sessions that are not complete, in order of creation. */
  activeSessions(): Promise<Session[]>;

  /** The remembered answers among `ids` that are younger than ANSWER_KEPT_MS. */
  recall(ids: string[]): Promise<Map<string, RememberedAnswer>>;
}
