import { AppError } from '../../errors.ts';
import {
  dropJson,
  dropPartyHistorySchema,
  dropPartyJson,
  dropPartyListSchema,
  dropPartyPageSchema,
  passingTime,
  withTimeSinceLastDrop,
  worldPageSchema,
} from '../../protocol/drop-party-answers.ts';
import {
  dropPartyIdParams,
  dropPartyListQuery,
  dropPartyPageQuery,
  historyQuery,
  worldParams,
} from '../../protocol/drop-queries.ts';
import { parseOrRefuse } from '../../protocol/faults.ts';
import { noFields } from '../../protocol/queries.ts';
import { exampleOf } from '../../protocol/shapes.ts';
import { sendTagged, sendUnlessFresh } from '../conditional.ts';
import { freshAnswers } from '../documented.ts';
import type { Route } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import { cursorToNext } from '../keyset-page.ts';
import { KeptDropParties, type ListedDropParty } from '../lists/KeptDropParties.ts';
import { KeptPages, listText } from '../lists/list-text.ts';

/** Ended parties on a world's page. */
const LAST_PARTIES_MAX = 10;

/** Running parties, filtered, sorted and paged. */
export function listDropParties({ store, now }: HttpServices): Route {
  const parties = new KeptDropParties(store);
  const pages = new KeptPages();
  return {
    docs: LIST_DOCS,
    async handler(request, response) {
      const query = parseOrRefuse(dropPartyListQuery, request.query);
      const { min_value = 0, min_confirmed = 0, world } = query;
      const isWanted = ({ party }: ListedDropParty) =>
        party.total_value >= min_value &&
        party.confirmed_value >= min_confirmed &&
        (world === undefined || party.world === world);
      const running = await parties.running();
      const { tag, body } = pages.get(request.originalUrl, running, () =>
        listText('active_parties', running.page(query, isWanted), ({ shown, party }, time) =>
          withTimeSinceLastDrop(shown.json, party, time),
        ),
      );
      sendTagged(request, response, tag, () => body(now()));
    },
  };
}

/** Ended parties. */
export function listEndedDropParties({ store }: HttpServices): Route {
  return {
    docs: HISTORY_DOCS,
    async handler(request, response) {
      const { parties, next } = await store.history(parseOrRefuse(historyQuery, request.query));
      sendUnlessFresh(request, response, { parties: parties.map(dropPartyJson), ...cursorToNext(next) });
    },
  };
}

/** One party with a page of its drops. */
export function getDropParty({ store, now, rules }: HttpServices): Route {
  return {
    docs: PARTY_DOCS,
    async handler(request, response) {
      const { id } = parseOrRefuse(dropPartyIdParams, request.params);
      const { limit, cursor } = parseOrRefuse(dropPartyPageQuery, request.query);
      const party = await store.dropParty(id);
      if (!party) throw new AppError('party_not_found', `there is no party ${id}`);
      // Asks for one more than the page holds, to know whether there is a next page.
      const found = await store.dropsOf(id, { limit: limit + 1, ...(cursor === undefined ? {} : { before: cursor }) });
      const drops = found.slice(0, limit);
      const next = found.length > limit ? String(drops.at(-1)!.number) : null;
      const lasting = { ...dropPartyJson(party), drops: drops.map(dropJson), ...cursorToNext(next) };
      sendUnlessFresh(request, response, { ...lasting, ...passingTime(party, now(), rules.partyIdleMs) }, lasting);
    },
  };
}

/** A world with its running party and its most recently ended ones. */
export function getWorld({ store, now, rules }: HttpServices): Route {
  return {
    docs: WORLD_DOCS,
    async handler(request, response) {
      const { world } = parseOrRefuse(worldParams, request.params);
      parseOrRefuse(noFields, request.query);
      const running = await store.runningDropPartyOf(world);
      const { parties } = await store.history({ world, limit: LAST_PARTIES_MAX });
      const party = running && dropPartyJson(running);
      const lasting = { world, party, last_parties: parties.map(dropPartyJson) };
      const nowJson = running && { ...party, ...passingTime(running, now(), rules.partyIdleMs) };
      sendUnlessFresh(request, response, { ...lasting, party: nowJson }, lasting);
    },
  };
}

const LIST_DOCS = {
  operationId: 'listParties',
  tags: ['parties'],
  summary: 'Running parties',
  description: 'Those of all worlds. The ETag changes when a party changes, not as time passes.',
  requestParams: { query: dropPartyListQuery },
  responses: freshAnswers(dropPartyListSchema, { one: exampleOf(dropPartyListSchema) }, ['validation_failed']),
} satisfies Route['docs'];

const HISTORY_DOCS = {
  operationId: 'listEndedParties',
  tags: ['parties'],
  summary: 'Ended parties, most recently ended first',
  requestParams: { query: historyQuery },
  responses: freshAnswers(dropPartyHistorySchema, { one: exampleOf(dropPartyHistorySchema) }, [
    'validation_failed',
    'storage_unavailable',
  ]),
} satisfies Route['docs'];

const PARTY_DOCS = {
  operationId: 'getParty',
  tags: ['parties'],
  summary: 'One party, running or ended, with its newest drops',
  requestParams: { path: dropPartyIdParams, query: dropPartyPageQuery },
  responses: freshAnswers(
    dropPartyPageSchema,
    { running: { ...exampleOf(dropPartyPageSchema), is_active: true, ended_at: null, next_cursor: '5' } },
    ['validation_failed', 'bad_request', 'party_not_found', 'storage_unavailable'],
  ),
} satisfies Route['docs'];

const WORLD_DOCS = {
  operationId: 'getWorld',
  tags: ['parties'],
  summary: 'A world: its running party and the most recently ended ones',
  requestParams: { path: worldParams },
  responses: freshAnswers(worldPageSchema, { quiet: { ...exampleOf(worldPageSchema), party: null } }, [
    'validation_failed',
    'bad_request',
    'storage_unavailable',
  ]),
} satisfies Route['docs'];
