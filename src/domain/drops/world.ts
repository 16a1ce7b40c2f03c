import { RECENT_DROPS_MAX, REPORTERS_MAX } from '../limits.ts';
import type { Drop } from './drop.ts';
import type { DropAdded, DropEvent, DropWitnessed } from './drop-events.ts';
import { countDrop, countReporter, type DropParty, startDropParty } from './drop-party.ts';

/** A drop that can still gain witnesses. `seenBy` has who saw it, each with its own tick. */
export type OpenDrop = {
  drop: Drop;
  seenBy: Map<string, number | null>;
  /** Only its first reporter saw it within PRIVATE_MS: perhaps only its owner could. */
  alone: boolean;
};

/** When a stay began and when its reporter was last heard, in epoch milliseconds. */
type Presence = { since: number; last: number };

/** Everything the rules need to know about one game world. Made by `emptyWorld` or `restoreWorld`, changed by `applyDropEvent`. */
export type World = {
  world: number;
  party: DropParty | null;
  /** The running party's newest drops, oldest first, at most RECENT_DROPS_MAX. Empty between parties. */
  open: OpenDrop[];
  /** The same objects by `kindOf`, oldest first. Derived, never stored. */
  byKind: Map<string, OpenDrop[]>;
  /** At most REPORTERS_MAX. */
  reporters: Map<string, Presence>;
  /** When the last drop was accepted, in this party or an earlier one. */
  lastAcceptedAt: number | null;
};

/** The part of a world that must be stored; the rest is derived from it. */
export type WorldData = Omit<World, 'byKind'>;

/** Milliseconds. A reporter that is silent for longer has left, and comes back as a newcomer. Rule: [DROP-5]. */
export const REPORTER_SILENCE_MS = 60_000;

/** Milliseconds. Only its owner sees an item for 100 ticks; less, because the owner's own report may be slow to arrive. Rule: [DROP-6]. */
export const PRIVATE_MS = 57_000;

/** A quarter is forgotten at a time, so that one report in a thousand pays for it instead of each. */
const KEPT_WHEN_FULL = (RECENT_DROPS_MAX * 3) / 4;
const REPORTERS_KEPT_WHEN_FULL = (REPORTERS_MAX * 3) / 4;

export function emptyWorld(world: number): World {
  return { world, party: null, open: [], byKind: new Map(), reporters: new Map(), lastAcceptedAt: null };
}

/** Takes ownership of `data`. A drop that is both open and among the biggest becomes one object again. */
export function restoreWorld(data: WorldData): World {
  const world: World = { ...data, open: [], byKind: new Map() };
  for (const open of data.open) addOpen(world, open);
  const { party } = world;
  if (party) party.biggest = party.biggest.map((drop) => openDrop(world, drop.number)?.drop ?? drop);
  return world;
}

/** What makes two drops look alike to a client that sends no tile. */
export function kindOf({ item_id, quantity }: { item_id: number; quantity: number }): string {
  return `${item_id}x${quantity}`;
}

/** When the reporter's current stay began; `now` if it has not been heard for REPORTER_SILENCE_MS, or ever. */
export function stayingSince(world: World, reporter: string, now: number): number {
  const known = world.reporters.get(reporter);
  return known && now - known.last <= REPORTER_SILENCE_MS ? known.since : now;
}

/** Applies a decided event in place: a copy would cost more than the report. Throws if the event does not follow from the world. */
export function applyDropEvent(world: World, event: DropEvent): void {
  switch (event.type) {
    case 'drop_party_started':
      world.party = startDropParty(event);
      return closeDrops(world, []);
    case 'drop_added':
      return applyDropAdded(world, event);
    case 'drop_witnessed':
      return applyDropWitnessed(world, event);
    case 'drop_party_ended':
      world.party = null;
      forgetSilent(world, event.at);
      return closeDrops(world, []);
    default:
      event satisfies never;
  }
}

/** Notes when a reporter was last heard. */
function hear(world: World, reporter: string | null, at: number): void {
  if (reporter === null) return;
  if (world.reporters.size >= REPORTERS_MAX && !world.reporters.has(reporter)) forgetLongestSilent(world);
  // Not deleted first: deleting and re-adding a key leaves a gap in the map each time, which slows down every look-up.
  world.reporters.set(reporter, { since: stayingSince(world, reporter, at), last: at });
}

function applyDropAdded(world: World, event: DropAdded): void {
  const party = partyOf(world, event.party_id);
  const drop: Drop = {
    drop_party_id: event.party_id,
    number: event.number,
    item_id: event.item_id,
    item_name: event.item_name,
    quantity: event.quantity,
    value: event.value,
    dropped_at: event.at,
    tile: event.tile,
    witnesses: event.reporter === null ? 0 : 1,
  };
  countDrop(party, event, drop);
  if (world.open.length >= RECENT_DROPS_MAX) closeDrops(world, world.open.slice(-KEPT_WHEN_FULL + 1));
  addOpen(world, { drop, seenBy: new Map(event.reporter === null ? [] : [[event.reporter, event.tick]]), alone: true });
  world.lastAcceptedAt = event.at;
  hear(world, event.reporter, event.at);
}

function applyDropWitnessed(world: World, event: DropWitnessed): void {
  const party = partyOf(world, event.party_id);
  const open = openDrop(world, event.number);
  if (open && !open.seenBy.has(event.reporter)) {
    open.seenBy.set(event.reporter, event.tick);
    open.drop.witnesses += 1;
    if (event.at - open.drop.dropped_at < PRIVATE_MS) open.alone = false;
  }
  countReporter(party, event.reporter);
  hear(world, event.reporter, event.at);
}

/** How many of its newest drops a running party has open once it has `totalDrops`. */
export function openCount(totalDrops: number): number {
  const beyond = totalDrops - RECENT_DROPS_MAX - 1;
  return beyond < 0 ? totalDrops : KEPT_WHEN_FULL + (beyond % (RECENT_DROPS_MAX - KEPT_WHEN_FULL + 1));
}

/** Finds an open drop by its place, which follows from its number because numbers have no gaps. */
export function openDrop(world: World, number: number): OpenDrop | undefined {
  const oldest = world.open[0];
  return oldest && world.open[number - oldest.drop.number];
}

function addOpen(world: World, open: OpenDrop): void {
  world.open.push(open);
  const kind = kindOf(open.drop);
  const alike = world.byKind.get(kind);
  if (alike) alike.push(open);
  else world.byKind.set(kind, [open]);
}

function closeDrops(world: World, stillOpen: OpenDrop[]): void {
  world.open = [];
  world.byKind = new Map();
  for (const open of stillOpen) addOpen(world, open);
}

function forgetSilent(world: World, at: number): void {
  for (const [name, { last }] of world.reporters) {
    if (at - last > REPORTER_SILENCE_MS) world.reporters.delete(name);
  }
}

function forgetLongestSilent(world: World): void {
  const byLast = [...world.reporters].toSorted(([, a], [, b]) => b.last - a.last);
  world.reporters = new Map(byLast.slice(0, REPORTERS_KEPT_WHEN_FULL));
}

function partyOf(world: World, partyId: number): DropParty {
  if (world.party?.id !== partyId) throw new Error(`world ${world.world} has no running party ${partyId}`);
  return world.party;
}
