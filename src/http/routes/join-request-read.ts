import { z } from 'zod';
import { memberOf } from '../../domain/dungeons/dungeon-party.ts';
import { AppError } from '../../errors.ts';
import { requestAnswerJson, requestAnswerSchema } from '../../protocol/dungeon-parties.ts';
import { callerField, dungeonPartyParams, waitField } from '../../protocol/dungeon-queries.ts';
import { parseOrRefuse } from '../../protocol/faults.ts';
import { exampleOf } from '../../protocol/shapes.ts';
import { answers, PLAYER_SECURITY } from '../documented.ts';
import type { Route } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import { LongPolls } from '../LongPolls.ts';
import { callerOf, requirePlayerId } from '../player-call.ts';
import { sendJson } from '../send-text.ts';

const query = z.strictObject({ ...callerField, wait: waitField });

type RequestAnswer = z.input<typeof requestAnswerSchema>;

/** What became of the caller's join request, at once or as soon as it is answered. Rule: [PARTY-22]. */
export function getJoinRequest(services: HttpServices): Route {
  const polls = new LongPolls(services);
  return {
    docs: DOCS,
    async handler(request, response) {
      const { party_id } = parseOrRefuse(dungeonPartyParams, request.params);
      const { player_id, wait } = parseOrRefuse(query, request.query);
      const playerId = requirePlayerId(await callerOf(services, request, player_id));
      const asked = { topic: `party:${party_id}`, playerId, seconds: wait } as const;
      const read = () => readAs(services, party_id, playerId);
      const answer = await polls.read(request, response, asked, read, (_, { status }) => status !== 'waiting');
      sendJson(response.set('Cache-Control', 'no-store').vary('Authorization'), requestAnswerJson(answer));
    },
  };
}

async function readAs({ store, now }: HttpServices, party_id: string, playerId: string): Promise<RequestAnswer> {
  const party = await store.dungeonParty(party_id);
  if (!party) throw new AppError('party_not_found');
  if (memberOf(party, playerId)) return { party_id, status: 'joined', until: null };
  const request = party.requests.get(playerId);
  if (request) return { party_id, status: 'waiting', until: request.expires_at };
  const until = party.declined.get(playerId) ?? 0;
  if (now() >= until) throw new AppError('request_not_found');
  return { party_id, status: 'declined', until };
}

const DOCS = {
  operationId: 'getJoinRequest',
  tags: ['dungeon parties'],
  summary: 'Your join request, at once or as soon as it is answered',
  description:
    'With `wait` the answer comes once the leader has accepted or declined, or after so many seconds. While you poll you are there to be let in. A request that has ended otherwise, by its time or the start of a run, is `request_not_found`.',
  security: PLAYER_SECURITY,
  requestParams: { path: dungeonPartyParams, query },
  responses: answers(requestAnswerSchema, { waiting: exampleOf(requestAnswerSchema) }, [
    'validation_failed',
    'bad_request',
    'unauthorized',
    'forbidden',
    'rate_limited',
    'share_used_up',
    'party_not_found',
    'request_not_found',
    'shutting_down',
  ]),
} satisfies Route['docs'];
