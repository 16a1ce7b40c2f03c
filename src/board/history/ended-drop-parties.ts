import type { z } from 'zod';
import type { dropPartyHistorySchema } from '../../protocol/drop-party-answers.ts';
import { read } from '../live/server.ts';

type HistoryAnswer = z.output<typeof dropPartyHistorySchema>;

export type EndedDropParty = HistoryAnswer['parties'][number];

/** Twenty pages of the API. The page says when there are more. */
const LOADED_MAX = 2_000;

/** `more` tells whether older parties were left out. */
export type LoadedDropParties = { parties: readonly EndedDropParty[]; more: boolean };

/** Loads the drop parties that ended after `since`, newest first. */
export async function loadEndedDropParties(since: Date, signal: AbortSignal): Promise<LoadedDropParties> {
  const parties: EndedDropParty[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ from: since.toISOString(), ...(cursor !== undefined && { cursor }) });
    const page: HistoryAnswer = await read(`./parties/history?${query}`, signal);
    parties.push(...page.parties);
    cursor = page.next_cursor;
  } while (cursor !== undefined && parties.length < LOADED_MAX);
  return { parties, more: cursor !== undefined };
}
