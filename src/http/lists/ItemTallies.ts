import { LRUCache } from 'lru-cache';
import type { ItemTotals } from '../../projections/found-drops.ts';
import type { DropLookups, LookupPage } from '../../store/store.ts';
import { ITEMS_LISTED_MAX } from '../../protocol/limits.ts';
import { lookupPages } from './lookup-pages.ts';

type Totals = Pick<ItemTotals, 'drops' | 'value' | 'confirmed_value'>;

/** What all drops come to, and the items that lead, at most ITEMS_LISTED_MAX; `isComplete` is false if there were more drops than are counted. */
export type ItemTally = { total: Totals; items: readonly ItemTotals[]; isComplete: boolean; steps: number };

/** `newest`: the number of the newest drop that it counts. */
export type PartyTally = ItemTally & { newest: number };

/** Milliseconds for which a tally serves all who ask for it, for each step that it took. */
const KEPT_MS_PER_STEP = 1_000;

/** Tallies kept: more parties than anybody looks at in these seconds. */
const TALLIES_MAX = 200;

/** Steps of some thousand drops each. A party of the game has one; 100,000 drops take a tenth of a second of a core, in pieces. */
const PARTY_STEPS_MAX = 20;
const DAYS_STEPS_MAX = 40;

const DAY_MS = 24 * 3_600_000;

/** Counts drops by item, piece by piece, one count at a time, so that other requests are answered in between. */
export class ItemTallies {
  readonly #lookups: DropLookups;
  readonly #now: () => number;
  readonly #parties = new LRUCache<number, Kept<PartyTally>>({ max: TALLIES_MAX });
  readonly #days = new LRUCache<number, Kept<ItemTally>>({ max: TALLIES_MAX });
  #last: Promise<unknown> = Promise.resolve();

  constructor(lookups: DropLookups, now: () => number) {
    this.#lookups = lookups;
    this.#now = now;
  }

  /** All drops of a party. Refuses `storage_unavailable`. */
  ofParty(id: number): Promise<PartyTally> {
    return this.#keep(this.#parties, id, async () => {
      const newest = await this.#lookups.newestNumber(id);
      const step = (before = newest + 1) => this.#lookups.itemsOfParty(id, before);
      return { ...(await count(step, PARTY_STEPS_MAX)), newest };
    });
  }

  /** All drops of the last days. Refuses `storage_unavailable`. */
  ofDays(days: number): Promise<ItemTally> {
    const from = this.#now() - days * DAY_MS;
    const step = (before?: number) => this.#lookups.itemsSince(from, before);
    return this.#keep(this.#days, days, () => count(step, DAYS_STEPS_MAX));
  }

  #keep<Tally extends ItemTally>(
    kept: LRUCache<number, Kept<Tally>>,
    key: number,
    begin: () => Promise<Tally>,
  ): Promise<Tally> {
    const known = kept.get(key);
    if (known && this.#now() < known.until) return known.tally;
    const tally = this.#last.then(begin);
    const entry = { tally, until: Infinity };
    kept.set(key, entry);
    this.#last = tally.then(
      ({ steps }) => (entry.until = this.#now() + steps * KEPT_MS_PER_STEP),
      // A failure is not kept: the next who asks tries again.
      () => kept.peek(key) === entry && kept.delete(key),
    );
    return tally;
  }
}

type Kept<Tally> = { tally: Promise<Tally>; until: number };

async function count(step: (before?: number) => Promise<LookupPage<ItemTotals>>, stepsMax: number): Promise<ItemTally> {
  const byItem = new Map<number, ItemTotals>();
  let steps = 0;
  let isComplete = false;
  for await (const { rows, next } of lookupPages(step, stepsMax)) {
    for (const row of rows) {
      const known = byItem.get(row.item_id);
      byItem.set(row.item_id, known ? sum(known, row) : row);
    }
    steps += 1;
    isComplete = next === null;
  }
  const items = [...byItem.values()];
  const total = items.reduce<Totals>(sum, { drops: 0, value: 0, confirmed_value: 0 });
  // Not all items, which a few minutes of made-up reports can make tens of thousands.
  return { total, items: items.toSorted(byRank).slice(0, ITEMS_LISTED_MAX), isComplete, steps };
}

function sum<One extends Totals>(one: One, other: Totals): One {
  return {
    ...one,
    drops: one.drops + other.drops,
    value: one.value + other.value,
    confirmed_value: one.confirmed_value + other.confirmed_value,
  };
}

/** What is confirmed first, so that no made-up value leads. */
function byRank(a: ItemTotals, b: ItemTotals): number {
  return b.confirmed_value - a.confirmed_value || b.value - a.value || a.item_id - b.item_id;
}
