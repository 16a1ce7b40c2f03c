import type { Drop } from '../../domain/drops/drop.ts';
import { type DropPartySummary, summariseDropParty } from '../../domain/drops/drop-party.ts';
import type { Archive } from './Archive.ts';
import type { Tables } from './Tables.ts';

type Kept = { tables: Tables; archive: Archive };

/** In order of id. */
export function runningParties({ worlds }: Tables): DropPartySummary[] {
  const running = [...worlds.values()].flatMap(({ party }) => (party ? summariseDropParty(party, null) : []));
  return running.toSorted((a, b) => a.id - b.id);
}

/** A party, running or ended. */
export async function readParty({ tables, archive }: Kept, id: number): Promise<DropPartySummary | null> {
  const kept = tables.parties.get(id);
  if (!kept) return await archive.summaryOf(id);
  const party = tables.worlds.get(kept.world)?.party;
  return kept.summary === null && party ? summariseDropParty(party, null) : structuredClone(kept.summary);
}

/** A party's drops with `number` below `before`, newest first: those that settled come from the archive. */
export async function readDropsPage(
  { tables, archive }: Kept,
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
