import type { Address, Sort } from '../address.ts';
import { hasWorld } from '../format/world-list.ts';
import type { RunningDropParty } from '../live/drop-parties.ts';

/** `min` is in GP. */
export type Filters = Pick<Address, 'min' | 'worlds' | 'types' | 'favourites'>;

/**
 * Equals never change places. Of parties with as much confirmed the older one comes first, so that nobody gets ahead by making up a value,
 * or a party.
 */
const COMPARE: Record<Sort, (a: RunningDropParty, b: RunningDropParty) => number> = {
  value: (a, b) => b.confirmed_value - a.confirmed_value || a.id - b.id,
  claimed: (a, b) => b.total_value - a.total_value || a.world - b.world,
  fresh: (a, b) => b.last_drop_at - a.last_drop_at || a.world - b.world,
};

/** `favourites`: the worlds that are marked in this browser. */
export function fits(
  { world, world_type, total_value }: RunningDropParty,
  { min, worlds, types, favourites: onlyFavourites }: Filters,
  favourites: readonly number[],
): boolean {
  if (total_value < min || !hasWorld(worlds, world)) return false;
  if (types !== '' && !types.split(',').includes(world_type)) return false;
  return !onlyFavourites || favourites.includes(world);
}

export function isFiltered({ min, worlds, types, favourites }: Filters): boolean {
  return min > 0 || worlds.trim() !== '' || types !== '' || favourites;
}

/**
 * The worlds of `present` in the order to show them. `sort` sorts them all. `place` and `append` keep the order of those in `shown`:
 * `place` inserts each new world before the first one that it precedes, `append` adds the new ones at the end.
 */
export function arrange(
  shown: readonly number[],
  present: ReadonlyMap<number, RunningDropParty>,
  by: Sort,
  how: 'sort' | 'place' | 'append',
): number[] {
  const compare = (a: number, b: number) => COMPARE[by](present.get(a)!, present.get(b)!);
  const kept = how === 'sort' ? [] : shown.filter((world) => present.has(world));
  const known = new Set(kept);
  const added = [...present.keys()].filter((world) => !known.has(world)).toSorted(compare);
  if (how !== 'place' || kept.length === 0) return [...kept, ...added];
  return place(kept, added, compare);
}

function place(kept: readonly number[], added: readonly number[], compare: (a: number, b: number) => number): number[] {
  const placed: number[] = [];
  let next = 0;
  for (const world of kept) {
    while (next < added.length && compare(added[next]!, world) < 0) placed.push(added[next++]!);
    placed.push(world);
  }
  return [...placed, ...added.slice(next)];
}
