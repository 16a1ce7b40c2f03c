import type { Sort } from '../address.ts';
import type { RunningDropParty } from '../live/drop-parties.ts';

/** `min` is in GP; `worlds` is what a world's number starts with. */
type Filters = { min: number; worlds: string };

/**
 * Equals never change places. Of parties with as much confirmed the older one comes first, so that nobody gets ahead by making up a value,
 * or a party.
 */
const COMPARE: Record<Sort, (a: RunningDropParty, b: RunningDropParty) => number> = {
  value: (a, b) => b.confirmed_value - a.confirmed_value || a.id - b.id,
  claimed: (a, b) => b.total_value - a.total_value || a.world - b.world,
  fresh: (a, b) => b.last_drop_at - a.last_drop_at || a.world - b.world,
};

export function fits({ world, total_value }: RunningDropParty, { min, worlds }: Filters): boolean {
  return total_value >= min && String(world).startsWith(worlds);
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
