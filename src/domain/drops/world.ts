import { RECENT_DROPS_MAX, REPORTERS_MAX } from '../limits.ts';
import type { Drop } from './drop.ts';
import type { DropAdded, DropConfirmed, DropEvent, DropRemoved, DropsRecounted, DropWitnessed } from './drop-events.ts';
import {
  countConfirmed,
  countDrop,
  countReporter,
  discountDrop,
  type DropParty,
  startDropParty,
} from './drop-party.ts';
import { type Evidence, voucherOf } from './trust.ts';

/** A drop with what a decision about it needs. */
export type JudgedDrop = {
  drop: Drop;
  evidence: Evidence;
  /** It counts no more and is not shown. Rule: [DROP-17]. */
  removed: boolean;
};

/** A drop that can still gain witnesses. `seenBy` has who saw it, each with its own tick. */
export type OpenDrop = JudgedDrop & {
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
    case 'drop_confirmed':
      return applyDropConfirmed(world, event);
    case 'drops_recounted':
      return applyDropsRecounted(world, event);
    case 'drop_removed':
      return applyDropRemoved(world, event);
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
    confirmed: event.confirmed,
    suspect: event.suspect,
  };
  countDrop(party, event, drop);
  if (world.open.length >= RECENT_DROPS_MAX) closeDrops(world, world.open.slice(-KEPT_WHEN_FULL + 1));
  const seenBy = new Map(event.reporter === null ? [] : [[event.reporter, event.tick]]);
  const evidence = { claim: voucherOf(event), vouchers: [], approved: false };
  addOpen(world, { drop, evidence, removed: false, seenBy, alone: true });
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
  if (open && event.vouchers) open.evidence.vouchers = event.vouchers;
  if (event.confirmed_gp !== null) setConfirmed(world, party, event.number, event.confirmed_gp, true);
  countReporter(party, event.reporter);
  hear(world, event.reporter, event.at);
}

function applyDropConfirmed(world: World, event: DropConfirmed): void {
  const party = runningParty(world, event.party_id);
  if (!party) return;
  const open = openDrop(world, event.number);
  if (open && event.vouchers) open.evidence.vouchers = event.vouchers;
  if (open && !event.vouchers) open.evidence.approved = true;
  if (event.confirmed_gp !== null) setConfirmed(world, party, event.number, event.confirmed_gp, true);
}

function applyDropsRecounted(world: World, { party_id, drops }: DropsRecounted): void {
  const party = runningParty(world, party_id);
  if (party) for (const { number, value, confirmed } of drops) setConfirmed(world, party, number, value, confirmed);
}

function setConfirmed(world: World, party: DropParty, number: number, value: number, confirmed: boolean): void {
  countConfirmed(party, value, confirmed ? 1 : -1);
  // A closed drop may still be among the biggest.
  const drop = openDrop(world, number)?.drop ?? party.biggest.find((big) => big.number === number);
  if (drop) drop.confirmed = confirmed;
}

function applyDropRemoved(world: World, event: DropRemoved): void {
  const party = runningParty(world, event.party_id);
  if (!party) return;
  const open = openDrop(world, event.number);
  // It stays open, so that reports of it make no new drop.
  if (open) open.removed = true;
  const { enters } = event;
  discountDrop(party, event, enters && (openDrop(world, enters.number)?.drop ?? { ...enters }));
}

/** The running party's newest drops that are shown, the newest first. */
export function newestDrops({ open }: World, max: number): Drop[] {
  const newest: Drop[] = [];
  for (let i = open.length - 1; i >= 0 && newest.length < max; i--) {
    const { drop, removed } = open[i]!;
    if (!removed) newest.push(drop);
  }
  return newest;
}

/** How many of its newest drops a running party has open once its newest has this number. */
export function openCount(lastNumber: number): number {
  const beyond = lastNumber - RECENT_DROPS_MAX - 1;
  return beyond < 0 ? lastNumber : KEPT_WHEN_FULL + (beyond % (RECENT_DROPS_MAX - KEPT_WHEN_FULL + 1));
}

/** Finds an open drop by its place, which follows from its number because open drops have no gaps: removed ones stay. */
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
  const party = runningParty(world, partyId);
  if (!party) throw new Error(`world ${world.world} has no running party ${partyId}`);
  return party;
}

/** Null if the party has ended. */
function runningParty({ party }: World, partyId: number): DropParty | null {
  return party?.id === partyId ? party : null;
}
