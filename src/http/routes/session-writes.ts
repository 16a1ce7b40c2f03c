import { z } from 'zod';
import { AppError, type ErrorKind } from '../../errors.ts';
import { callerField, sessionParams } from '../../protocol/dungeon-queries.ts';
import { restSessionSchema, sessionExample, sessionJsonForPlayers } from '../../protocol/dungeon-sessions.ts';
import { changeHeaders } from '../../protocol/headers.ts';
import { sessionIdSchema, type SessionRequest, sessionRequests } from '../../protocol/session-requests.ts';
import { tagVersion } from '../conditional.ts';
import { answers, optionalJson, PLAYER_SECURITY, PLAYER_WRITE_KINDS } from '../documented.ts';
import type { Address, Route } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import { readPlayerCall, requirePlayerId } from '../player-call.ts';
import { sendJson } from '../send-text.ts';
import { identifyCall } from '../write-headers.ts';

type Type = SessionRequest['type'];

/** How REST documents one request to a session. Its shape is in `sessionRequests`, its address in api-endpoints.ts. */
type SessionAction = {
  operationId: string;
  summary: string;
  description?: string;
  example: object;
  kinds: ErrorKind[];
};

const ACTIONS: Record<Type, SessionAction> = {
  join: {
    operationId: 'joinSession',
    summary: 'Join or rejoin the session',
    description:
      'For members who use REST, also to return in time after a lost connection. The session starts when everybody has joined and is ready.',
    example: { player_id: 'bob' },
    kinds: ['session_left', 'session_complete'],
  },
  leave: {
    operationId: 'leaveSession',
    summary: 'Leave for good',
    example: { player_id: 'bob' },
    kinds: [],
  },
  ready: {
    operationId: 'setReadyInSession',
    summary: 'Set your ready flag before the session starts',
    example: { player_id: 'bob', ready: true },
    kinds: ['session_left', 'session_started', 'session_complete'],
  },
  start: {
    operationId: 'forceSessionStart',
    summary: 'Start at once, without players who are missing',
    description: 'For the leader only.',
    example: { player_id: 'alice' },
    kinds: ['session_left', 'not_leader', 'session_started', 'session_complete'],
  },
  progress: {
    operationId: 'reportProgress',
    summary: 'Report floor, position and progress',
    description: 'For the leader only. The keys of `progress` replace the existing ones; null removes a key.',
    example: { player_id: 'alice', current_floor: 2, current_position: { x: 3, y: 7 }, progress: { boss: 'beaten' } },
    kinds: ['session_left', 'not_leader', 'session_not_started', 'session_complete', 'progress_too_large'],
  },
  player_data: {
    operationId: 'setPlayerData',
    summary: 'Replace your own free-form data',
    example: { player_id: 'bob', player_data: { gold: 12 } },
    kinds: ['session_left', 'session_complete'],
  },
  complete: {
    operationId: 'completeSession',
    summary: 'End the run',
    description: 'For the leader only. The party can then start another run.',
    example: { player_id: 'alice', outcome: 'completed', result: { gold: 120 } },
    kinds: ['session_left', 'not_leader', 'session_not_started', 'session_complete'],
  },
};

type Input = { player_id?: string; session_id: string; if_version?: number };

/** One player's request to a session: reads it from body, query and path, asks the session's room, answers with the session. */
export function sessionAction(services: HttpServices, endpoint: Address, type: Type): Route {
  const { directory, store, hash } = services;
  const body = { ...sessionRequests[type].shape, ...callerField };
  const schema = z.strictObject({ ...body, session_id: sessionIdSchema }) as z.ZodObject & z.ZodType<Input>;
  const shape = { schema, inQuery: Object.keys(callerField), versioned: true };
  return {
    docs: docsOf(ACTIONS[type], body),
    async handler(request, response) {
      const call = await readPlayerCall(services, request, shape);
      const { player_id: _, session_id, ...fields } = call.input;
      const playerId = requirePlayerId(call.caller);
      const asked = { type, ...fields } as SessionRequest;
      const identity = identifyCall(hash, endpoint, call, [session_id, asked]);
      // Checked before the room exists, so that nobody can create one with an invented id.
      if (!(await store.session(session_id))) throw new AppError('session_not_found');
      const reply = await (await directory.dungeonSession(session_id)).request(playerId, asked, identity);
      if (reply.replayed) response.set('Idempotency-Replayed', 'true');
      tagVersion(response, reply.session.version);
      sendJson(response, sessionJsonForPlayers(reply.session));
    },
  };
}

function docsOf(action: SessionAction, body: z.ZodRawShape): Route['docs'] {
  const { operationId, summary, description, example, kinds } = action;
  return {
    operationId,
    tags: ['sessions'],
    summary,
    security: PLAYER_SECURITY,
    ...(description !== undefined && { description }),
    requestParams: { path: sessionParams, query: z.object(callerField), header: changeHeaders },
    requestBody: optionalJson(z.strictObject(body), { body: example }),
    responses: answers(restSessionSchema, { session: sessionExample }, [
      ...PLAYER_WRITE_KINDS,
      'session_not_found',
      'not_in_session',
      'version_conflict',
      ...kinds,
    ]),
  };
}
