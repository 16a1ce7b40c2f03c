import type { Ingest } from '../auth/Ingest.ts';
import { decideApproval, decideRecount, decideRemoval } from '../domain/drops/decide-correction.ts';
import type { DropEvent } from '../domain/drops/drop-events.ts';
import { type JudgedDrop, openDrop, type World } from '../domain/drops/world.ts';
import { AppError } from '../errors.ts';
import type { DropPlace, Store } from '../store/store.ts';

type Corrected = { store: Store; ingest: Pick<Ingest, 'mutes'> };

/** Stored drops that are read for the one that becomes one of the biggest: some may have been removed in the same moment. */
const NEXT_BIGGEST_READ = 32;

/** Refuses `drop_not_found`. Rule: [DROP-17]. */
export async function removeDrop(
  world: World,
  place: DropPlace,
  now: number,
  services: Corrected,
): Promise<DropEvent[]> {
  const found = await judgedDrop(world, place, services);
  const stored = await services.store.biggestDrops(place.party_id, NEXT_BIGGEST_READ);
  return decideRemoval(world, found, stored, now);
}

/** Refuses `drop_not_found`. Rule: [DROP-15]. */
export async function approve(world: World, place: DropPlace, now: number, services: Corrected): Promise<DropEvent[]> {
  const found = await judgedDrop(world, place, services);
  if (found.removed) throw new AppError('drop_not_found');
  return decideApproval(world.world, found, now);
}

/** The places are of one party. Rule: [DROP-18]. */
export async function recount(
  world: World,
  places: DropPlace[],
  now: number,
  services: Corrected,
): Promise<DropEvent[]> {
  const judged = await Promise.all(places.map((place) => judgedDrop(world, place, services)));
  return decideRecount(world.world, judged, services.ingest.mutes, now);
}

/** An open drop as the writer has it, and any other as it is stored: no report changes it. */
async function judgedDrop(world: World, { party_id, number }: DropPlace, { store }: Corrected): Promise<JudgedDrop> {
  const open = world.party?.id === party_id ? openDrop(world, number) : undefined;
  const found = open ?? (await store.judgedDrop(party_id, number));
  if (!found) throw new AppError('drop_not_found');
  return found;
}
