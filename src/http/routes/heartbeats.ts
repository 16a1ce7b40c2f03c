import { z } from 'zod';
import { AppError } from '../../errors.ts';
import { isThere, memberOf } from '../../domain/dungeons/dungeon-party.ts';
import { heartbeatAnswerSchema } from '../../protocol/dungeon-parties.ts';
import { callerField, dungeonPartyParams } from '../../protocol/dungeon-queries.ts';
import { exampleOf } from '../../protocol/shapes.ts';
import { answers, optionalJson, PLAYER_SECURITY, PLAYER_WRITE_KINDS } from '../documented.ts';
import type { Route } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import { readPlayerCall, requirePlayerId } from '../player-call.ts';
import { sendJson } from '../send-text.ts';

const input = z.strictObject({ ...dungeonPartyParams.shape, ...callerField });

/** Keeps a member without a connection present. Nothing is stored, unless it was taken for gone: so it costs as little as a read. */
export function sendHeartbeat(services: HttpServices): Route {
  const { store, directory, lastHeard, settings } = services;
  const find = async (party_id: string, player_id: string) => {
    const party = await store.dungeonParty(party_id);
    if (!party) throw new AppError('party_not_found');
    const member = memberOf(party, player_id);
    if (!member) throw new AppError('not_member');
    return { party, member };
  };
  return {
    docs: DOCS,
    async handler(request, response) {
      const shape = { schema: input, inQuery: Object.keys(callerField), versioned: false };
      const call = await readPlayerCall(services, request, shape);
      const { party_id } = call.input;
      const player_id = requirePlayerId(call.caller);
      let { party, member } = await find(party_id, player_id);
      lastHeard.beat(player_id);
      if (!isThere(member)) {
        await (await directory.lobby(party.lobby, undefined)).notice({ type: 'heard', player_id });
        ({ party } = await find(party_id, player_id));
      }
      const { session_id, version } = party;
      sendJson(response, { status: 'heard', party_id, session_id, version, presence_ms: settings.restPresenceMs });
    },
  };
}

const DOCS = {
  operationId: 'sendHeartbeat',
  tags: ['dungeon parties'],
  summary: 'Say that you are still there',
  description:
    'For members without a connection to a room. Send one every 30 s: from the first one on, a member of whom nothing is heard for `presence_ms` is away, as if it had lost a connection, and leaves a minute later. Any other call of the player counts too. Members who never send one have ten times as long. It changes nothing and needs no Idempotency-Key; the answer has what a client usually polls for.',
  security: PLAYER_SECURITY,
  requestParams: { path: dungeonPartyParams, query: z.object(callerField) },
  requestBody: optionalJson(z.object(callerField), { body: { player_id: 'bob' } }),
  responses: answers(heartbeatAnswerSchema, { heard: exampleOf(heartbeatAnswerSchema) }, [
    ...PLAYER_WRITE_KINDS.filter((kind) => kind !== 'idempotency_key_reused'),
    'party_not_found',
    'not_member',
  ]),
} satisfies Route['docs'];
