import type { DropCorrection } from '../domain/drops/decide-correction.ts';
import type { ReportAnswer } from '../domain/drops/decide-report.ts';
import type { Report } from '../domain/drops/drop.ts';
import type { DropPartySummary } from '../domain/drops/drop-party.ts';
import type { AuditEntry } from '../domain/audit.ts';
import type { DungeonPartyNotice } from '../domain/dungeons/commands.ts';
import type { DungeonPartyAdminCommand } from '../domain/dungeons/decide-admin.ts';
import type { MemberDungeonParty } from '../domain/dungeons/dungeon-party-views.ts';
import type { Explanation } from '../domain/finder/explain.ts';
import type { TicketView } from '../domain/finder/ticket-view.ts';
import type { SessionNotice } from '../domain/sessions/decide-session.ts';
import type { SessionView } from '../domain/sessions/session-view.ts';
import type { DungeonPartyRequest } from '../protocol/dungeon-party-requests.ts';
import type { QueueRequest } from '../protocol/queue-requests.ts';
import type { SessionRequest } from '../protocol/session-requests.ts';

// What the rest of the server may ask of rooms. Calls resolve when the change is durable, and reject with an AppError.

/** A request's Idempotency-Key and content, as hashes: see RememberedAnswer. */
export type RequestIdentity = { id: string; fingerprint: string };

/** Where a request comes from; `identity` is null without an Idempotency-Key. */
export type Sender = { identity: RequestIdentity | null; address: string | undefined };

/** `replayed`: the request was answered before, and this is that answer. */
export type Replayable<Reply> = Reply & { replayed?: true };

/** Every room that the directory creates. */
export interface KeyedRoom {
  /** Loads what is stored. Called once, when the room is known to be the only one of its key. If it rejects, the room is disposed of. */
  start(): Promise<void>;
}

/** The room of one game world. */
export interface DropTracker extends KeyedRoom {
  /**
   * Judges one report; a party that it starts is the address's. Refuses `idempotency_key_reused`, `share_used_up`,
   * `drop_parties_full`, `storage_unavailable`.
   */
  report(report: Report, sender: Sender): Promise<Replayable<ReportAnswer>>;
  /** Ends the running party if its idle time is over, and returns it; null if there was nothing to end. */
  endIfIdle(): Promise<DropPartySummary | null>;
  /**
   * Corrects the running party, or one of the world that has ended; logged in the same commit if there is an entry and it changes
   * anything. Refuses `drop_not_found`, and what the store refuses.
   */
  correct(correction: DropCorrection, entry: AuditEntry | null): Promise<void>;
}

/** The result of a request. `party` is null if the party is gone or the caller is no longer in it. */
export type DungeonPartyReply = {
  party_id: string;
  /** The session that the party is in. */
  session_id: string | null;
  version: number | null;
  party: MemberDungeonParty | null;
};

/** The result of a request to a lobby's queue, and why the ticket still waits; null unless it searches. */
export type TicketReply = { ticket: TicketView; queue: Explanation | null };

/** The room of one lobby. */
export interface LobbyOwner extends KeyedRoom {
  /**
   * A player's request by REST; `playerId` is null for a call without a player. A party that it creates is the address's. Refuses every kind of
   * [PARTY-n], `share_used_up`, and what the store refuses.
   */
  request(
    playerId: string | null,
    request: DungeonPartyRequest,
    sender: Sender,
  ): Promise<Replayable<DungeonPartyReply>>;
  /**
   * A player's request to the queue, by REST. A ticket that it creates is the address's. Refuses every kind of [FIND-n], `share_used_up`,
   * and what the store refuses.
   */
  find(playerId: string, request: QueueRequest, sender: Sender): Promise<Replayable<TicketReply>>;
  /** Why a ticket still waits; null unless it searches. */
  explain(ticketId: string): Promise<Explanation | null>;
  /** Something that happened in another room, such as the end of a session, or a ban. */
  notice(notice: DungeonPartyNotice): Promise<void>;
  /** An admin's command, logged with what it changes. Refuses `party_not_found`, `player_not_in_party`, and what the store refuses. */
  act(command: DungeonPartyAdminCommand, entry: AuditEntry): Promise<void>;
}

export type SessionReply = { session: SessionView };

/** The room of one dungeon session. */
export interface SessionOwner extends KeyedRoom {
  /** A player's request by REST. Refuses every kind of [SESSION-n], and what the store refuses. */
  request(
    playerId: string,
    request: SessionRequest,
    identity: RequestIdentity | null,
  ): Promise<Replayable<SessionReply>>;
  /** Something that happened in another room. */
  notice(notice: SessionNotice): Promise<void>;
  /** An admin closes the session, which is logged in the same commit. Refuses `session_complete`, and what the store refuses. */
  close(entry: AuditEntry): Promise<void>;
}

/** The contract of each room, by room name. */
export type Rooms = { board: KeyedRoom; drop_tracker: DropTracker; lobby: LobbyOwner; dungeon_session: SessionOwner };
