import type { z } from 'zod';
import type { dropPartyPageSchema, worldPageSchema } from '../../protocol/drop-party-answers.ts';
import { read } from '../live/server.ts';

/** A drop as the page shows it, whether from the room or from the API. Times are epoch milliseconds. */
export type ShownDrop = {
  number: number;
  item_id: number;
  item_name: string;
  quantity: number;
  value: number;
  dropped_at: number;
  witnesses: number;
  confirmed: boolean;
  suspect: boolean;
};

/** Ten pages of the API. The figures say when the party has more drops. */
export const DROPS_LOADED_MAX = 1_000;

export function loadWorld(world: number, signal: AbortSignal): Promise<z.output<typeof worldPageSchema>> {
  return read(`./worlds/${world}`, signal);
}

/** Loads the newest drops of a party, page by page, until it has all of them, has DROPS_LOADED_MAX, or reaches a `known` number. */
export async function loadDrops(id: number, known: ReadonlySet<number>, signal: AbortSignal): Promise<ShownDrop[]> {
  const drops: ShownDrop[] = [];
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? '' : `?cursor=${cursor}`;
    const page: z.output<typeof dropPartyPageSchema> = await read(`./parties/${id}${query}`, signal);
    for (const drop of page.drops) drops.push({ ...drop, dropped_at: Date.parse(drop.dropped_at) });
    cursor = page.next_cursor;
  } while (cursor !== undefined && drops.length < DROPS_LOADED_MAX && !known.has(drops.at(-1)!.number));
  return drops;
}
