import type { Data, Json } from '../json.ts';
import type { Arrival } from '../dungeons/dungeon-party.ts';
import {
  type NewSessionPlayer,
  type NewSession,
  type SessionOutcome,
  type Position,
  hasLeft,
  type SessionPlayer,
  sessionPlayer,
  type RunningSession,
  type Session,
  type WaitingSession,
} from './session.ts';

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
  /** `heard_at`: of a player without a connection of whom nothing is heard. */
  | { type: 'session_player_away'; player_id: string; heard_at?: number }
  | { type: 'session_player_left'; player_id: string; reason: 'left' | 'away'; leader_id: string | null }
  | { type: 'session_player_ready'; player_id: string; ready: boolean }
  | { type: 'session_player_data'; player_id: string; data: Data }
  | { type: 'session_started'; by: StartedBy; missing: string[] }
  | { type: 'session_progressed'; report: ProgressReport }
  | { type: 'session_ended'; outcome: SessionOutcome; result: Json };

export type StartedBy = 'all_ready' | 'leader' | 'deadline';

/** The session after the event. `session` is null before it is created. Throws if the event does not follow from the session. */
export function applySessionEvent(session: Session | null, event: SessionEvent): Session {
  if (event.type === 'session_created') {
    if (session) throw new Error(`session ${event.session_id} was created already`);
    return newSession(event);
  }
  if (session?.session_id !== event.session_id) throw new Error(`this is not session ${event.session_id}`);
  if (session.status === 'complete') throw new Error(`session ${event.session_id} is over`);
  return { ...next(session, event), version: event.version, updated_at: event.at };
}

type Later = Exclude<SessionEvent, { type: 'session_created' }>;

function next(session: WaitingSession | RunningSession, event: Later): Session {
  switch (event.type) {
    case 'session_player_joined':
      return withPlayer(session, event.player_id, { presence: { status: event.presence } });
    case 'session_player_away':
      return withPlayer(session, event.player_id, { presence: awayAt(event) });
    case 'session_player_left':
      return {
        ...withPlayer(session, event.player_id, { presence: { status: 'left' }, ready: false }),
        leader_id: event.leader_id,
      };
    case 'session_player_ready':
      return withPlayer(session, event.player_id, { ready: event.ready });
    case 'session_player_data':
      return withPlayer(session, event.player_id, { data: event.data });
    case 'session_started':
      return started(session, event);
    case 'session_progressed':
      return { ...session, ...event.report, progress: mergeProgress(session.progress, event.report) };
    case 'session_ended':
      return ended(session, event);
  }
}

/** Reported keys replace the existing ones; null removes one. Rule: [SESSION-8]. */
export function mergeProgress(progress: Data, { progress: reported = {} }: ProgressReport): Data {
  return Object.fromEntries(Object.entries({ ...progress, ...reported }).filter(([, value]) => value !== null));
}

function newSession(event: SessionEvent & SessionCreated): WaitingSession {
  const { session_id, party_id, lobby, leader_id, game_type, difficulty, seed, teams, ready_deadline_at, version, at } =
    event;
  return {
    status: 'waiting',
    session_id,
    party_id,
    lobby,
    leader_id,
    game_type,
    difficulty,
    seed,
    teams,
    players: event.players.map((player) => ({ ...player, presence: { status: player.presence } })),
    current_floor: 0,
    current_position: { x: 0, y: 0 },
    progress: {},
    version,
    created_at: at,
    updated_at: at,
    ready_deadline_at,
  };
}

/** A player who has not joined yet now counts as away, and has the grace to drop in. Rule: [SESSION-6]. */
function started(session: Session, event: Extract<Later, { type: 'session_started' }>): RunningSession {
  if (session.status !== 'waiting') throw new Error(`session ${event.session_id} has started already`);
  const players = session.players.map((player): SessionPlayer => {
    return player.presence.status === 'expected'
      ? { ...player, presence: { status: 'away', since: event.at } }
      : player;
  });
  return { ...session, status: 'in_progress', players, started_at: event.at, missing: event.missing };
}

function ended(session: WaitingSession | RunningSession, event: Extract<Later, { type: 'session_ended' }>): Session {
  const { outcome, result, at: completed_at } = event;
  const begun = session.status === 'waiting' ? { started_at: null, missing: notLeft(session) } : session;
  const { started_at, missing } = begun;
  return { ...session, status: 'complete', started_at, missing, completed_at, outcome, result };
}

function notLeft(session: Session): string[] {
  return session.players.filter((player) => !hasLeft(player)).map(({ player_id }) => player_id);
}

function awayAt({ at, heard_at }: { at: number; heard_at?: number }): SessionPlayer['presence'] {
  return { status: 'away', since: at, ...(heard_at !== undefined && { heard_at }) };
}

function withPlayer<S extends Session>(session: S, playerId: string, changes: Partial<SessionPlayer>): S {
  const player = sessionPlayer(session, playerId);
  if (!player) throw new Error(`session ${session.session_id} has no player "${playerId}"`);
  return { ...session, players: session.players.with(session.players.indexOf(player), { ...player, ...changes }) };
}
