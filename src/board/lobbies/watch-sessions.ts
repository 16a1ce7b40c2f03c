import { type ReadonlySignal, useSignal, useSignalEffect } from '@preact/signals';
import type { z } from 'zod';
import type { sessionListSchema } from '../../protocol/dungeon-sessions.ts';
import { answerOf } from '../live/server.ts';
import { ownSession } from './player/session-connection.ts';

type SessionList = z.output<typeof sessionListSchema>;

/** A session as `GET /sessions` lists it. */
export type ListedSession = SessionList['sessions'][number];

/**
 * Milliseconds between two reads while there are sessions. Only a session's own players may join its room, and the lobby's room
 * publishes only its id, so floors are read from the API. When one begins or ends, the list is read at once.
 */
const READ_EVERY_MS = 1_000;

/**
 * The lobby's sessions, or null before they are first read. Reads them whenever `runningIds` changes and, while there are any and the page
 * is visible, every READ_EVERY_MS.
 */
export function useSessions(
  lobby: string,
  runningIds: ReadonlySignal<string>,
  isLive: ReadonlySignal<boolean>,
  token: () => string | undefined,
): ListedSession[] | null {
  const sessions = useSignal<ListedSession[] | null>(null);
  useSignalEffect(() => {
    const areSome = runningIds.value !== '';
    if (!isLive.value) return;
    const stopped = new AbortController();
    const read = onceAtATime(async () => {
      // A failed read leaves the list as it was, and so does one that was overtaken by a newer effect.
      const listed = await readSessions(lobby, token()).catch(() => null);
      if (listed && !stopped.signal.aborted) sessions.value = listed;
    });
    read();
    const readWhileSome = () => {
      if (document.visibilityState === 'visible' && (areSome || sessions.peek()?.length !== 0)) read();
    };
    const timer = setInterval(readWhileSome, READ_EVERY_MS);
    document.addEventListener('visibilitychange', readWhileSome, { signal: stopped.signal });
    return () => {
      stopped.abort();
      clearInterval(timer);
    };
  });
  return sessions.value && withOwnSession(sessions.value);
}

function onceAtATime(work: () => Promise<void>): () => void {
  let isBusy = false;
  return () => {
    if (isBusy) return;
    isBusy = true;
    void work().finally(() => (isBusy = false));
  };
}

const PAGE_ROWS = 100;

/** Pages of all lobbies' sessions that are read: enough for as many sessions as one lobby has parties. */
const PAGES_MAX = 10;

/**
 * The lobby's sessions, oldest first. With a token they include that of its player's private party. The browser sends the ETag of its
 * cached list, so an unchanged list is not transferred again.
 */
async function readSessions(lobby: string, token: string | undefined): Promise<ListedSession[]> {
  const headers = { accept: 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  const listed: ListedSession[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const query = new URLSearchParams({ limit: String(PAGE_ROWS), ...(cursor !== undefined && { cursor }) });
    const { sessions, next_cursor } = await answerOf<SessionList>(await fetch(`./sessions?${query}`, { headers }));
    listed.push(...sessions.filter((session) => session.lobby === lobby));
    cursor = next_cursor;
    if (cursor === undefined) break;
  }
  return listed;
}

/** This window's player learns of changes in its own session sooner than the list does. */
function withOwnSession(sessions: ListedSession[]): ListedSession[] {
  const own = ownSession.value;
  if (own === null || own.status === 'complete') return sessions;
  const { current_floor } = own;
  const status = own.status as ListedSession['status'];
  return sessions.map((listed) => {
    const isNewer = listed.session_id === own.session_id && own.version > listed.version;
    return isNewer ? { ...listed, current_floor, status } : listed;
  });
}
