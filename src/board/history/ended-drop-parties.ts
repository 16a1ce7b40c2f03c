import type { z } from 'zod';
import type { dropPartyHistorySchema } from '../../protocol/drop-party-answers.ts';
import type { dropSummarySchema } from '../../protocol/drop-lookups.ts';
import type { Days } from '../address.ts';
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

export type DropSummary = z.output<typeof dropSummarySchema>;

/** All drops of the last days, running parties' too. */
export function loadSummary(days: Days, signal?: AbortSignal): Promise<DropSummary> {
  return read(`./drops/summary?days=${days}`, signal);
}

/** The drop parties that ended last, newest first. */
export async function loadLastDropParties(limit: number, signal: AbortSignal): Promise<readonly EndedDropParty[]> {
  return (await read<HistoryAnswer>(`./parties/history?limit=${limit}`, signal)).parties;
}
