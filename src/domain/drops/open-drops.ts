import { RECENT_DROPS_MAX } from '../limits.ts';
import type { Drop } from './drop.ts';
import type { Evidence } from './trust.ts';
import type { Heard } from './presence.ts';

/** A drop with what a decision about it needs. */
export type JudgedDrop = {
  drop: Drop;
  evidence: Evidence;
  /** It counts no more and is not shown. Rule: [DROP-17]. */
  removed: boolean;
};

/** What a witness said of a drop when it last saw it. `at` is when its first report of it arrived. */
export type Sight = { tick: number | null; despawns_in: number | null; public_in: number | null; at: number };

/** A drop that can still gain witnesses. `seenBy` has who saw it, in the order of their reports. */
export type OpenDrop = JudgedDrop & {
  seenBy: Map<string, Sight>;
  /** Only its first reporter saw it within PRIVATE_MS: perhaps only its owner could. */
  alone: boolean;
  /** When it despawns, in ticks of the world's scale. Null while nobody has said so. Rule: [DROP-20]. */
  dies: number | null;
};

/** The counted drop that a sighting matches, undefined for a new one, and what the sighting shows. `dies` is null if it does not say when the drop despawns. */
export type Found = Heard & { seen: OpenDrop | undefined; dies: number | null };

/** Milliseconds. Only its owner sees an item for 100 ticks; less, because the owner's own report may be slow to arrive. Rule: [DROP-6]. */
export const PRIVATE_MS = 57_000;

/** Milliseconds within which all sightings of one drop arrive, from fast and slow clients alike. Rule: [DROP-4]. */
export const WITNESS_WINDOW_MS = 3_000;

/** Milliseconds. An item stays on the ground for 300 ticks of 600 to 618 ms, and the report takes a while to arrive. Rule: [DROP-5]. */
export const GROUND_MS = 190_000;

/** A quarter is forgotten at a time, so that one report in a thousand pays for it instead of each. */
export const KEPT_WHEN_FULL = (RECENT_DROPS_MAX * 3) / 4;

/** The part of a world that has its open drops, and finds them. */
export type OpenDrops = { open: OpenDrop[]; byKind: Map<string, OpenDrop[]>; byFate: Fates };

/** By kind, and then by when they despawn in ticks of the world's scale. */
export type Fates = Map<string, Map<number, OpenDrop[]>>;

/** What makes two drops look alike to a client that sends no tile. */
export function kindOf({ item_id, quantity }: { item_id: number; quantity: number }): string {
  return `${item_id}x${quantity}`;
}

/** How many of its newest drops a running party has open once its newest has this number. */
export function openCount(lastNumber: number): number {
  const beyond = lastNumber - RECENT_DROPS_MAX - 1;
  return beyond < 0 ? lastNumber : KEPT_WHEN_FULL + (beyond % (RECENT_DROPS_MAX - KEPT_WHEN_FULL + 1));
}

/** Finds an open drop by its place, which follows from its number because open drops have no gaps: removed ones stay. */
export function openDrop(world: OpenDrops, number: number): OpenDrop | undefined {
  const oldest = world.open[0];
  return oldest && world.open[number - oldest.drop.number];
}

export function addOpen(world: OpenDrops, open: OpenDrop): void {
  world.open.push(open);
  const kind = kindOf(open.drop);
  addTo(world.byKind, kind, open);
  if (open.dies !== null) addTo(fatesOf(world, kind), open.dies, open);
}

/** A later witness said when it despawns. */
export function setDies(world: OpenDrops, open: OpenDrop, dies: number): void {
  open.dies = dies;
  addTo(fatesOf(world, kindOf(open.drop)), dies, open);
}

function fatesOf({ byFate }: OpenDrops, kind: string): Map<number, OpenDrop[]> {
  const known = byFate.get(kind);
  if (known) return known;
  const fates = new Map<number, OpenDrop[]>();
  byFate.set(kind, fates);
  return fates;
}

export function closeDrops(world: OpenDrops, stillOpen: OpenDrop[]): void {
  world.open = [];
  world.byKind = new Map();
  world.byFate = new Map();
  for (const open of stillOpen) addOpen(world, open);
}

/** In the order of their numbers, as a restored world has them. */
function addTo<Key>(index: Map<Key, OpenDrop[]>, key: Key, open: OpenDrop): void {
  const alike = index.get(key);
  if (!alike) return void index.set(key, [open]);
  let place = alike.length;
  while (place > 0 && alike[place - 1]!.drop.number > open.drop.number) place -= 1;
  if (place === alike.length) alike.push(open);
  else alike.splice(place, 0, open);
}
