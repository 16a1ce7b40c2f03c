import type { Data, Json } from '../json.ts';
import type { Arrival, GameType } from '../dungeons/dungeon-party.ts';

/** Whether a player of a run is there. Epoch milliseconds. */
export type PlayerPresence =
  /** Has a seat and has not come yet. */
  | { status: 'expected' }
  | { status: Arrival }
  | { status: 'away'; since: number }
  /** For good. */
  | { status: 'left' };

export type SessionPlayer = {
  readonly player_id: string;
  readonly name: string;
  readonly class: string | null;
  readonly data: Data;
  readonly ready: boolean;
  readonly presence: PlayerPresence;
};

export type NewSessionPlayer = Omit<SessionPlayer, 'presence'> & { readonly presence: 'expected' | 'rest' };

/** What a party's start makes a session of. */
export type NewSession = {
  session_id: string;
  party_id: string;
  lobby: string;
  leader_id: string;
  game_type: GameType;
  difficulty: string;
  /** An unsigned 32-bit integer: what every client grows the same dungeon from. */
  seed: number;
  players: NewSessionPlayer[];
};

export type Position = { readonly x: number; readonly y: number };

type SessionFields = Readonly<Omit<NewSession, 'players' | 'leader_id'>> & {
  /** Null when everybody has left. */
  readonly leader_id: string | null;
  /** In the party's joining order; those who left stay listed. */
  readonly players: readonly SessionPlayer[];
  readonly current_floor: number;
  readonly current_position: Position;
  /** The game's own account of the run, at most PROGRESS_LENGTH_MAX characters as JSON. */
  readonly progress: Data;
  /** From 1, one more for each accepted command that changed anything. */
  readonly version: number;
  readonly created_at: number;
  readonly updated_at: number;
  /** When a waiting session starts without those who are missing. */
  readonly ready_deadline_at: number;
};

/** `abandoned`: everybody was gone beyond the grace, or nobody came. */
export type SessionOutcome = 'completed' | 'failed' | 'abandoned';

export type WaitingSession = SessionFields & { readonly status: 'waiting' };

/** `missing`: who was not there or not ready when it started. */
type Started = { readonly started_at: number; readonly missing: readonly string[] };

export type RunningSession = SessionFields & Started & { readonly status: 'in_progress' };

export type CompleteSession = SessionFields & {
  readonly status: 'complete';
  /** Null for a run that was abandoned before it started. */
  readonly started_at: number | null;
  readonly missing: readonly string[];
  readonly completed_at: number;
  readonly outcome: SessionOutcome;
  /** The game's own. */
  readonly result: Json;
};

/**
 * One dungeon run. Times are epoch milliseconds. Plain data that is never changed in place: `applySessionEvent` gives the next.
 * Its status only ever goes forward. Rule: [SESSION-1].
 */
export type Session = WaitingSession | RunningSession | CompleteSession;

export function sessionPlayer(session: Session, playerId: string): SessionPlayer | undefined {
  return session.players.find((player) => player.player_id === playerId);
}

export function isConnected({ presence }: SessionPlayer): boolean {
  return presence.status === 'rest' || presence.status === 'online';
}

export function hasLeft({ presence }: SessionPlayer): boolean {
  return presence.status === 'left';
}
