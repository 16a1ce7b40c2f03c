import { SESSION_RULES, type SessionNotice, type SessionRules } from './decide-session.ts';
import type { SessionEvent } from './session-events.ts';
import { type Calls, isHeardSince } from '../rest-presence.ts';
import { isConnected, sessionPlayer, type Session } from './session.ts';
import { SessionDraft } from './SessionDraft.ts';

/** Judges what the server noticed. At boot, every player who was online is `disconnected`. */
export function noticeSession(
  session: Session,
  notice: SessionNotice,
  now: number,
  rules: SessionRules = SESSION_RULES,
): SessionEvent[] {
  if (session.status === 'complete') return [];
  const draft = new SessionDraft(session, now);
  switch (notice.type) {
    case 'expire':
      expire(draft, now, rules);
      break;
    case 'disconnected':
      disconnect(draft, notice.player_id);
      break;
    case 'not_heard':
      goAway(draft, notice);
      break;
    case 'heard':
      comeBack(draft, notice.player_id);
      break;
    case 'party_dissolved':
      draft.abandon();
  }
  return draft.events;
}

/** Everything that is due by now: what heartbeats, or the lack of them, bring about, and what expires. */
export function dueSessionNotices(
  session: Session,
  callsOf: (playerId: string) => Calls,
  now: number,
  rules: SessionRules,
): SessionNotice[] {
  const due = heartbeatNotices(session, callsOf, now, rules);
  const expires = (sessionDueAt(session, rules) ?? Infinity) <= now;
  return expires ? [...due, { type: 'expire' }] : due;
}

/** The notices of players whose heartbeats, or the lack of them, change their presence by now. Rule: [SESSION-6]. */
function heartbeatNotices(
  { players }: Session,
  callsOf: (playerId: string) => Calls,
  now: number,
  { restPresenceMs }: SessionRules,
): SessionNotice[] {
  return players.flatMap(({ player_id, presence }): SessionNotice[] => {
    if (presence.status === 'away') {
      const isBack = presence.heard_at !== undefined && isHeardSince(callsOf(player_id), presence.since);
      return isBack ? [{ type: 'heard', player_id }] : [];
    }
    if (presence.status !== 'rest') return [];
    const { at, beats } = callsOf(player_id);
    return beats && now - at >= restPresenceMs ? [{ type: 'not_heard', player_id, heard_at: at }] : [];
  });
}

function disconnect(draft: SessionDraft, player_id: string): void {
  const player = sessionPlayer(draft.session, player_id);
  if (player?.presence.status === 'online') draft.add({ type: 'session_player_away', player_id });
}

function goAway(draft: SessionDraft, { player_id, heard_at }: { player_id: string; heard_at: number }): void {
  const player = sessionPlayer(draft.session, player_id);
  if (player?.presence.status === 'rest') draft.add({ type: 'session_player_away', player_id, heard_at });
}

function comeBack(draft: SessionDraft, player_id: string): void {
  const player = sessionPlayer(draft.session, player_id);
  if (player?.presence.status !== 'away') return;
  draft.add({ type: 'session_player_joined', player_id, presence: 'rest' });
  draft.settle();
}

/** Checks the players' graces, then the ready deadline, then whether anybody still uses the session. Rule: [SESSION-5], [SESSION-6], [SESSION-9]. */
function expire(draft: SessionDraft, now: number, rules: SessionRules): void {
  const untouchedAt = goesUntouchedAt(draft.session, rules);
  for (const { player_id, presence } of draft.session.players) {
    if (presence.status === 'away' && now >= presence.since + rules.reconnectGraceMs) draft.leave(player_id, 'away');
  }
  if (draft.events.length > 0) draft.settle();
  const { status, players, ready_deadline_at } = draft.session;
  if (status === 'waiting' && now >= ready_deadline_at) {
    if (players.some(isConnected)) draft.start('deadline');
    else draft.abandon();
  } else if (status !== 'complete' && untouchedAt !== null && now >= untouchedAt) {
    draft.abandon();
  }
}

/** The earliest time, in epoch milliseconds, at which an `expire` may find something to do; null for none. One timer per session is enough. */
export function sessionDueAt(session: Session, rules: SessionRules = SESSION_RULES): number | null {
  if (session.status === 'complete') return null;
  const graces = session.players.flatMap(({ presence }) =>
    presence.status === 'away' ? [presence.since + rules.reconnectGraceMs] : [],
  );
  const due = Math.min(
    ...graces,
    goesUntouchedAt(session, rules) ?? Infinity,
    session.status === 'waiting' ? session.ready_deadline_at : Infinity,
  );
  return due === Infinity ? null : due;
}

function goesUntouchedAt({ players, updated_at }: Session, rules: SessionRules): number | null {
  const isAnyoneOnline = players.some(({ presence }) => presence.status === 'online');
  return isAnyoneOnline ? null : updated_at + rules.untouchedMs;
}
