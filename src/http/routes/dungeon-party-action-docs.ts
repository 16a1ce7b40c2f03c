import { z } from 'zod';
import type { ErrorKind } from '../../errors.ts';
import {
  dungeonPartyAnswerSchema,
  memberDungeonPartyExample,
  startAnswerSchema,
} from '../../protocol/dungeon-parties.ts';
import { changeHeaders, dungeonPartyParams } from '../../protocol/dungeon-queries.ts';
import { writeHeaders } from '../../protocol/drop-queries.ts';
import { exampleOf } from '../../protocol/shapes.ts';
import { answers, optionalJson } from '../documented.ts';
import type { Endpoint } from '../Endpoint.ts';
import type { DungeonPartyAction } from './dungeon-party-actions.ts';

/** What every write of a player may be refused with. */
export const WRITE_KINDS: ErrorKind[] = [
  'validation_failed',
  'malformed_json',
  'bad_request',
  'body_too_large',
  'unsupported_media_type',
  'unauthorized',
  'forbidden',
  'rate_limited',
  'idempotency_key_reused',
  'storage_unavailable',
  'shutting_down',
];

const OPERATION_IDS: Record<DungeonPartyAction['type'], string> = {
  create: 'createDungeonParty',
  update: 'updateDungeonParty',
  join: 'joinDungeonParty',
  join_by_code: 'joinDungeonPartyByCode',
  quick_join: 'quickJoinDungeonParty',
  leave: 'leaveDungeonParty',
  kick: 'kickMember',
  promote: 'promoteMember',
  ready: 'getReady',
  lock: 'lockDungeonParty',
  unlock: 'unlockDungeonParty',
  invite: 'invitePlayer',
  accept_invite: 'acceptInvite',
  decline_invite: 'declineInvite',
  dissolve: 'dissolveDungeonParty',
  start: 'startSession',
};

export function dungeonPartyActionDocs(
  action: DungeonPartyAction,
  input: z.ZodObject<z.ZodRawShape>,
): Endpoint['docs'] {
  const { summary, description, query, inLobby, kinds, path } = action;
  const inPath = path.includes('{party_id}');
  const body = inPath ? input.omit({ party_id: true }) : input;
  return {
    operationId: OPERATION_IDS[action.type],
    tags: [action.type === 'start' ? 'sessions' : 'dungeon parties'],
    summary,
    ...(description !== undefined && { description }),
    requestParams: {
      ...(inPath && { path: dungeonPartyParams }),
      query: z.object(query),
      header: inLobby ? writeHeaders : changeHeaders,
    },
    requestBody: optionalJson(asOptional(body, query), action.example === null ? {} : { body: action.example }),
    responses: answersOf(action, [...WRITE_KINDS, ...kinds]),
  };
}

/** What may be in the query need not be in the body. */
function asOptional(body: z.ZodObject<z.ZodRawShape>, query: z.ZodRawShape): z.ZodType {
  const inQuery = Object.keys(body.shape).filter((name) => name in query);
  return body.partial(Object.fromEntries(inQuery.map((name) => [name, true as const])));
}

function answersOf({ type: what, status }: DungeonPartyAction, kinds: ErrorKind[]) {
  if (what === 'start')
    return answers(startAnswerSchema, { started: { ...exampleOf(startAnswerSchema), party: ['alice', 'bob'] } }, kinds);
  const gone = what === 'leave' || what === 'dissolve' || what === 'decline_invite';
  const example = gone
    ? {
        status,
        party_id: memberDungeonPartyExample.party_id,
        session_id: null,
        version: what === 'dissolve' ? null : 4,
      }
    : { status, ...memberDungeonPartyExample };
  return answers(dungeonPartyAnswerSchema, { [status]: example }, kinds);
}
