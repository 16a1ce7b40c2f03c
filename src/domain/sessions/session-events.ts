import type { Data, Json } from '../json.ts';
import type { Arrival } from '../dungeons/dungeon-party.ts';
import type { NewSessionPlayer, NewSession, SessionOutcome, Position } from './session.ts';

/**
 * Everything that can happen to a session. Stored in this form: a change here needs a change in the store's schema.
 * The events of one command share a `version` and are one commit. Times are epoch milliseconds.
 */
export type SessionEvent = SessionChange & { session_id: string; version: number; at: number };

export type SessionCreated = NewSession & {
  type: 'session_created';
  players: NewSessionPlayer[];
  ready_deadline_at: number;
};

/** What a leader reports. The keys of `progress` replace the existing ones, and null removes one. Rule: [SESSION-8]. */
export type ProgressReport = { current_floor?: number; current_position?: Position; progress?: Data };

/** `leader_id` is who leads afterwards. */
export type SessionChange =
  | SessionCreated
  | { type: 'session_player_joined'; player_id: string; presence: Arrival }
  | { type: 'session_player_away'; player_id: string }
  | { type: 'session_player_left'; player_id: string; reason: 'left' | 'away'; leader_id: string | null }
  | { type: 'session_player_ready'; player_id: string; ready: boolean }
  | { type: 'session_player_data'; player_id: string; data: Data }
  | { type: 'session_started'; by: StartedBy; missing: string[] }
  | { type: 'session_progressed'; report: ProgressReport }
  | { type: 'session_ended'; outcome: SessionOutcome; result: Json };

export type StartedBy = 'all_ready' | 'leader' | 'deadline';
