import type { z } from 'zod';
import type { sessionListSchema } from '../../protocol/dungeon-sessions.ts';
import { answerOf } from '../live/server.ts';

type SessionList = z.output<typeof sessionListSchema>;
export type ListedRun = SessionList['sessions'][number];

const PAGE_ROWS = 100;

/** As many runs as a lobby has parties, of all lobbies of the server. */
const PAGES_MAX = 10;

/**
 * The lobby's runs, the oldest first, as `GET /sessions` has them; `token`'s player sees its private party's too. The browser
 * asks with the ETag of what it has, so that an unchanged list is not sent again.
 */
export async function readRuns(lobby: string, token: string | undefined): Promise<ListedRun[]> {
  const headers = { accept: 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  const runs: ListedRun[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const query = new URLSearchParams({ limit: String(PAGE_ROWS), ...(cursor !== undefined && { cursor }) });
    const { sessions, next_cursor } = await answerOf<SessionList>(await fetch(`/sessions?${query}`, { headers }));
    runs.push(...sessions.filter((session) => session.lobby === lobby));
    cursor = next_cursor;
    if (cursor === undefined) break;
  }
  return runs;
}
