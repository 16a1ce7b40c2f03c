import type { RequestHandler } from 'express';
import { AppError } from '../../errors.ts';
import { matchesFilter, type DungeonPartyFilter } from '../../domain/dungeons/find-dungeon-party.ts';
import type { Data } from '../../domain/json.ts';
import { memberOf, type DungeonParty } from '../../domain/dungeons/dungeon-party.ts';
import { isListed, memberDungeonParty, publicDungeonParty } from '../../domain/dungeons/dungeon-party-views.ts';
import {
  dungeonPartyListSchema,
  memberDungeonPartyJson,
  dungeonPartyViewSchema,
  publicDungeonPartyJson,
  publicDungeonPartyExample,
  memberDungeonPartyExample,
} from '../../protocol/dungeon-parties.ts';
import { callerQuery, dataValue, dungeonPartyListQuery, dungeonPartyParams } from '../../protocol/dungeon-queries.ts';
import type { DungeonPartyListQuery, DungeonPartySortField } from '../../protocol/dungeon-queries.ts';
import { parseOrRefuse } from '../../protocol/faults.ts';
import { freshAnswers } from '../documented.ts';
import type { Endpoint } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import { keysetPage, nextCursor } from '../keyset-page.ts';
import { callerOf } from '../player-call.ts';
import { sendUnlessFresh } from '../send-unless-fresh.ts';
import { sendVersion } from '../send-version.ts';

const DATA_PREFIX = 'data.';

export function dungeonPartyReadEndpoints(services: HttpServices): Endpoint[] {
  return [
    { method: 'get', path: '/party', docs: LIST_DOCS, handlers: [getDungeonParties(services)] },
    { method: 'get', path: '/party/{party_id}', docs: PARTY_DOCS, handlers: [getDungeonParty(services)] },
  ];
}

function getDungeonParties({ store, guests }: HttpServices): RequestHandler {
  return async (request, response) => {
    const filters = Object.entries(request.query);
    const ofData = filters.filter(([name]) => isDataFilter(name));
    const query = parseOrRefuse(
      dungeonPartyListQuery,
      Object.fromEntries(filters.filter(([name]) => !isDataFilter(name))),
    );
    const filter = filterOf(query, ofData);
    const caller = await callerOf(guests, request, query.player_id);
    const isVisible = (party: DungeonParty) => isListed(party) || isMember(party, caller);
    // Not kept over an await: these are the stored parties themselves.
    const parties = (await store.dungeonPartiesOf(query.lobby)).filter(
      (party) => isVisible(party) && matchesFilter(party, filter),
    );
    const { rows, next } = keysetPage(parties, query, placeIn(query));
    response.vary('Authorization');
    sendUnlessFresh(request, response, {
      parties: rows.map((party) => publicDungeonPartyJson(publicDungeonParty(party))),
      ...nextCursor(next),
    });
  };
}

function getDungeonParty({ store, guests }: HttpServices): RequestHandler {
  return async (request, response) => {
    const { party_id } = parseOrRefuse(dungeonPartyParams, request.params);
    const { player_id } = parseOrRefuse(callerQuery, request.query);
    const caller = await callerOf(guests, request, player_id);
    const party = await store.dungeonParty(party_id);
    const member = party !== null && isMember(party, caller);
    if (!party || !(member || isListed(party))) throw new AppError('party_not_found');
    const body = member
      ? memberDungeonPartyJson(memberDungeonParty(party))
      : publicDungeonPartyJson(publicDungeonParty(party));
    sendVersion(request, response, party.version, body);
  };
}

function isMember(party: DungeonParty, caller: string | null): boolean {
  return caller !== null && memberOf(party, caller) !== undefined;
}

function isDataFilter(name: string): boolean {
  return name.startsWith(DATA_PREFIX) && name.length > DATA_PREFIX.length;
}

function filterOf(query: DungeonPartyListQuery, ofData: [name: string, value: unknown][]): DungeonPartyFilter {
  const data = ofData.map(([name, value]) => [name.slice(DATA_PREFIX.length), parseOrRefuse(dataValue, value, [name])]);
  return { ...query, data: Object.fromEntries(data) as Data };
}

function placeIn({ sort }: DungeonPartyListQuery) {
  const field = sort.replace('-', '') as DungeonPartySortField;
  return (party: DungeonParty) => ({
    value: field === 'player_count' ? party.members.length : party[field],
    id: party.party_id,
  });
}

const LIST_DOCS = {
  operationId: 'listDungeonParties',
  tags: ['dungeon parties'],
  summary: "A lobby's parties",
  description:
    "The public ones, and the caller's own though it be private. `data.<key>=<value>`, which may come several times, is for parties that have this in their data: the value is JSON, or text that is none and stands for itself, as in `?data.region=eu&data.level=5`.",
  requestParams: { query: dungeonPartyListQuery },
  responses: freshAnswers(dungeonPartyListSchema, { one: { parties: [publicDungeonPartyExample] } }, [
    'validation_failed',
    'unauthorized',
    'forbidden',
  ]),
} satisfies Endpoint['docs'];

const PARTY_DOCS = {
  operationId: 'getDungeonParty',
  tags: ['dungeon parties'],
  summary: 'One party',
  description:
    'Members see its join code and data too. A private party is there for its members only: for others it is `party_not_found`. The ETag is the version, good for `If-Match`.',
  requestParams: { path: dungeonPartyParams, query: callerQuery },
  responses: freshAnswers(
    dungeonPartyViewSchema,
    { public: publicDungeonPartyExample, member: memberDungeonPartyExample },
    ['validation_failed', 'bad_request', 'unauthorized', 'forbidden', 'party_not_found'],
  ),
} satisfies Endpoint['docs'];
