import type { DropPartySummary } from '../domain/drops/drop-party.ts';
import { type SessionPlayerView, type SessionView, sessionView } from '../domain/sessions/session-view.ts';
import type { Session } from '../domain/sessions/session.ts';
import type { BoardDropParty } from './topic-values.ts';
import type { NewUpdate } from './update.ts';

/** What the world outside is told of, by webhook. Rule: [HOOK-1]. */
export const ANNOUNCEMENT_TYPES = [
  'drop_party_started',
  'drop_party_ended',
  'session_started',
  'session_complete',
] as const;

export type AnnouncementType = (typeof ANNOUNCEMENT_TYPES)[number];

/** Without the game's free-form data: that is large, and the players' own. Times are epoch milliseconds. */
export type AnnouncedSession = Omit<SessionView, 'progress' | 'players'> & {
  players: Omit<SessionPlayerView, 'data'>[];
};

/** `at` is in epoch milliseconds. */
export type NewAnnouncement = { at: number } & (
  | { event: 'drop_party_started'; data: { party: BoardDropParty } }
  | { event: 'drop_party_ended'; data: { party: DropPartySummary } }
  | { event: 'session_started' | 'session_complete'; data: { session: AnnouncedSession } }
);

/** Counts from 1 without gaps, in commit order. Never changed: those who keep it share it. */
export type Announcement = NewAnnouncement & { seq: number };

/** What some events are told as, in order: to watchers, and to the world outside. The store numbers both. */
export type Told = { updates: NewUpdate[]; announcements: NewAnnouncement[] };

/** Whole, because whoever hears of it may know nothing else. Null for what is not announced. */
export function announcementOf(
  { topic, event, at, data }: NewUpdate,
  session: Session | undefined,
): NewAnnouncement | null {
  if (topic === 'board' && event === 'drop_party_started')
    return { event, at, data: data as { party: BoardDropParty } };
  if (topic === 'board' && event === 'drop_party_ended')
    return { event, at, data: data as { party: DropPartySummary } };
  if (!session || (event !== 'session_started' && event !== 'session_complete')) return null;
  return { event, at, data: { session: announcedSession(session) } };
}

function announcedSession(session: Session): AnnouncedSession {
  const { progress: _progress, players, ...rest } = sessionView(session);
  return { ...rest, players: players.map(({ data: _data, ...player }) => player) };
}
