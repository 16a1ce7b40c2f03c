import { z } from 'zod';
import { answers, PLAYER_SECURITY, OWNER_KINDS } from '../documented.ts';
import type { Route } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import { bearerToken } from '../player-call.ts';
import { sendJson } from '../send-text.ts';

/** Where Colyseus's SDKs ask for a seat. Served here instead of by Colyseus's own router, so that HTTP's limits and errors apply. */
export function reserveSeat({ matchmake: seat }: HttpServices): Route {
  return {
    docs: DOCS,
    async handler(request, response) {
      const { method, target } = request.params as { method: string; target: string };
      const token = bearerToken(request);
      const { body, ip: address, originalUrl: url } = request;
      sendJson(response, await seat({ method, target, options: body ?? {}, token, address, url }));
    },
  };
}

const pathParams = z.object({
  method: z.enum(['joinOrCreate', 'join', 'joinById', 'reconnect']).meta({ description: 'The SDK call.' }),
  target: z
    .string()
    .meta({ description: 'A room name, or a room id for the methods that take one.', example: 'drop_tracker' }),
});

const seatSchema = z
  .looseObject({ name: z.string(), roomId: z.string(), processId: z.string(), sessionId: z.string() })
  .meta({ id: 'Seat', description: "In the form that Colyseus's SDKs expect." });

const DOCS = {
  operationId: 'reserveSeat',
  security: PLAYER_SECURITY,
  tags: ['rooms'],
  summary: "Get a seat in a room, for Colyseus's SDKs",
  requestParams: { path: pathParams },
  requestBody: {
    content: { 'application/json': { schema: z.looseObject({}), examples: { world: { value: { world: 444 } } } } },
  },
  responses: answers(
    seatSchema,
    { seat: { name: 'drop_tracker', roomId: 'drops-444', processId: 'tGxOwbL5S', sessionId: 'n1Xl5AVuR' } },
    [
      'validation_failed',
      'malformed_json',
      'bad_request',
      'body_too_large',
      'unsupported_media_type',
      'not_found',
      'room_not_joinable',
      'room_full',
      'share_used_up',
      'reconnection_expired',
      'rate_limited',
      'shutting_down',
      ...OWNER_KINDS,
    ],
  ),
} satisfies Route['docs'];
