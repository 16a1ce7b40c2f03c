import { BIGGEST_DROPS_MAX, REPORTERS_MAX } from '../limits.ts';
import type { Drop } from './drop.ts';
import type { DropAdded, DropPartyStarted, DropRemoved } from './drop-events.ts';

/**
 * A running drop party. Its totals are kept incrementally, so a report costs the same in a party of 10 drops
 * or of 1,000,000. Times are epoch milliseconds.
 */
export type DropParty = {
  id: number;
  world: number;
  /** Null until a drop names one. Rule: [DROP-13]. */
  world_type: string | null;
  created_at: number;
  last_drop_at: number;
  /** The newest drop's number: `total_drops` and how many were removed. Rule: [DROP-17]. */
  last_number: number;
  total_drops: number;
  /** GP. A bigint, because a few absurd values add up to more than 2^53 and the average must stay exact. */
  total_value: bigint;
  /** Of the drops that are confirmed. Rule: [DROP-15]. */
  confirmed_drops: number;
  confirmed_value: bigint;
  /** How often each value occurred. Enough for an exact median, and small because prices repeat. */
  value_counts: Map<number, number>;
  /** Highest value first, and the earlier drop first among equals. At most BIGGEST_DROPS_MAX. */
  biggest: Drop[];
  /** Hashes of everyone who reported a drop of this party, up to REPORTERS_MAX. */
  reporters: Set<string>;
};

/** A running or ended drop party as lists and pages show it. The field names are the seed document's. Values in GP. */
export type DropPartySummary = {
  id: number;
  world: number;
  world_type: string | null;
  is_active: boolean;
  avg_drop: number;
  total_drops: number;
  total_value: number;
  confirmed_drops: number;
  confirmed_value: number;
  created_at: number;
  last_drop_at: number;
  ended_at: number | null;
  /** How many distinct reporters took part. Bare reports cannot be told apart, so they do not count. */
  witnesses: number;
  median_drop: number;
  biggest_drops: Drop[];
};

export function startDropParty(event: DropPartyStarted): DropParty {
  return {
    id: event.party_id,
    world: event.world,
    world_type: event.world_type,
    created_at: event.at,
    last_drop_at: event.at,
    last_number: 0,
    total_drops: 0,
    total_value: 0n,
    confirmed_drops: 0,
    confirmed_value: 0n,
    value_counts: new Map(),
    biggest: [],
    reporters: new Set(),
  };
}

export function countDrop(party: DropParty, event: DropAdded, drop: Drop): void {
  party.last_number = event.number;
  party.total_drops += 1;
  party.total_value += BigInt(event.value);
  if (event.confirmed) countConfirmed(party, event.value, 1);
  party.last_drop_at = event.at;
  party.world_type ??= event.world_type;
  party.value_counts.set(event.value, (party.value_counts.get(event.value) ?? 0) + 1);
  keepIfBig(party.biggest, drop);
  countReporter(party, event.reporter);
}

/** `sign` is -1 for a drop that no longer counts as confirmed. */
export function countConfirmed(party: DropParty, value: number, sign: 1 | -1): void {
  party.confirmed_drops += sign;
  party.confirmed_value += BigInt(sign * value);
}

/** Rule: [DROP-17]. */
export function discountDrop(party: DropParty, { number, value, confirmed }: DropRemoved, enters: Drop | null): void {
  party.total_drops -= 1;
  party.total_value -= BigInt(value);
  if (confirmed) countConfirmed(party, value, -1);
  const count = party.value_counts.get(value)! - 1;
  if (count > 0) party.value_counts.set(value, count);
  else party.value_counts.delete(value);
  party.biggest = party.biggest.filter((drop) => drop.number !== number);
  if (enters) keepIfBig(party.biggest, enters);
}

export function countReporter(party: DropParty, reporter: string | null): void {
  if (reporter !== null && party.reporters.size < REPORTERS_MAX) party.reporters.add(reporter);
}

function keepIfBig(biggest: Drop[], drop: Drop): void {
  if (biggest.length === BIGGEST_DROPS_MAX && biggest[biggest.length - 1]!.value >= drop.value) return;
  const place = biggest.findIndex((other) => isBigger(drop, other));
  biggest.splice(place === -1 ? biggest.length : place, 0, drop);
  if (biggest.length > BIGGEST_DROPS_MAX) biggest.pop();
}

/** Rule: [DROP-10]. */
export function isBigger(drop: Drop, other: Drop): boolean {
  return drop.value > other.value || (drop.value === other.value && drop.number < other.number);
}

/** GP, floor(total / drops). Rule: [DROP-8]. */
export function averageDrop(party: DropParty): number {
  return party.total_drops === 0 ? 0 : Number(party.total_value / BigInt(party.total_drops));
}

/** GP. The middle value, or the floor of the mean of two. Sorts the distinct values, so it is computed only for readers. Rule: [DROP-8]. */
function medianDrop(party: DropParty): number {
  if (party.total_drops === 0) return 0;
  const values = [...party.value_counts].toSorted(([a], [b]) => a - b);
  const lower = valueAtRank(values, Math.ceil(party.total_drops / 2));
  const upper = valueAtRank(values, Math.floor(party.total_drops / 2) + 1);
  return Number((BigInt(lower) + BigInt(upper)) / 2n);
}

function valueAtRank(values: [value: number, count: number][], rank: number): number {
  let seen = 0;
  for (const [value, count] of values) {
    seen += count;
    if (seen >= rank) return value;
  }
  throw new RangeError(`no value at rank ${rank}`);
}

export function summariseDropParty(party: DropParty, endedAt: number | null): DropPartySummary {
  return {
    id: party.id,
    world: party.world,
    world_type: party.world_type,
    is_active: endedAt === null,
    avg_drop: averageDrop(party),
    total_drops: party.total_drops,
    total_value: Number(party.total_value),
    confirmed_drops: party.confirmed_drops,
    confirmed_value: Number(party.confirmed_value),
    created_at: party.created_at,
    last_drop_at: party.last_drop_at,
    ended_at: endedAt,
    witnesses: party.reporters.size,
    median_drop: medianDrop(party),
    biggest_drops: party.biggest.map((drop) => ({ ...drop })),
  };
}
