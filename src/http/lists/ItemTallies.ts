import { LRUCache } from 'lru-cache';
import type { ItemTotals } from '../../projections/found-drops.ts';
import type { DropLookups, LookupPage } from '../../store/store.ts';
import { lookupPages } from './lookup-pages.ts';

/** Every item that dropped, in order; `isComplete` is false if there were more drops than are counted. */
export type ItemTally = { items: readonly ItemTotals[]; isComplete: boolean; steps: number };

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
    for (const row of rows) byItem.set(row.item_id, sum(byItem.get(row.item_id), row));
    steps += 1;
    isComplete = next === null;
  }
  return { items: inOrder(byItem), isComplete, steps };
}

function sum(one: ItemTotals | undefined, other: ItemTotals): ItemTotals {
  if (!one) return other;
  return {
    ...one,
    drops: one.drops + other.drops,
    value: one.value + other.value,
    confirmed_value: one.confirmed_value + other.confirmed_value,
  };
}

/** What is confirmed first, so that no made-up value leads. */
function inOrder(byItem: Map<number, ItemTotals>): ItemTotals[] {
  return [...byItem.values()].toSorted(
    (a, b) => b.confirmed_value - a.confirmed_value || b.value - a.value || a.item_id - b.item_id,
  );
}
