import type { Data, Json } from '../json.ts';
import type { Arrival, GameType } from '../dungeons/dungeon-party.ts';

/** Whether a player is connected. Epoch milliseconds. */
export type PlayerPresence =
  /** Has a seat and has not joined yet. */
  | { status: 'expected' }
  | { status: Arrival }
  /** `heard_at`: of a player without a connection of whom nothing is heard. */
  | { status: 'away'; since: number; heard_at?: number }
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

/** What a party's start creates a session from. */
export type NewSession = {
  session_id: string;
  party_id: string;
  lobby: string;
  leader_id: string;
  game_type: GameType;
  difficulty: string;
  /** An unsigned 32-bit integer, from which every client generates the same dungeon. */
  seed: number;
  players: NewSessionPlayer[];
  /** The teams that play against each other; empty if all play together. */
  teams: readonly SessionTeam[];
};

/** A party that plays as one team, and the players it had at the start. Rule: [SESSION-14]. */
export type SessionTeam = { readonly party_id: string; readonly players: readonly string[] };

export type Position = { readonly x: number; readonly y: number };

type SessionFields = Readonly<Omit<NewSession, 'players' | 'leader_id'>> & {
  /** Null once everybody has left. */
  readonly leader_id: string | null;
  /** In the party's joining order. Players who left stay listed. */
  readonly players: readonly SessionPlayer[];
  readonly current_floor: number;
  readonly current_position: Position;
  /** Free-form, at most PROGRESS_LENGTH_MAX characters as JSON. */
  readonly progress: Data;
  /** Starts at 1 and grows by one with each command or notice that changes the session. Rule: [SESSION-11]. */
  readonly version: number;
  readonly created_at: number;
  readonly updated_at: number;
  /** When a waiting session starts without the missing players. */
  readonly ready_deadline_at: number;
};

/** `abandoned`: everybody left or stayed away for too long, or nobody came. */
export type SessionOutcome = 'completed' | 'failed' | 'abandoned';

export type WaitingSession = SessionFields & { readonly status: 'waiting' };

/** `missing`: players who were not connected or not ready when it started. */
type Started = { readonly started_at: number; readonly missing: readonly string[] };

export type RunningSession = SessionFields & Started & { readonly status: 'in_progress' };

export type CompleteSession = SessionFields & {
  readonly status: 'complete';
  /** Null for a session that was abandoned before it started. */
  readonly started_at: number | null;
  readonly missing: readonly string[];
  readonly completed_at: number;
  readonly outcome: SessionOutcome;
  /** Free-form, from the game. */
  readonly result: Json;
};

/**
 * The record of one dungeon run. Times are epoch milliseconds. Never changed in place: `applySessionEvent` returns the next one.
 * Its status never goes back. Rule: [SESSION-1].
 */
export type Session = WaitingSession | RunningSession | CompleteSession;

/** The dungeon parties that are in it: one for each team. */
export function partiesOf({ party_id, teams }: Pick<Session, 'party_id' | 'teams'>): string[] {
  return teams.length > 0 ? teams.map((team) => team.party_id) : [party_id];
}

export function sessionPlayer(session: Session, playerId: string): SessionPlayer | undefined {
  return session.players.find((player) => player.player_id === playerId);
}

export function isConnected({ presence }: SessionPlayer): boolean {
  return presence.status === 'rest' || presence.status === 'online';
}

export function hasLeft({ presence }: SessionPlayer): boolean {
  return presence.status === 'left';
}
