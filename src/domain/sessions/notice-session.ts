import { SESSION_RULES, type SessionNotice, type SessionRules } from './decide-session.ts';
import type { SessionEvent } from './session-events.ts';
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
  if (notice.type === 'expire') expire(draft, now, rules);
  else disconnect(draft, notice.player_id);
  return draft.events;
}

function disconnect(draft: SessionDraft, player_id: string): void {
  const player = sessionPlayer(draft.session, player_id);
  if (player?.presence.status === 'online') draft.add({ type: 'session_player_away', player_id });
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
