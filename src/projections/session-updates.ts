import { applySessionEvent, type SessionEvent } from '../domain/sessions/session-events.ts';
import type { Data } from '../domain/json.ts';
import type { Session } from '../domain/sessions/session.ts';
import { sessionView, type SessionView } from '../domain/sessions/session-view.ts';
import { announcementOf, type Told } from './announcement.ts';
import { changedFields, changedKeys, changedPlayers, type NewUpdate, type UpdateName } from './update.ts';

/** The session after the events, and what watchers are told of each. `before` is null for a session that is new. Rule: [UPD-1]. */
export function applySessionEvents(before: Session, events: SessionEvent[]): Told & { state: Session };
export function applySessionEvents(before: Session | null, events: SessionEvent[]): Told & { state: Session | null };
export function applySessionEvents(before: Session | null, events: SessionEvent[]): Told & { state: Session | null } {
  const told: Told = { updates: [], announcements: [] };
  let state = before;
  for (const event of events) {
    const after = applySessionEvent(state, event);
    const update = sessionUpdate(event, state, after);
    const announcement = announcementOf(update, after);
    told.updates.push(update);
    if (announcement) told.announcements.push(announcement);
    state = after;
  }
  return { ...told, state };
}

/** What watchers of the session are told. `before` is null for a new session. */
export function sessionUpdate(event: SessionEvent, before: Session | null, after: Session): NewUpdate {
  const { session_id, at } = event;
  const changes = before ? changesOf(sessionView(before), sessionView(after)) : { session: sessionView(after) };
  return {
    topic: `session:${session_id}`,
    event: NAMES[event.type],
    at,
    data: { session_id, ...about(event), ...changes },
  };
}

function changesOf(before: SessionView, after: SessionView): Data {
  const { players: were, party: _were, progress: wasProgress, ...was } = before;
  const { players: are, party: _are, progress: isProgress, ...is } = after;
  const players = changedPlayers(were, are);
  const progress = changedKeys(wasProgress, isProgress);
  return {
    session: changedFields(was, is),
    ...(players.length > 0 && { players }),
    ...(Object.keys(progress).length > 0 && { progress }),
  };
}

function about(event: SessionEvent): Data {
  return {
    ...('player_id' in event && { player_id: event.player_id }),
    ...('reason' in event && { reason: event.reason }),
    ...('by' in event && { by: event.by }),
  };
}

const NAMES: Record<SessionEvent['type'], UpdateName> = {
  session_created: 'session_created',
  session_player_joined: 'player_joined',
  session_player_left: 'player_left',
  session_player_away: 'player_changed',
  session_player_ready: 'player_changed',
  session_player_data: 'player_changed',
  session_started: 'session_started',
  session_progressed: 'session_progress',
  session_ended: 'session_complete',
};
