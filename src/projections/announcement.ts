import type { PartySummary } from '../domain/drops/drop-party.ts';
import { type PlayerView, type SessionView, sessionView } from '../domain/sessions/session-view.ts';
import type { Session } from '../domain/sessions/session.ts';
import type { BoardParty } from './topic-values.ts';
import type { News } from './update.ts';

/** What the world outside is told of, by webhook. Source: [HOOK-1]. */
export const ANNOUNCED = ['drop_party_started', 'drop_party_ended', 'session_started', 'session_complete'] as const;

export type AnnouncementName = (typeof ANNOUNCED)[number];

/** Without the game's free-form data: that is large, and the players' own. Times are epoch milliseconds. */
export type AnnouncedSession = Omit<SessionView, 'progress' | 'players'> & { players: Omit<PlayerView, 'data'>[] };

/** `at` is in epoch milliseconds. */
export type Announced = { at: number } & (
  | { event: 'drop_party_started'; data: { party: BoardParty } }
  | { event: 'drop_party_ended'; data: { party: PartySummary } }
  | { event: 'session_started' | 'session_complete'; data: { session: AnnouncedSession } }
);

/** Counts from 1 without gaps, in commit order. Never changed: those who keep it share it. */
export type Announcement = Announced & { seq: number };

/** Whole, because whoever hears of it may know nothing else. Null for what is not announced. */
export function announcedBy({ topic, event, at, data }: News, session: Session | undefined): Announced | null {
  if (topic === 'board' && event === 'drop_party_started') return { event, at, data: data as { party: BoardParty } };
  if (topic === 'board' && event === 'drop_party_ended') return { event, at, data: data as { party: PartySummary } };
  if (!session || (event !== 'session_started' && event !== 'session_complete')) return null;
  return { event, at, data: { session: announcedSession(session) } };
}

function announcedSession(session: Session): AnnouncedSession {
  const { progress: _progress, players, ...rest } = sessionView(session);
  return { ...rest, players: players.map(({ data: _data, ...player }) => player) };
}
