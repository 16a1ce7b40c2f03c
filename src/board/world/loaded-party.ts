import type { z } from 'zod';
import type { dropPartyPageSchema, worldPageSchema } from '../../protocol/drop-party-answers.ts';
import { read } from '../live/server.ts';
import type { ShownDrop } from './shown-drop.ts';

export type WorldAnswer = z.output<typeof worldPageSchema>;
export type PartyAnswer = z.output<typeof dropPartyPageSchema>;

/** Drops of a party that the page asks for: ten answers of the API. Its charts say when there are more. */
export const DROPS_LOADED_MAX = 1_000;

export function loadWorld(world: number, signal: AbortSignal): Promise<WorldAnswer> {
  return read(`/worlds/${world}`, signal);
}

/** The newest drops of a party, by pages, until there are no more, enough, or `known` is reached. */
export async function loadDrops(id: number, known: ReadonlySet<number>, signal: AbortSignal): Promise<ShownDrop[]> {
  const drops: ShownDrop[] = [];
  let cursor: string | undefined;
  do {
    const page: PartyAnswer = await read(`/parties/${id}${cursor === undefined ? '' : `?cursor=${cursor}`}`, signal);
    for (const drop of page.drops) drops.push({ ...drop, dropped_at: Date.parse(drop.dropped_at) });
    cursor = page.next_cursor;
  } while (cursor !== undefined && drops.length < DROPS_LOADED_MAX && !known.has(drops.at(-1)!.number));
  return drops;
}
