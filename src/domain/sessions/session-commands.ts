import { READY_DEADLINE_MS, RECONNECT_GRACE_MS, UNTOUCHED_MS } from '../limits.ts';
import type { Data, Json } from '../json.ts';
import type { Arrival } from '../dungeons/dungeon-party.ts';
import type { ProgressReport } from './session-events.ts';

/** What one player of the run wants. */
export type SessionCommand = { player_id: string; if_version?: number } & (
  | { type: 'join'; presence: Arrival }
  | { type: 'leave' }
  | { type: 'ready'; ready: boolean }
  | { type: 'player_data'; data: Data }
  | { type: 'start' }
  | { type: 'progress'; report: ProgressReport }
  | { type: 'complete'; outcome: 'completed' | 'failed'; result: Json }
);

/** What the server itself notices. Never refused: what is out of date changes nothing. */
export type SessionNotice = { type: 'disconnected'; player_id: string } | { type: 'expire' };

/** What an operator, or a test, may set of the rules. */
export type SessionRules = { readyDeadlineMs: number; reconnectGraceMs: number; untouchedMs: number };

export const SESSION_RULES: SessionRules = {
  readyDeadlineMs: READY_DEADLINE_MS,
  reconnectGraceMs: RECONNECT_GRACE_MS,
  untouchedMs: UNTOUCHED_MS,
};
