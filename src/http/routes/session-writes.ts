import type { RequestHandler } from 'express';
import { z } from 'zod';
import { AppError, type ErrorKind } from '../../errors.ts';
import { PLAYER_BODY_BYTES_MAX } from '../../domain/limits.ts';
import { callerField, changeHeaders, sessionParams } from '../../protocol/dungeon-queries.ts';
import { restSessionSchema, sessionExample, sessionJsonForPlayers } from '../../protocol/dungeon-sessions.ts';
import { type SessionRequest, sessionIdSchema, sessionRequests } from '../../protocol/session-requests.ts';
import { answers, optionalJson } from '../documented.ts';
import type { Endpoint } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import { jsonBody } from '../json-body.ts';
import type { AddressLimit } from '../../auth/AddressLimit.ts';
import { limitWrites } from '../limit-writes.ts';
import { requirePlayerId, readPlayerCall } from '../player-call.ts';
import { tagVersion } from '../send-version.ts';
import { identify } from '../write-headers.ts';
import { WRITE_KINDS } from './dungeon-party-action-docs.ts';

type SessionAction = {
  type: SessionRequest['type'];
  name: string;
  operationId: string;
  summary: string;
  description?: string;
  example: object;
  kinds: ErrorKind[];
};

const ACTIONS: SessionAction[] = [
  {
    type: 'join',
    name: 'join',
    operationId: 'joinSession',
    summary: 'Be there, or be there again',
    description:
      'For members who come by REST; in time after a lost connection, too. The session starts when all are there and ready.',
    example: { player_id: 'bob' },
    kinds: ['session_left', 'session_complete'],
  },
  {
    type: 'leave',
    name: 'leave',
    operationId: 'leaveSession',
    summary: 'Leave for good',
    example: { player_id: 'bob' },
    kinds: [],
  },
  {
    type: 'ready',
    name: 'ready',
    operationId: 'getReadyInSession',
    summary: 'Say to be ready, or not, before it starts',
    example: { player_id: 'bob', ready: true },
    kinds: ['session_left', 'session_started', 'session_complete'],
  },
  {
    type: 'start',
    name: 'start',
    operationId: 'forceSession',
    summary: 'Start at once, whoever is missing',
    example: { player_id: 'alice' },
    kinds: ['session_left', 'not_leader', 'session_started', 'session_complete'],
  },
  {
    type: 'progress',
    name: 'progress',
    operationId: 'reportProgress',
    summary: 'Report floor, position and progress',
    description: "The leader's alone. The keys of `progress` replace those that are there; null removes one.",
    example: { player_id: 'alice', current_floor: 2, current_position: { x: 3, y: 7 }, progress: { boss: 'beaten' } },
    kinds: ['session_left', 'not_leader', 'session_not_started', 'session_complete', 'progress_too_large'],
  },
  {
    type: 'player_data',
    name: 'player-data',
    operationId: 'setPlayerData',
    summary: "Replace one's own free-form data",
    example: { player_id: 'bob', player_data: { gold: 12 } },
    kinds: ['session_left', 'session_complete'],
  },
  {
    type: 'complete',
    name: 'complete',
    operationId: 'completeSession',
    summary: 'End the run',
    description: "The leader's alone. The party stands again, and may start anew.",
    example: { player_id: 'alice', outcome: 'completed', result: { gold: 120 } },
    kinds: ['session_left', 'not_leader', 'session_not_started', 'session_complete'],
  },
];

type Input = { player_id?: string; session_id: string; if_version?: number };

export function sessionWriteEndpoints(services: HttpServices, writes: AddressLimit | null): Endpoint[] {
  return ACTIONS.map((action) => ({
    method: 'post',
    path: `/session/{session_id}/${action.name}`,
    docs: docsOf(action),
    handlers: [limitWrites(writes), ...jsonBody(PLAYER_BODY_BYTES_MAX), performSessionAction(services, action)],
  }));
}

function bodyShape({ type: what }: SessionAction): z.ZodRawShape {
  return { ...sessionRequests[what].shape, ...callerField };
}

function performSessionAction({ directory, store, guests, hash }: HttpServices, action: SessionAction): RequestHandler {
  const schema = z.object({ ...bodyShape(action), session_id: sessionIdSchema }) as unknown as z.ZodType<Input>;
  const shape = { schema, inQuery: Object.keys(callerField), versioned: true };
  return async (request, response) => {
    const { input, caller, key } = await readPlayerCall(guests, request, shape);
    const { player_id: _, session_id, ...said } = input;
    const player_id = requirePlayerId(caller);
    const asked = { type: action.type, ...said } as SessionRequest;
    const endpoint = `POST /session/{session_id}/${action.name}`;
    const identity =
      key === undefined ? null : identify(hash, { endpoint, key, reporter: player_id }, [session_id, asked]);
    // Asked before there is a room, so that nobody makes one with an id of his own.
    if (!(await store.session(session_id))) throw new AppError('session_not_found');
    const reply = await (await directory.dungeonSession(session_id)).request(player_id, asked, identity);
    if (reply.replayed) response.set('Idempotency-Replayed', 'true');
    tagVersion(response, reply.session.version);
    response.json(sessionJsonForPlayers(reply.session));
  };
}

function docsOf(action: SessionAction): Endpoint['docs'] {
  const { operationId, summary, description, example, kinds } = action;
  return {
    operationId,
    tags: ['sessions'],
    summary,
    ...(description !== undefined && { description }),
    requestParams: { path: sessionParams, query: z.object(callerField), header: changeHeaders },
    requestBody: optionalJson(z.object(bodyShape(action)), { body: example }),
    responses: answers(restSessionSchema, { session: sessionExample }, [
      ...WRITE_KINDS,
      'session_not_found',
      'not_in_session',
      'version_conflict',
      ...kinds,
    ]),
  };
}
