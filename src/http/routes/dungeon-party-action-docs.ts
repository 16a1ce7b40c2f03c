import { z } from 'zod';
import {
  dungeonPartyAnswerSchema,
  memberDungeonPartyExample,
  startAnswerSchema,
} from '../../protocol/dungeon-parties.ts';
import type { DungeonPartyRequest } from '../../protocol/dungeon-party-requests.ts';
import { dungeonPartyParams } from '../../protocol/dungeon-queries.ts';
import { changeHeaders, writeHeaders } from '../../protocol/headers.ts';
import { exampleOf } from '../../protocol/shapes.ts';
import { answers, optionalJson, PLAYER_SECURITY, PLAYER_WRITE_KINDS } from '../documented.ts';
import type { Address, Route } from '../Endpoint.ts';
import type { DungeonPartyAction } from './dungeon-party-actions.ts';

export function dungeonPartyActionDocs(
  address: Address,
  type: DungeonPartyRequest['type'],
  action: DungeonPartyAction,
  input: z.ZodObject<z.ZodRawShape>,
): Route['docs'] {
  const { operationId, summary, description, query, inLobby, example } = action;
  const inPath = address.includes('{party_id}');
  const body = inPath ? input.omit({ party_id: true }) : input;
  return {
    operationId,
    tags: [type === 'start' ? 'sessions' : 'dungeon parties'],
    summary,
    security: PLAYER_SECURITY,
    ...(description !== undefined && { description }),
    requestParams: {
      ...(inPath && { path: dungeonPartyParams }),
      query: z.object(query),
      header: inLobby ? writeHeaders : changeHeaders,
    },
    requestBody: optionalJson(asOptional(body, query), example === null ? {} : { body: example }),
    responses: answersOf(type, action),
  };
}

/** Fields that may be in the query are optional in the body. */
function asOptional(body: z.ZodObject<z.ZodRawShape>, query: z.ZodRawShape): z.ZodType {
  const inQuery = Object.keys(body.shape).filter((name) => name in query);
  return body.partial(Object.fromEntries(inQuery.map((name) => [name, true as const])));
}

/** After these the caller is not in the party. */
const OUTSIDE: ReadonlySet<DungeonPartyRequest['type']> = new Set([
  'leave',
  'dissolve',
  'decline_invite',
  'request',
  'withdraw_request',
]);

function answersOf(type: DungeonPartyRequest['type'], { status, kinds }: DungeonPartyAction) {
  const refusals = [...PLAYER_WRITE_KINDS, ...kinds];
  const { party_id, players } = memberDungeonPartyExample;
  if (type === 'start') {
    return answers(startAnswerSchema, { started: { ...exampleOf(startAnswerSchema), party: players } }, refusals);
  }
  const isOutside = OUTSIDE.has(type);
  const example = isOutside
    ? { status, party_id, session_id: null, version: type === 'dissolve' ? null : 4 }
    : { status, ...memberDungeonPartyExample };
  return answers(dungeonPartyAnswerSchema, { [status]: example }, refusals);
}
