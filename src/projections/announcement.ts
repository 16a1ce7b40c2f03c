import type { DropPartySummary } from '../domain/drops/drop-party.ts';
import { type SessionPlayerView, type SessionView, sessionView } from '../domain/sessions/session-view.ts';
import type { Session } from '../domain/sessions/session.ts';
import type { QueueGameType } from '../domain/finder/ticket.ts';
import type { BoardDropParty } from './topic-values.ts';
import type { NewUpdate } from './update.ts';

/** What webhooks tell the outside world. Rule: [HOOK-1]. */
export const ANNOUNCEMENT_TYPES = [
  'drop_party_started',
  'drop_party_ended',
  'session_started',
  'session_complete',
  'match_made',
] as const;

export type AnnouncementType = (typeof ANNOUNCEMENT_TYPES)[number];

/** Without free-form data, which is large and belongs to the players. Times are epoch milliseconds. */
export type AnnouncedSession = Omit<SessionView, 'progress' | 'players'> & {
  players: Omit<SessionPlayerView, 'data'>[];
};

/** A match of the group finder that all its players have accepted. */
export type AnnouncedMatch = {
  match_id: string;
  lobby: string;
  game_type: QueueGameType;
  difficulty: string;
  region: string;
  session_id: string;
  /** Milliseconds that the first of its tickets waited. */
  longest_wait_ms: number;
  teams: { party_id: string; players: { player_id: string; name: string; class: string | null }[] }[];
};

/** `at` is in epoch milliseconds. */
export type NewAnnouncement = { at: number } & (
  | { event: 'drop_party_started'; data: { party: BoardDropParty } }
  | { event: 'drop_party_ended'; data: { party: DropPartySummary } }
  | { event: 'session_started' | 'session_complete'; data: { session: AnnouncedSession } }
  | { event: 'match_made'; data: { match: AnnouncedMatch } }
);

/** `seq` counts from 1 without gaps, in commit order. Never changed in place, so that it can be shared. */
export type Announcement = NewAnnouncement & { seq: number };

/** What some events tell watchers and the outside world, in order. The store numbers both. */
export type Told = { updates: NewUpdate[]; announcements: NewAnnouncement[] };

/** Contains the whole party or session, because the receiver may know nothing about it. Null if the update is not announced. */
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
