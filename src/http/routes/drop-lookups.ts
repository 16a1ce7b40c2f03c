import { AppError } from '../../errors.ts';
import {
  dropSearchQuery,
  dropSummarySchema,
  foundDropJson,
  foundDropsSchema,
  paceJson,
  paceSchema,
  partyItemsSchema,
  summaryQuery,
} from '../../protocol/drop-lookups.ts';
import { dropPartyIdParams } from '../../protocol/drop-queries.ts';
import { parseOrRefuse } from '../../protocol/faults.ts';
import { PACE_STEP_SECONDS, PACE_STEPS } from '../../protocol/limits.ts';
import { noFields } from '../../protocol/queries.ts';
import { exampleOf } from '../../protocol/shapes.ts';
import type { FoundDrop } from '../../projections/found-drops.ts';
import { spend } from '../budgets.ts';
import { sendUnlessFresh } from '../conditional.ts';
import { freshAnswers } from '../documented.ts';
import type { Route } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import { cursorToNext } from '../keyset-page.ts';
import type { ItemTallies } from '../lists/ItemTallies.ts';
import { lookupPages } from '../lists/lookup-pages.ts';
import { oncePerSecond } from '../once-per-second.ts';

/** Steps of some thousand drops that one request looks at. What a search does not reach, its next page does. */
const STEPS_MAX = 4;

/** What a step of a search costs of the budget of reads: it takes 3 ms of the thread that answers everybody, several times a usual read. */
const STEP_POINTS = 5;

/** Drops of all worlds, the newest first: who dropped a whip today. */
export function searchDrops({ store, budgets }: HttpServices): Route {
  return {
    docs: SEARCH_DOCS,
    async handler(request, response) {
      const query = parseOrRefuse(dropSearchQuery, request.query);
      const { item, item_id, world, min_value, from, to, limit, cursor } = query;
      const wanted = { itemName: item, itemId: item_id, world, minValue: min_value, from, to };
      const drops: FoundDrop[] = [];
      const step = async (before = cursor) => {
        if (budgets.reads) await spend(budgets.reads, request, response, STEP_POINTS);
        return await store.lookups.search({ ...wanted, limit: limit - drops.length, before });
      };
      let next: number | null = null;
      for await (const page of lookupPages(step, STEPS_MAX)) {
        drops.push(...page.rows);
        next = page.next;
        if (drops.length === limit) break;
      }
      const nextCursor = next === null ? null : String(next);
      sendUnlessFresh(request, response, { drops: drops.map(foundDropJson), ...cursorToNext(nextCursor) });
    },
  };
}

/** What dropped most in one party, of all its drops. */
export function listItemsOfParty({ store }: HttpServices, tallies: ItemTallies): Route {
  return {
    docs: ITEMS_DOCS,
    async handler(request, response) {
      const { id } = parseOrRefuse(dropPartyIdParams, request.params);
      parseOrRefuse(noFields, request.query);
      if (!(await store.dropParty(id))) throw new AppError('party_not_found', `there is no party ${id}`);
      const { items, isComplete: is_complete, newest } = await tallies.ofParty(id);
      sendUnlessFresh(request, response, { items, newest, is_complete });
    },
  };
}

/** All drops of the last days. */
export function summariseDrops(tallies: ItemTallies): Route {
  return {
    docs: SUMMARY_DOCS,
    async handler(request, response) {
      const { days } = parseOrRefuse(summaryQuery, request.query);
      const { total, items, isComplete } = await tallies.ofDays(days);
      sendUnlessFresh(request, response, {
        days,
        drops: total.drops,
        total_value: total.value,
        confirmed_value: total.confirmed_value,
        items,
        is_complete: isComplete,
      });
    },
  };
}

const STEP_MS = PACE_STEP_SECONDS * 1_000;

/** What the running parties gained in the last minutes, for pace lines that are full from the start. */
export function listPaces({ store, now }: HttpServices): Route {
  const read = oncePerSecond(now, async () => {
    const since = (Math.floor(now() / STEP_MS) - PACE_STEPS + 1) * STEP_MS;
    const byParty = new Map<number, number[]>();
    const read = (before?: number) => store.lookups.gainsSince(since, STEP_MS, before);
    for await (const { rows } of lookupPages(read, STEPS_MAX)) {
      for (const { drop_party_id: id, step, gp } of rows) {
        const gained = byParty.get(id) ?? Array.from({ length: PACE_STEPS }, () => 0);
        if (step < PACE_STEPS) gained[step]! += gp;
        byParty.set(id, gained);
      }
    }
    const parties = Array.from(byParty, ([id, gp]) => ({ id, gp }));
    return paceJson({ since, step_seconds: PACE_STEP_SECONDS, parties });
  });
  return {
    docs: PACE_DOCS,
    async handler(request, response) {
      parseOrRefuse(noFields, request.query);
      sendUnlessFresh(request, response, await read());
    },
  };
}

const SEARCH_DOCS = {
  operationId: 'listDrops',
  tags: ['drops'],
  summary: 'Drops of all worlds, newest first',
  description:
    'Of running and ended parties, by item, world, value and time. A request looks at some thousand drops, so a page may have few drops or none and still have a `next_cursor`. It counts as several reads, the more drops it looks at.',
  requestParams: { query: dropSearchQuery },
  responses: freshAnswers(foundDropsSchema, { one: exampleOf(foundDropsSchema) }, [
    'validation_failed',
    'storage_unavailable',
  ]),
} satisfies Route['docs'];

const ITEMS_DOCS = {
  operationId: 'listPartyItems',
  tags: ['parties'],
  summary: 'What dropped most in a party, of all its drops',
  requestParams: { path: dropPartyIdParams },
  responses: freshAnswers(partyItemsSchema, { one: exampleOf(partyItemsSchema) }, [
    'validation_failed',
    'bad_request',
    'party_not_found',
    'storage_unavailable',
  ]),
} satisfies Route['docs'];

const SUMMARY_DOCS = {
  operationId: 'getDropSummary',
  tags: ['drops'],
  summary: 'What dropped in the last days',
  description: 'Of running and ended parties. Kept for a second, or for up to 40 seconds where there are many drops.',
  requestParams: { query: summaryQuery },
  responses: freshAnswers(dropSummarySchema, { one: exampleOf(dropSummarySchema) }, [
    'validation_failed',
    'storage_unavailable',
  ]),
} satisfies Route['docs'];

const PACE_DOCS = {
  operationId: 'listPaces',
  tags: ['parties'],
  summary: 'What running parties gained in each step of the last minutes',
  description: 'Parties without a drop in that time are left out.',
  responses: freshAnswers(paceSchema, { one: exampleOf(paceSchema) }, ['validation_failed', 'storage_unavailable']),
} satisfies Route['docs'];
