import { z } from 'zod';
import type { DungeonPartyReply, Replayable, RequestIdentity } from '../../directory/rooms.ts';
import { type DungeonPartyStatus, memberDungeonPartyJson } from '../../protocol/dungeon-parties.ts';
import {
  dungeonPartyIdSchema,
  type DungeonPartyRequest,
  dungeonPartyRequests,
  lobbyNameSchema,
  MAIN_LOBBY,
} from '../../protocol/dungeon-party-requests.ts';
import { callerField } from '../../protocol/dungeon-queries.ts';
import { tagVersion } from '../conditional.ts';
import type { Address, Route } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import { type PlayerCall, readPlayerCall } from '../player-call.ts';
import { sendJson } from '../send-text.ts';
import { identifyCall } from '../write-headers.ts';
import { dungeonPartyActionDocs } from './dungeon-party-action-docs.ts';
import { DUNGEON_PARTY_ACTIONS } from './dungeon-party-actions.ts';

type Type = DungeonPartyRequest['type'];

/** The fields that are read here, of all types of request. */
type Input = {
  player_id?: string;
  party_id?: string;
  lobby?: string;
  password?: string | null;
  ready?: boolean;
  if_version?: number;
};

/** One player's request to a lobby: reads it from body, query and path, asks the lobby's room, answers with the party. */
export function dungeonPartyAction(services: HttpServices, address: Address, type: Type): Route {
  const action = DUNGEON_PARTY_ACTIONS[type];
  const input = inputSchema(type, action.inLobby);
  const shape = {
    schema: input as z.ZodObject & z.ZodType<Input>,
    inQuery: Object.keys(action.query),
    versioned: !action.inLobby,
  };
  return {
    docs: dungeonPartyActionDocs(address, type, action, input),
    async handler(request, response) {
      const call = await readPlayerCall(services, request, shape);
      const asked = lobbyCall(services, address, type, call);
      const reply = await services.guesses.attempt(request.ip, asked.request, () =>
        askLobby(services, asked, request.ip),
      );
      if (reply.replayed) response.set('Idempotency-Replayed', 'true');
      const answer =
        type === 'start' ? startAnswer(reply) : dungeonPartyAnswer(statusOf(type, call.input, reply), reply);
      if (answer.version !== null) tagVersion(response, answer.version);
      sendJson(response, answer);
    },
  };
}

function inputSchema(type: Type, inLobby: boolean): z.ZodObject<z.ZodRawShape> {
  const shape: Record<string, z.ZodType> = { ...dungeonPartyRequests[type].shape, ...callerField };
  if (type === 'start') shape.party_id = dungeonPartyIdSchema;
  if (inLobby) shape.lobby = lobbyNameSchema;
  return z.strictObject(shape);
}

/** One player's request. `lobby` is null where the request is to the lobby of its party. */
type LobbyCall = {
  playerId: string | null;
  request: DungeonPartyRequest;
  identity: RequestIdentity | null;
  lobby: string | null;
};

function lobbyCall({ hash }: HttpServices, endpoint: Address, type: Type, call: PlayerCall<Input>): LobbyCall {
  const { player_id: _, lobby = null, ...fields } = call.input;
  const request = { type, ...fields } as DungeonPartyRequest;
  return { playerId: call.caller, request, identity: identifyCall(hash, endpoint, call, [lobby, request]), lobby };
}

async function askLobby(
  { directory, store }: HttpServices,
  { playerId, request, identity, lobby }: LobbyCall,
  address: string | undefined,
): Promise<Replayable<DungeonPartyReply>> {
  const partyId = 'party_id' in request ? request.party_id : undefined;
  const party = partyId === undefined ? null : await store.dungeonParty(partyId);
  // A party that is gone can be refused by any lobby, and the main one may have to replay the answer to the request that ended it.
  const name = lobby ?? party?.lobby ?? MAIN_LOBBY;
  return (await directory.lobby(name, address)).request(playerId, request, { identity, address });
}

function statusOf(type: Type, { ready }: Input, { version }: DungeonPartyReply): DungeonPartyStatus {
  if (type === 'quick_join' && version === 1) return 'created';
  if (type === 'ready' && ready === false) return 'not_ready';
  return DUNGEON_PARTY_ACTIONS[type].status;
}

function dungeonPartyAnswer(status: DungeonPartyStatus, { party_id, session_id, version, party }: DungeonPartyReply) {
  return { status, party_id, session_id, version, ...(party && memberDungeonPartyJson(party)) };
}

/** Shows no more of the party, because a call without a player may not come from a member. A new session is `waiting` with version 1. */
function startAnswer({ session_id, party_id, party }: DungeonPartyReply) {
  return { session_id, party_id, ...(party && { party: party.players }), status: 'waiting', version: 1 };
}
