import { z } from 'zod';
import { parseOrRefuse } from '../../protocol/faults.ts';
import { playerIdSchema, tokenSchema } from '../../protocol/player-fields.ts';
import { noFields } from '../../protocol/queries.ts';
import { exampleOf } from '../../protocol/shapes.ts';
import { answers } from '../documented.ts';
import type { Route } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import { sendJson } from '../send-text.ts';

/** Creates a player id and its token. Nothing is stored, so it needs no Idempotency-Key. */
export function signInAsGuest({ guests }: HttpServices): Route {
  return {
    docs: DOCS,
    async handler(request, response) {
      parseOrRefuse(noFields, request.query);
      parseOrRefuse(noFields, request.body ?? {});
      const guest = await guests.signIn();
      sendJson(response.set('Cache-Control', 'no-store'), guest);
    },
  };
}

const guestSchema = z
  .object({
    player_id: playerIdSchema.meta({ example: 'guest-0e8d3c2a-6f0e-4b55-9c0e-4b1f7a3f2a10' }),
    token: tokenSchema.meta({
      description: 'For this player only. It does not expire.',
      example: 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln',
    }),
  })
  .meta({ id: 'Guest' });

const DOCS = {
  operationId: 'signInAsGuest',
  tags: ['players'],
  summary: 'Get a new player id and its token',
  description:
    'Send the token as `Authorization: Bearer …`, or as `token` when joining a room. You then act as this player everywhere, and nobody else can.',
  responses: answers(guestSchema, { guest: exampleOf(guestSchema) }, [
    'validation_failed',
    'malformed_json',
    'body_too_large',
    'unsupported_media_type',
    'rate_limited',
    'shutting_down',
  ]),
} satisfies Route['docs'];
