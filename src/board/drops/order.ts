import type { ShownParty } from '../live/shown-party.ts';

type Sort = 'value' | 'fresh';

/** The least GP, and how a world's number begins. */
type Filters = { min: number; worlds: string };

/** A world's number is the last word, so that equals never change places. */
const COMPARE: Record<Sort, (a: ShownParty, b: ShownParty) => number> = {
  value: (a, b) => b.total_value - a.total_value || a.world - b.world,
  fresh: (a, b) => b.last_drop_at - a.last_drop_at || a.world - b.world,
};

export function fits({ world, total_value }: ShownParty, { min, worlds }: Filters): boolean {
  return total_value >= min && String(world).startsWith(worlds);
}

/**
 * The worlds of `present` in the order to show them in. `sort` puts all where they belong. `place` leaves those of `shown` as they
 * are and puts each new one before the first that it comes before; `append` puts the new ones at the end.
 */
export function arrange(
  shown: readonly number[],
  present: ReadonlyMap<number, ShownParty>,
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
