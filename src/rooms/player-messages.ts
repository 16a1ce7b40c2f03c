import type { Client } from '@colyseus/core';
import { z } from 'zod';
import type { Outcome } from '../directory/outcome.ts';
import { PLAYER_BODY_BYTES_MAX } from '../protocol/limits.ts';
import { parseOrRefuse } from '../protocol/faults.ts';
import { freeJson } from '../protocol/free-data.ts';

/** Characters of a `ref`: what a client calls its message by. */
const REF_LENGTH_MAX = 64;

const messageSchema = freeJson(PLAYER_BODY_BYTES_MAX);
// C#'s long and ulong arrive as a bigint, and go back as one. A longer one could not be sent back.
const longSchema = z
  .bigint()
  .min(-(2n ** 63n))
  .lt(2n ** 64n);
const refSchema = z.union([z.string().max(REF_LENGTH_MAX), z.number(), longSchema]);

/** `id` is there for a request, which waits for an answer. */
export type RequestContext = { id: number | undefined; reject(reason: object): unknown };

/** First as JSON, because msgpack carries more: C#'s long as a bigint, dates, bytes. Only the ref may be what it likes. */
export function parseMessage<S extends z.ZodType>(schema: S, message: unknown): z.output<S> {
  const said = hasRef(message) ? { ...message, ref: null } : (message ?? {});
  return parseOrRefuse(schema, parseOrRefuse(messageSchema, said));
}

/** Gives what a request is answered with; sends the answer to a plain message. */
export function answer(client: Client, message: unknown, context: RequestContext, outcome: Outcome<object>): unknown {
  if (context.id !== undefined) return 'ok' in outcome ? outcome.ok : context.reject(outcome.refused);
  if ('ok' in outcome) client.send('result', { ...outcome.ok, ...refOf(message) });
  else client.send('error', { ...outcome.refused, ...refOf(message) });
  return undefined;
}

/** What a message of a type that the room does not know is answered with. */
export function unknownMessage(type: string | number, message: unknown): object {
  const name = String(type).slice(0, 40);
  return { kind: 'not_found', message: `this room takes no message "${name}"`, ...refOf(message) };
}

function refOf(message: unknown): { ref?: string | number | bigint } {
  const ref = hasRef(message) ? refSchema.safeParse(message.ref) : null;
  return ref?.success ? { ref: ref.data } : {};
}

function hasRef(message: unknown): message is { ref: unknown } {
  return typeof message === 'object' && message !== null && 'ref' in message;
}
