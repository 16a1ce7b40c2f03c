import { AppError } from '../../errors.ts';
import { type DungeonParty, memberOf } from '../../domain/dungeons/dungeon-party.ts';
import { isListed, memberDungeonParty, publicDungeonParty } from '../../domain/dungeons/dungeon-party-views.ts';
import { type DungeonPartyFilter, matchesFilter } from '../../domain/dungeons/find-dungeon-party.ts';
import type { Data } from '../../domain/json.ts';
import {
  dungeonPartyListSchema,
  dungeonPartyViewSchema,
  memberDungeonPartyExample,
  memberDungeonPartyJson,
  publicDungeonPartyExample,
  publicDungeonPartyJson,
} from '../../protocol/dungeon-parties.ts';
import {
  callerQuery,
  dataValue,
  dungeonPartyListQuery,
  type DungeonPartyListQuery,
  dungeonPartyParams,
} from '../../protocol/dungeon-queries.ts';
import { parseOrRefuse } from '../../protocol/faults.ts';
import { sendTagged, sendVersion } from '../conditional.ts';
import { freshAnswers, PLAYER_SECURITY } from '../documented.ts';
import type { Route } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import type { KeptLobbies, ListedDungeonParty } from '../lists/KeptLobbies.ts';
import { KeptPages, listText } from '../lists/list-text.ts';
import { callerOf } from '../player-call.ts';

const DATA_PREFIX = 'data.';

/** A lobby's parties, filtered, sorted and paged. */
export function listDungeonParties(services: HttpServices, lobbies: KeptLobbies): Route {
  const pages = new KeptPages();
  return {
    docs: LIST_DOCS,
    async handler(request, response) {
      const filters = Object.entries(request.query);
      const ofData = filters.filter(([name]) => isDataFilter(name));
      const query = parseOrRefuse(
        dungeonPartyListQuery,
        Object.fromEntries(filters.filter(([name]) => !isDataFilter(name))),
      );
      const filter = filterOf(query, ofData);
      const caller = await callerOf(services, request, query.player_id);
      const parties = await lobbies.partiesOf(query.lobby);
      const isWanted = ({ party }: ListedDungeonParty) =>
        (isListed(party) || (caller !== null && party.players.includes(caller))) && matchesFilter(party, filter);
      response.vary('Authorization');
      const { tag, body } = pages.get(JSON.stringify([caller, request.originalUrl]), parties, () =>
        listText('parties', parties.page(query, isWanted)),
      );
      sendTagged(request, response, tag, body);
    },
  };
}

/** One party, as members or as others see it. */
export function getDungeonParty(services: HttpServices): Route {
  return {
    docs: PARTY_DOCS,
    async handler(request, response) {
      const { party_id } = parseOrRefuse(dungeonPartyParams, request.params);
      const { player_id } = parseOrRefuse(callerQuery, request.query);
      const caller = await callerOf(services, request, player_id);
      const party = await services.store.dungeonParty(party_id);
      const member = party !== null && isMember(party, caller);
      if (!party || !(member || isListed(party))) throw new AppError('party_not_found');
      const body = member
        ? memberDungeonPartyJson(memberDungeonParty(party))
        : publicDungeonPartyJson(publicDungeonParty(party));
      sendVersion(request, response, party.version, body);
    },
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

const LIST_DOCS = {
  operationId: 'listDungeonParties',
  tags: ['dungeon parties'],
  summary: "A lobby's parties",
  description:
    "Its public parties, and the caller's own even if it is private. Those in which nobody is there come last, however the list is sorted. `data.<key>=<value>`, which may be given several times, filters by a party's data. The value is JSON; text that is not JSON is taken as a string. Example: `?region=eu&data.mode=speedrun&data.level=5`.",
  security: PLAYER_SECURITY,
  requestParams: { query: dungeonPartyListQuery },
  responses: freshAnswers(dungeonPartyListSchema, { one: { parties: [publicDungeonPartyExample] } }, [
    'validation_failed',
    'unauthorized',
    'forbidden',
  ]),
} satisfies Route['docs'];

const PARTY_DOCS = {
  operationId: 'getDungeonParty',
  tags: ['dungeon parties'],
  summary: 'One party',
  description:
    'Members also see its join code and data. A private party can be read by its members only; others get `party_not_found`. The ETag is the version, for `If-Match`; `last_heard_at` can change without it.',
  security: PLAYER_SECURITY,
  requestParams: { path: dungeonPartyParams, query: callerQuery },
  responses: freshAnswers(
    dungeonPartyViewSchema,
    { public: publicDungeonPartyExample, member: memberDungeonPartyExample },
    ['validation_failed', 'bad_request', 'unauthorized', 'forbidden', 'party_not_found'],
  ),
} satisfies Route['docs'];
