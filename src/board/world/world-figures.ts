import type { BarRow } from '../chart/BarTable.tsx';
import { count } from '../format/gp-notation.ts';
import type { ShownDrop } from './load-world.ts';

/** The `most` items whose drops are worth the most together, highest first. Ties keep the order of their first drops. */
export function topItems(drops: Iterable<Pick<ShownDrop, 'item_id' | 'item_name' | 'value'>>, most: number): BarRow[] {
  const byItem = new Map<number, { name: string; drops: number; value: number }>();
  for (const { item_id, item_name, value } of drops) {
    const item = byItem.get(item_id) ?? { name: item_name, drops: 0, value: 0 };
    byItem.set(item_id, { ...item, drops: item.drops + 1, value: item.value + value });
  }
  return [...byItem]
    .toSorted(([, one], [, other]) => other.value - one.value)
    .slice(0, most)
    .map(([key, { name, drops, value }]) => ({ key, name, note: `${count(drops)}×`, value }));
}

/** A party's total after each of its drops: epoch seconds, and GP. */
export type ValueSeries = [seconds: number[], gp: number[]];

/**
 * The line of a party's total. It starts at the total of the drops that are not loaded, and is drawn level up to `until`, epoch
 * milliseconds, so that a party where nothing drops does not seem to have stopped.
 */
export function valueOverTime(oldestFirst: readonly ShownDrop[], totalValue: number, until: number): ValueSeries {
  const loaded = oldestFirst.reduce((sum, { value }) => sum + value, 0);
  const seconds: number[] = [];
  const gp: number[] = [];
  let total = Math.max(0, totalValue - loaded);
  for (const { dropped_at, value } of oldestFirst) {
    total += value;
    const at = dropped_at / 1000;
    if (seconds.at(-1) === at) gp[gp.length - 1] = total;
    else {
      seconds.push(at);
      gp.push(total);
    }
  }
  const last = seconds.at(-1);
  if (last !== undefined && until / 1000 > last) {
    seconds.push(until / 1000);
    gp.push(total);
  }
  return [seconds, gp];
}
