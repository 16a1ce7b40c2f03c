import { refuse, type Refused } from '../refusals.ts';
import {
  PROGRESS_LENGTH_MAX,
  READY_DEADLINE_MS,
  RECONNECT_GRACE_MS,
  REST_PRESENCE_MS,
  UNTOUCHED_MS,
} from '../limits.ts';
import type { Arrival } from '../dungeons/dungeon-party.ts';
import { type Data, type Json, sameJson } from '../json.ts';
import { mergeProgress, type ProgressReport, type SessionEvent } from './session-events.ts';
import { hasLeft, type NewSession, type SessionPlayer, sessionPlayer, type Session } from './session.ts';
import { SessionDraft } from './SessionDraft.ts';

/** What one player of the session wants. */
export type SessionCommand = { player_id: string; if_version?: number } & (
  | { type: 'join'; presence: Arrival }
  | { type: 'leave' }
  | { type: 'ready'; ready: boolean }
  | { type: 'player_data'; data: Data }
  | { type: 'start' }
  | { type: 'progress'; report: ProgressReport }
  | { type: 'complete'; outcome: 'completed' | 'failed'; result: Json }
);

/** What the server itself notices. Never refused; an outdated notice changes nothing. */
export type SessionNotice =
  | { type: 'disconnected' | 'heard'; player_id: string }
  | { type: 'not_heard'; player_id: string; heard_at: number }
  /** By an admin of the server: nobody of it has left. */
  | { type: 'party_dissolved' }
  | { type: 'expire' };

/** The rules' parameters that a test may set. */
export type SessionRules = {
  readyDeadlineMs: number;
  reconnectGraceMs: number;
  restPresenceMs: number;
  untouchedMs: number;
};

export const SESSION_RULES: SessionRules = {
  readyDeadlineMs: READY_DEADLINE_MS,
  reconnectGraceMs: RECONNECT_GRACE_MS,
  restPresenceMs: REST_PRESENCE_MS,
  untouchedMs: UNTOUCHED_MS,
};

/** To be committed together with the party's start, so that neither exists without the other. Rule: [SESSION-1]. */
export function createSession(session: NewSession, now: number, rules: SessionRules = SESSION_RULES): SessionEvent {
  return { type: 'session_created', ...session, ready_deadline_at: now + rules.readyDeadlineMs, version: 1, at: now };
}

/** No events means that everything is already as asked. */
export type SessionDecision = { type: 'accepted'; events: SessionEvent[] } | Refused;

/** Judges an admin's command to close the session. Rule: [SESSION-13]. */
export function decideCloseByAdmin(session: Session, now: number): SessionDecision {
  if (session.status === 'complete') return refuse('session_complete');
  const draft = new SessionDraft(session, now);
  draft.abandon();
  return { type: 'accepted', events: draft.events };
}

/** Judges one command. */
export function decideSession(session: Session, command: SessionCommand, now: number): SessionDecision {
  const player = sessionPlayer(session, command.player_id);
  if (!player) return refuse('not_in_session');
  const { if_version } = command;
  if (if_version !== undefined && if_version !== session.version) {
    return refuse('version_conflict', `the session has version ${session.version}, not ${if_version}`);
  }
  const isOver = session.status === 'complete';
  if (command.type === 'leave' && (isOver || hasLeft(player))) return { type: 'accepted', events: [] };
  if (isOver) return refuse('session_complete');
  if (hasLeft(player)) return refuse('session_left');
  const draft = new SessionDraft(session, now);
  return decide(draft, player, command) ?? { type: 'accepted', events: draft.events };
}

function decide(draft: SessionDraft, player: SessionPlayer, command: SessionCommand): Refused | null {
  switch (command.type) {
    case 'join':
      return join(draft, player, command.presence);
    case 'leave':
      draft.leave(player.player_id, 'left');
      draft.settle();
      return null;
    case 'ready':
      return ready(draft, player, command.ready);
    case 'player_data':
      return playerData(draft, player, command.data);
    case 'start':
      return start(draft, player);
    case 'progress':
      return progress(draft, player, command.report);
    case 'complete':
      return complete(draft, player, command);
  }
}

/** A REST call does not take away a player's connection. Rule: [SESSION-2]. */
function join(draft: SessionDraft, { player_id, presence: was }: SessionPlayer, presence: 'rest' | 'online'): null {
  if (was.status !== presence && was.status !== 'online') {
    draft.add({ type: 'session_player_joined', player_id, presence });
  }
  draft.settle();
  return null;
}

function ready(draft: SessionDraft, player: SessionPlayer, ready: boolean): Refused | null {
  if (draft.session.status !== 'waiting') return refuse('session_started');
  if (player.ready !== ready) draft.add({ type: 'session_player_ready', player_id: player.player_id, ready });
  draft.settle();
  return null;
}

function playerData(draft: SessionDraft, { player_id, data: was }: SessionPlayer, data: SessionPlayer['data']): null {
  if (!sameJson(was, data)) draft.add({ type: 'session_player_data', player_id, data });
  return null;
}

function start(draft: SessionDraft, { player_id }: SessionPlayer): Refused | null {
  if (player_id !== draft.session.leader_id) return refuse('not_leader');
  if (draft.session.status !== 'waiting') return refuse('session_started');
  draft.start('leader');
  return null;
}

function progress(draft: SessionDraft, { player_id }: SessionPlayer, report: ProgressReport): Refused | null {
  const { session } = draft;
  if (player_id !== session.leader_id) return refuse('not_leader');
  if (session.status !== 'in_progress') return refuse('session_not_started');
  const news = changedProgress(session, report);
  if (Object.keys(news).length === 0) return null;
  const length = news.progress ? JSON.stringify(mergeProgress(session.progress, news)).length : 0;
  if (length > PROGRESS_LENGTH_MAX) {
    return refuse(
      'progress_too_large',
      `it would have ${length} characters as JSON; ${PROGRESS_LENGTH_MAX} are allowed`,
    );
  }
  draft.add({ type: 'session_progressed', report: news });
  return null;
}

type Completion = Extract<SessionCommand, { type: 'complete' }>;

function complete(draft: SessionDraft, { player_id }: SessionPlayer, { outcome, result }: Completion): Refused | null {
  if (player_id !== draft.session.leader_id) return refuse('not_leader');
  if (draft.session.status !== 'in_progress') return refuse('session_not_started');
  draft.add({ type: 'session_ended', outcome, result });
  return null;
}

function changedProgress(
  session: Session,
  { current_floor, current_position, progress = {} }: ProgressReport,
): ProgressReport {
  const news = Object.entries(progress).filter(([key, value]) => {
    const was = Object.hasOwn(session.progress, key) ? session.progress[key]! : null;
    return !sameJson(was, value);
  });
  return {
    ...(current_floor !== undefined && current_floor !== session.current_floor && { current_floor }),
    ...(current_position && !sameJson(current_position, session.current_position) && { current_position }),
    ...(news.length > 0 && { progress: Object.fromEntries(news) }),
  };
}
