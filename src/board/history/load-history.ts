import { read } from '../live/server.ts';
import type { EndedParty, HistoryAnswer } from './ended-party.ts';

/** Parties that the page asks for: twenty answers of the API. It says when there are more. */
export const PARTIES_LOADED_MAX = 2_000;

export type Loaded = { parties: readonly EndedParty[]; more: boolean };

/** The parties that ended since then, the last ended first. */
export async function loadHistory(since: Date, signal: AbortSignal): Promise<Loaded> {
  const parties: EndedParty[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ from: since.toISOString(), ...(cursor !== undefined && { cursor }) });
    const page: HistoryAnswer = await read(`/parties/history?${query}`, signal);
    parties.push(...page.parties);
    cursor = page.next_cursor;
  } while (cursor !== undefined && parties.length < PARTIES_LOADED_MAX);
  return { parties, more: cursor !== undefined };
}
