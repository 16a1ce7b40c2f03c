import { RECENT_DROPS_MAX } from '../limits.ts';
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
import {
  addOpen,
  closeDrops,
  type Fates,
  KEPT_WHEN_FULL,
  type OpenDrop,
  openDrop,
  PRIVATE_MS,
  setDies,
  type Sight,
} from './open-drops.ts';
import { forgetOffsets, forgetSilent, hear, type Presence } from './presence.ts';
import { voucherOf } from './trust.ts';

/** Everything the rules need to know about one game world. Made by `emptyWorld` or `restoreWorld`, changed by `applyDropEvent`. */
export type World = {
  world: number;
  party: DropParty | null;
  /** The running party's newest drops, oldest first, at most RECENT_DROPS_MAX. Empty between parties. */
  open: OpenDrop[];
  /** The same objects by `kindOf`, oldest first. Derived, never stored. */
  byKind: Map<string, OpenDrop[]>;
  /** Those of which it is known when they despawn, oldest first. Derived, never stored. */
  byFate: Fates;
  /** At most REPORTERS_MAX. */
  reporters: Map<string, Presence>;
  /** When the last drop was accepted, in this party or an earlier one. */
  lastAcceptedAt: number | null;
};

/** The part of a world that must be stored; the rest is derived from it. */
export type WorldData = Omit<World, 'byKind' | 'byFate'>;

export function emptyWorld(world: number): World {
  return {
    world,
    party: null,
    open: [],
    byKind: new Map(),
    byFate: new Map(),
    reporters: new Map(),
    lastAcceptedAt: null,
  };
}

/** Takes ownership of `data`. A drop that is both open and among the biggest becomes one object again. */
export function restoreWorld(data: WorldData): World {
  const world: World = { ...data, open: [], byKind: new Map(), byFate: new Map() };
  closeDrops(world, data.open);
  const { party } = world;
  if (party) party.biggest = party.biggest.map((drop) => openDrop(world, drop.number)?.drop ?? drop);
  return world;
}

/** Applies a decided event in place: a copy would cost more than the report. Throws if the event does not follow from the world. */
export function applyDropEvent(world: World, event: DropEvent): void {
  switch (event.type) {
    case 'drop_party_started':
      world.party = startDropParty(event);
      forgetOffsets(world);
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
  const seenBy = new Map<string, Sight>();
  if (event.reporter !== null) seenBy.set(event.reporter, sightOf(event));
  const evidence = { claim: voucherOf(event), vouchers: [], approved: false };
  addOpen(world, { drop, evidence, removed: false, seenBy, alone: true, dies: event.dies });
  world.lastAcceptedAt = event.at;
  hear(world, event.reporter, event.at, event);
}

function applyDropWitnessed(world: World, event: DropWitnessed): void {
  const party = partyOf(world, event.party_id);
  const open = openDrop(world, event.number);
  if (open) {
    if (!open.seenBy.has(event.reporter)) {
      open.drop.witnesses += 1;
      if (event.at - open.drop.dropped_at < PRIVATE_MS) open.alone = false;
    }
    open.seenBy.set(event.reporter, sightOf(event));
    if (event.dies !== null && open.dies === null) setDies(world, open, event.dies);
  }
  if (open && event.vouchers) open.evidence.vouchers = event.vouchers;
  if (event.confirmed_gp !== null) setConfirmed(world, party, event.number, event.confirmed_gp, true);
  countReporter(party, event.reporter);
  hear(world, event.reporter, event.at, event);
}

function sightOf({ tick, despawns_in, public_in, at }: Sight): Sight {
  return { tick, despawns_in, public_in, at };
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

function partyOf(world: World, partyId: number): DropParty {
  const party = runningParty(world, partyId);
  if (!party) throw new Error(`world ${world.world} has no running party ${partyId}`);
  return party;
}

/** Null if the party has ended. */
function runningParty({ party }: World, partyId: number): DropParty | null {
  return party?.id === partyId ? party : null;
}
