import { z } from 'zod';
import { BODY_BYTES_MAX } from '../../protocol/limits.ts';
import { answers } from '../documented.ts';
import type { Endpoint } from '../Endpoint.ts';
import { bearerToken } from '../bearer-token.ts';
import type { HttpServices } from '../HttpServices.ts';
import { jsonBody } from '../json-body.ts';
import type { AddressLimit } from '../../auth/AddressLimit.ts';
import { limitWrites } from '../limit-writes.ts';

/** Where Colyseus's SDKs ask for a seat. Here and not in Colyseus's own router, so that all limits and errors of HTTP hold. */
export function matchmakingEndpoint({ matchmake }: HttpServices, joins: AddressLimit | null): Endpoint {
  return {
    method: 'post',
    path: '/matchmake/{method}/{target}',
    docs: DOCS,
    handlers: [
      limitWrites(joins),
      ...jsonBody(BODY_BYTES_MAX),
      async (request, response) => {
        const { method, target } = request.params as { method: string; target: string };
        const token = bearerToken(request);
        const { body, ip: address, originalUrl: url } = request;
        response.json(await matchmake({ method, target, options: body ?? {}, token, address, url }));
      },
    ],
  };
}

const pathParams = z.object({
  method: z.enum(['joinOrCreate', 'join', 'joinById', 'reconnect']).meta({ description: 'What is asked.' }),
  target: z
    .string()
    .meta({ description: 'A room name, or a room id where the method asks for one.', example: 'drop_tracker' }),
});

const seatSchema = z
  .looseObject({ name: z.string(), roomId: z.string(), processId: z.string(), sessionId: z.string() })
  .meta({ id: 'Seat', description: "As Colyseus's SDKs take it." });

const DOCS = {
  operationId: 'matchmake',
  tags: ['rooms'],
  summary: "A seat in a room; Colyseus's SDKs ask for it",
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
      'reconnection_expired',
      'rate_limited',
      'shutting_down',
    ],
  ),
} satisfies Endpoint['docs'];
