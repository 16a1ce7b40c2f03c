import type { RequestHandler } from 'express';
import { AppError } from '../../errors.ts';
import { parseOrRefuse } from '../../protocol/faults.ts';
import { dropJson, historySchema, listedParty, partyAnswer, partyListSchema } from '../../protocol/drop-parties.ts';
import { partyNowAnswer, partyPageSchema, worldPageSchema } from '../../protocol/drop-parties.ts';
import { historyQuery, noQuery, partyIdParams, partyListQuery } from '../../protocol/drop-queries.ts';
import { partyPageQuery, worldParams } from '../../protocol/drop-queries.ts';
import { freshAnswers } from '../documented.ts';
import type { Endpoint } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import { nextCursor } from '../keyset-page.ts';
import { pageOfParties } from '../page-of-drop-parties.ts';
import { sendUnlessFresh } from '../send-unless-fresh.ts';
import * as example from './drop-party-examples.ts';

/** Ended parties on a world's page. */
const LAST_PARTIES_MAX = 10;

export function partyEndpoints(services: HttpServices): Endpoint[] {
  return [
    { method: 'get', path: '/parties', docs: LIST_DOCS, handlers: [getParties(services)] },
    { method: 'get', path: '/parties/history', docs: HISTORY_DOCS, handlers: [getHistory(services)] },
    { method: 'get', path: '/parties/{id}', docs: PARTY_DOCS, handlers: [getParty(services)] },
    { method: 'get', path: '/worlds/{world}', docs: WORLD_DOCS, handlers: [getWorld(services)] },
  ];
}

function getParties({ store, now }: HttpServices): RequestHandler {
  return async (request, response) => {
    const query = parseOrRefuse(partyListQuery, request.query);
    const { parties, next } = pageOfParties(await store.activeParties(), query);
    const time = now();
    const active_parties = parties.map((party) => listedParty(party, time));
    sendUnlessFresh(request, response, { active_parties, ...nextCursor(next) });
  };
}

function getHistory({ store }: HttpServices): RequestHandler {
  return async (request, response) => {
    const { parties, next } = await store.history(parseOrRefuse(historyQuery, request.query));
    sendUnlessFresh(request, response, { parties: parties.map(partyAnswer), ...nextCursor(next) });
  };
}

function getParty({ store, now, rules }: HttpServices): RequestHandler {
  return async (request, response) => {
    const { id } = parseOrRefuse(partyIdParams, request.params);
    const { limit, cursor } = parseOrRefuse(partyPageQuery, request.query);
    const party = await store.party(id);
    if (!party) throw new AppError('party_not_found', `there is no party ${id}`);
    const drops = await store.dropsOf(id, { limit, ...(cursor === undefined ? {} : { before: cursor }) });
    const last = drops.at(-1)?.number ?? 1;
    sendUnlessFresh(request, response, {
      ...partyNowAnswer(party, now(), rules.partyIdleMs),
      drops: drops.map(dropJson),
      ...nextCursor(last > 1 ? String(last) : null),
    });
  };
}

function getWorld({ store, now, rules }: HttpServices): RequestHandler {
  return async (request, response) => {
    const { world } = parseOrRefuse(worldParams, request.params);
    parseOrRefuse(noQuery, request.query);
    const running = (await store.activeParties()).find((party) => party.world === world);
    const { parties } = await store.history({ world, limit: LAST_PARTIES_MAX });
    sendUnlessFresh(request, response, {
      world,
      party: running ? partyNowAnswer(running, now(), rules.partyIdleMs) : null,
      last_parties: parties.map(partyAnswer),
    });
  };
}

const LIST_DOCS = {
  operationId: 'listParties',
  tags: ['parties'],
  summary: 'Running parties',
  description: 'All of them, over all worlds. The ETag changes when a party does, not as time passes.',
  requestParams: { query: partyListQuery },
  responses: freshAnswers(partyListSchema, { one: example.PARTY_LIST }, ['validation_failed']),
} satisfies Endpoint['docs'];

const HISTORY_DOCS = {
  operationId: 'listEndedParties',
  tags: ['parties'],
  summary: 'Ended parties, the last ended first',
  requestParams: { query: historyQuery },
  responses: freshAnswers(historySchema, { one: { parties: [example.PARTY] } }, [
    'validation_failed',
    'storage_unavailable',
  ]),
} satisfies Endpoint['docs'];

const PARTY_DOCS = {
  operationId: 'getParty',
  tags: ['parties'],
  summary: 'One party, running or ended, with its newest drops',
  requestParams: { path: partyIdParams, query: partyPageQuery },
  responses: freshAnswers(
    partyPageSchema,
    { running: { ...example.PARTY_NOW, drops: [example.DROP], next_cursor: '5' } },
    ['validation_failed', 'bad_request', 'party_not_found', 'storage_unavailable'],
  ),
} satisfies Endpoint['docs'];

const WORLD_DOCS = {
  operationId: 'getWorld',
  tags: ['parties'],
  summary: 'A world: its running party and its last ended ones',
  requestParams: { path: worldParams },
  responses: freshAnswers(worldPageSchema, { quiet: { world: 444, party: null, last_parties: [example.PARTY] } }, [
    'validation_failed',
    'bad_request',
    'storage_unavailable',
  ]),
} satisfies Endpoint['docs'];
