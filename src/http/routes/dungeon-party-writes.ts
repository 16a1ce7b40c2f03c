import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { DungeonPartyReply } from '../../directory/rooms.ts';
import { PLAYER_BODY_BYTES_MAX } from '../../domain/limits.ts';
import { memberDungeonPartyJson, type DungeonPartyStatus } from '../../protocol/dungeon-parties.ts';
import { callerField } from '../../protocol/dungeon-queries.ts';
import {
  lobbyNameSchema,
  dungeonPartyIdSchema,
  type DungeonPartyRequest,
  dungeonPartyRequests,
} from '../../protocol/dungeon-party-requests.ts';
import { askLobby } from '../ask-lobby.ts';
import type { Endpoint } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import { jsonBody } from '../json-body.ts';
import type { AddressLimit } from '../../auth/AddressLimit.ts';
import { limitWrites } from '../limit-writes.ts';
import { type PlayerCall, readPlayerCall } from '../player-call.ts';
import { tagVersion } from '../send-version.ts';
import { identify } from '../write-headers.ts';
import { DUNGEON_PARTY_ACTIONS, type DungeonPartyAction } from './dungeon-party-actions.ts';
import { dungeonPartyActionDocs } from './dungeon-party-action-docs.ts';

type Input = {
  player_id?: string;
  party_id?: string;
  lobby?: string;
  password?: string | null;
  ready?: boolean;
  if_version?: number;
};

export function dungeonPartyWriteEndpoints(services: HttpServices, writes: AddressLimit | null): Endpoint[] {
  return DUNGEON_PARTY_ACTIONS.map((action) => ({
    method: action.method,
    path: action.path,
    docs: dungeonPartyActionDocs(action, inputSchema(action)),
    handlers: [limitWrites(writes), ...jsonBody(PLAYER_BODY_BYTES_MAX), performDungeonPartyAction(services, action)],
  }));
}

function inputSchema({ type: what, inLobby }: DungeonPartyAction): z.ZodObject<z.ZodRawShape> {
  const shape: Record<string, z.ZodType> = { ...dungeonPartyRequests[what].shape, ...callerField };
  if (what === 'start') shape.party_id = dungeonPartyIdSchema;
  if (inLobby) shape.lobby = lobbyNameSchema;
  return z.object(shape);
}

function performDungeonPartyAction(services: HttpServices, action: DungeonPartyAction): RequestHandler {
  const schema = inputSchema(action) as z.ZodType<Input>;
  const inQuery = Object.keys(action.query);
  const versioned = !action.inLobby;
  return async (request, response) => {
    const call = await readPlayerCall(services.guests, request, { schema, inQuery, versioned });
    const asked = lobbyCall(services, action, call);
    const reply = await services.guesses.attempt(request.ip, asked.request, () => askLobby(services, asked));
    if (reply.replayed) response.set('Idempotency-Replayed', 'true');
    const answer =
      action.type === 'start' ? startAnswer(reply) : dungeonPartyAnswer(statusOf(action, call.input, reply), reply);
    if (answer.version !== null) tagVersion(response, answer.version);
    response.json(answer);
  };
}

function lobbyCall(
  { hash }: HttpServices,
  action: DungeonPartyAction,
  { input, caller: player_id, key }: PlayerCall<Input>,
) {
  const { player_id: _, lobby = null, ...said } = input;
  const request = { type: action.type, ...said } as DungeonPartyRequest;
  const endpoint = `${action.method.toUpperCase()} ${action.path}`;
  const identity = key === undefined ? null : identify(hash, { endpoint, key, reporter: player_id }, [lobby, request]);
  return { player_id, request, identity, lobby };
}

function statusOf(
  { type: what, status }: DungeonPartyAction,
  { ready }: Input,
  { version }: DungeonPartyReply,
): DungeonPartyStatus {
  if (what === 'quick_join' && version === 1) return 'created';
  return what === 'ready' && ready === false ? 'not_ready' : status;
}

function dungeonPartyAnswer(status: DungeonPartyStatus, { party_id, session_id, version, party }: DungeonPartyReply) {
  return { status, party_id, session_id, version, ...(party && memberDungeonPartyJson(party)) };
}

/** Nothing else of the party: a bare call need not come from a member. A session is `waiting` with version 1 when it is made. */
function startAnswer({ session_id, party_id, party }: DungeonPartyReply) {
  return { session_id, party_id, ...(party && { party: party.players }), status: 'waiting', version: 1 };
}
