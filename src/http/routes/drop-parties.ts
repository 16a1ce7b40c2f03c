import type { RequestHandler } from 'express';
import { AppError } from '../../errors.ts';
import { parseOrRefuse } from '../../protocol/faults.ts';
import {
  dropJson,
  dropPartyHistorySchema,
  listedDropParty,
  dropPartyJson,
  dropPartyListSchema,
} from '../../protocol/drop-party-answers.ts';
import { dropPartyNowJson, dropPartyPageSchema, worldPageSchema } from '../../protocol/drop-party-answers.ts';
import { historyQuery, noQuery, dropPartyIdParams, dropPartyListQuery } from '../../protocol/drop-queries.ts';
import { dropPartyPageQuery, worldParams } from '../../protocol/drop-queries.ts';
import { exampleOf } from '../../protocol/shapes.ts';
import { freshAnswers } from '../documented.ts';
import type { Endpoint } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import { nextCursor } from '../keyset-page.ts';
import { pageOfDropParties } from '../page-of-drop-parties.ts';
import { sendUnlessFresh } from '../send-unless-fresh.ts';

/** Ended parties on a world's page. */
const LAST_PARTIES_MAX = 10;

export function dropPartyEndpoints(services: HttpServices): Endpoint[] {
  return [
    { method: 'get', path: '/parties', docs: LIST_DOCS, handlers: [getDropParties(services)] },
    { method: 'get', path: '/parties/history', docs: HISTORY_DOCS, handlers: [getDropPartyHistory(services)] },
    { method: 'get', path: '/parties/{id}', docs: PARTY_DOCS, handlers: [getDropParty(services)] },
    { method: 'get', path: '/worlds/{world}', docs: WORLD_DOCS, handlers: [getWorld(services)] },
  ];
}

function getDropParties({ store, now }: HttpServices): RequestHandler {
  return async (request, response) => {
    const query = parseOrRefuse(dropPartyListQuery, request.query);
    const { parties, next } = pageOfDropParties(await store.runningDropParties(), query);
    const time = now();
    const active_parties = parties.map((party) => listedDropParty(party, time));
    sendUnlessFresh(request, response, { active_parties, ...nextCursor(next) });
  };
}

function getDropPartyHistory({ store }: HttpServices): RequestHandler {
  return async (request, response) => {
    const { parties, next } = await store.history(parseOrRefuse(historyQuery, request.query));
    sendUnlessFresh(request, response, { parties: parties.map(dropPartyJson), ...nextCursor(next) });
  };
}

function getDropParty({ store, now, rules }: HttpServices): RequestHandler {
  return async (request, response) => {
    const { id } = parseOrRefuse(dropPartyIdParams, request.params);
    const { limit, cursor } = parseOrRefuse(dropPartyPageQuery, request.query);
    const party = await store.dropParty(id);
    if (!party) throw new AppError('party_not_found', `there is no party ${id}`);
    const drops = await store.dropsOf(id, { limit, ...(cursor === undefined ? {} : { before: cursor }) });
    const last = drops.at(-1)?.number ?? 1;
    sendUnlessFresh(request, response, {
      ...dropPartyNowJson(party, now(), rules.partyIdleMs),
      drops: drops.map(dropJson),
      ...nextCursor(last > 1 ? String(last) : null),
    });
  };
}

function getWorld({ store, now, rules }: HttpServices): RequestHandler {
  return async (request, response) => {
    const { world } = parseOrRefuse(worldParams, request.params);
    parseOrRefuse(noQuery, request.query);
    const running = (await store.runningDropParties()).find((party) => party.world === world);
    const { parties } = await store.history({ world, limit: LAST_PARTIES_MAX });
    sendUnlessFresh(request, response, {
      world,
      party: running ? dropPartyNowJson(running, now(), rules.partyIdleMs) : null,
      last_parties: parties.map(dropPartyJson),
    });
  };
}

const LIST_DOCS = {
  operationId: 'listParties',
  tags: ['parties'],
  summary: 'Running parties',
  description: 'All of them, over all worlds. The ETag changes when a party does, not as time passes.',
  requestParams: { query: dropPartyListQuery },
  responses: freshAnswers(dropPartyListSchema, { one: exampleOf(dropPartyListSchema) }, ['validation_failed']),
} satisfies Endpoint['docs'];

const HISTORY_DOCS = {
  operationId: 'listEndedParties',
  tags: ['parties'],
  summary: 'Ended parties, the last ended first',
  requestParams: { query: historyQuery },
  responses: freshAnswers(dropPartyHistorySchema, { one: exampleOf(dropPartyHistorySchema) }, [
    'validation_failed',
    'storage_unavailable',
  ]),
} satisfies Endpoint['docs'];

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
} satisfies Endpoint['docs'];

const WORLD_DOCS = {
  operationId: 'getWorld',
  tags: ['parties'],
  summary: 'A world: its running party and its last ended ones',
  requestParams: { path: worldParams },
  responses: freshAnswers(worldPageSchema, { quiet: { ...exampleOf(worldPageSchema), party: null } }, [
    'validation_failed',
    'bad_request',
    'storage_unavailable',
  ]),
} satisfies Endpoint['docs'];
