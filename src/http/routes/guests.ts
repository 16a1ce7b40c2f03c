import { z } from 'zod';
import { playerIdSchema, tokenSchema } from '../../protocol/player-fields.ts';
import { parseOrRefuse } from '../../protocol/faults.ts';
import { noQuery } from '../../protocol/drop-queries.ts';
import { exampleOf } from '../../protocol/shapes.ts';
import { answers } from '../documented.ts';
import type { Endpoint } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import type { AddressLimit } from '../../auth/AddressLimit.ts';
import { limitWrites } from '../limit-writes.ts';

/** It takes no body, and does not look at one that is sent. Nothing is stored, so it needs no Idempotency-Key. */
export function guestEndpoint({ guests }: HttpServices, writes: AddressLimit | null): Endpoint {
  return {
    method: 'post',
    path: '/auth/guest',
    docs: DOCS,
    handlers: [
      limitWrites(writes),
      async (request, response) => {
        parseOrRefuse(noQuery, request.query);
        const guest = await guests.signIn();
        response.set('Cache-Control', 'no-store').json(guest);
      },
    ],
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
  summary: 'A new player id with its token',
  description:
    'Send the token as `Authorization: Bearer …`, or as `token` when joining a room: then every door acts as this player, and nobody else can.',
  responses: answers(guestSchema, { guest: exampleOf(guestSchema) }, [
    'validation_failed',
    'rate_limited',
    'shutting_down',
  ]),
} satisfies Endpoint['docs'];
