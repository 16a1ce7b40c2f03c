import type { Drop } from '../../domain/drops/drop.ts';
import type { Archive } from './Archive.ts';
import type { Tables } from './Tables.ts';

/** A party's drops with `number` below `before`, newest first: those that settled come from the archive. */
export async function readDropsPage(
  { tables, archive }: { tables: Tables; archive: Archive },
  partyId: number,
  { before = Infinity, limit }: { before?: number; limit: number },
): Promise<Drop[]> {
  const kept = tables.parties.get(partyId);
  if (!kept) return (await archive.endedDropsOf(partyId, before, limit)).toReversed();
  const { settled, drops } = kept;
  const high = Math.min(before - 1, settled.drops + drops.length);
  const low = Math.max(1, high - limit + 1);
  // Copied before the archive is asked, because what is in memory may settle meanwhile.
  const newer = structuredClone(drops.slice(Math.max(0, low - settled.drops - 1), Math.max(0, high - settled.drops)));
  const older = await archive.settledDropsOf(partyId, settled, low, Math.min(high, settled.drops));
  return [...older, ...newer].toReversed();
}
