import type { BarRow } from '../chart/bar-row.ts';
import { count } from '../format/gp.ts';

type Dropped = { item_id: number; item_name: string; value: number };

/** Items by what their drops are worth together, the most first; of equals the one that comes first. */
export function topItems(drops: Iterable<Dropped>, most: number): BarRow[] {
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
