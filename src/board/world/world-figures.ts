import type { z } from 'zod';
import type { partyItemsSchema } from '../../protocol/drop-lookups.ts';
import type { Days } from '../address.ts';
import type { BarRow } from '../chart/BarTable.tsx';
import { count } from '../format/gp-notation.ts';
import type { ShownDrop } from './load-world.ts';

type ItemTotals = z.output<typeof partyItemsSchema>['items'][number];

/** The `most` items that are worth the most together, as the server lists them. Each leads to its drops. */
export function topItems(items: readonly ItemTotals[], most: number, days: Days): BarRow[] {
  return items.slice(0, most).map(({ item_id, item_name, drops, value, confirmed_value }) => ({
    key: item_id,
    name: item_name,
    note: `${count(drops)}×`,
    value,
    confirmed: confirmed_value,
    to: { view: 'search', world: null, party: null, item: item_name, days },
  }));
}

/** The totals with the drops that are newer than what they count, in order of what is confirmed, then of what is claimed. */
export function withNewer(
  { items, newest }: { items: readonly ItemTotals[]; newest: number },
  drops: readonly ShownDrop[],
): ItemTotals[] {
  const byItem = new Map(items.map((item) => [item.item_id, item]));
  for (const { number, item_id, item_name, value, confirmed } of drops) {
    if (number <= newest) continue;
    const was = byItem.get(item_id) ?? { item_id, item_name, drops: 0, value: 0, confirmed_value: 0 };
    byItem.set(item_id, {
      ...was,
      drops: was.drops + 1,
      value: was.value + value,
      confirmed_value: was.confirmed_value + (confirmed ? value : 0),
    });
  }
  return [...byItem.values()].toSorted(
    (one, other) => other.confirmed_value - one.confirmed_value || other.value - one.value,
  );
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
