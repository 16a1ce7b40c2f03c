import { RECENT_DROPS_MAX, REPORTERS_MAX } from '../limits.ts';
import type { Drop } from './drop.ts';
import type { DropAdded, DropEvent, DropWitnessed } from './events.ts';
import { countDrop, countReporter, type DropParty, startParty } from './party.ts';

/** A drop that can still gain witnesses: who saw it, and at which of their own ticks. */
export type OpenDrop = { drop: Drop; seenBy: Map<string, number | null> };

/** When a reporter was first and last heard in an unbroken stay, in epoch milliseconds. */
export type Presence = { since: number; last: number };

/** All that the rules need to know of one game world. One room owns it; the store holds its own copy. */
export type World = {
  world: number;
  party: DropParty | null;
  /** The running party's newest drops, oldest first, at most RECENT_DROPS_MAX. Empty between parties. */
  open: OpenDrop[];
  /** In order of `last`, so that the longest silent come first. At most REPORTERS_MAX. */
  reporters: Map<string, Presence>;
  /** Of any drop, of this party or an earlier one. */
  lastAcceptedAt: number | null;
};

/** Milliseconds. A reporter silent for longer has left and comes back as a newcomer. Source: [DROP-6]. */
export const REPORTER_SILENCE_MS = 60_000;

export function emptyWorld(world: number): World {
  return { world, party: null, open: [], reporters: new Map(), lastAcceptedAt: null };
}

/** Applies what was decided, in place: a copy would cost more than the report. */
export function applyDropEvent(world: World, event: DropEvent): void {
  switch (event.type) {
    case 'drop_party_started':
      world.party = startParty(event);
      world.open = [];
      return;
    case 'drop_added':
      return applyDropAdded(world, event);
    case 'drop_witnessed':
      return applyDropWitnessed(world, event);
    case 'drop_party_ended':
      world.party = null;
      world.open = [];
      return;
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
  };
  countDrop(party, event, drop);
  world.open.push({ drop, seenBy: new Map(event.reporter === null ? [] : [[event.reporter, event.tick]]) });
  if (world.open.length > RECENT_DROPS_MAX) world.open.shift();
  world.lastAcceptedAt = event.at;
  hear(world, event.reporter, event.at);
}

function applyDropWitnessed(world: World, event: DropWitnessed): void {
  const party = partyOf(world, event.party_id);
  const open = world.open.findLast(({ drop }) => drop.number === event.number);
  if (open && !open.seenBy.has(event.reporter)) {
    open.seenBy.set(event.reporter, event.tick);
    open.drop.witnesses += 1;
  }
  countReporter(party, event.reporter);
  hear(world, event.reporter, event.at);
}

/** Notes that a reporter spoke, whatever came of it. */
export function hear(world: World, reporter: string | null, at: number): void {
  if (reporter === null) return;
  const known = world.reporters.get(reporter);
  const stays = known !== undefined && at - known.last <= REPORTER_SILENCE_MS;
  world.reporters.delete(reporter);
  world.reporters.set(reporter, { since: stays ? known.since : at, last: at });
  for (const [name, presence] of world.reporters) {
    if (at - presence.last <= REPORTER_SILENCE_MS && world.reporters.size <= REPORTERS_MAX) break;
    world.reporters.delete(name);
  }
}

function partyOf(world: World, partyId: number): DropParty {
  if (world.party?.id !== partyId) throw new Error(`world ${world.world} has no running party ${partyId}`);
  return world.party;
}
