import type { Client } from '@colyseus/core';
import { z } from 'zod';
import { PLAYER_BODY_BYTES_MAX } from '../protocol/limits.ts';
import type { AppError } from '../errors.ts';
import { parseOrRefuse } from '../protocol/faults.ts';
import { freeJson } from '../protocol/free-data.ts';

/** Characters of a `ref`, a client's own name for its message. */
const REF_LENGTH_MAX = 64;

const messageSchema = freeJson(PLAYER_BODY_BYTES_MAX);
// C#'s long and ulong arrive as a bigint, and go back as one. A longer one could not be sent back.
const longSchema = z
  .bigint()
  .min(-(2n ** 63n))
  .lt(2n ** 64n);
const refSchema = z.union([z.string().max(REF_LENGTH_MAX), z.number(), longSchema]);

/** A request, which waits for an answer, has an `id`. */
export type RequestContext = { id: number | undefined; reject(reason: object): unknown };

/** First as JSON, because msgpack carries more: C#'s long as a bigint, dates, bytes. Only the ref may be what it likes. */
export function parseMessage<S extends z.ZodType>(schema: S, message: unknown): z.output<S> {
  const said = hasRef(message) ? { ...message, ref: null } : (message ?? {});
  return parseOrRefuse(schema, parseOrRefuse(messageSchema, said));
}

/** Returns the answer of a request; sends the answer of a plain message. */
export function sendResult(client: Client, message: unknown, context: RequestContext, result: object): unknown {
  if (context.id !== undefined) return result;
  client.send('result', { ...result, ...refOf(message) });
  return undefined;
}

export function sendError(client: Client, message: unknown, context: RequestContext, error: AppError): unknown {
  if (context.id !== undefined) return context.reject(error.toData());
  client.send('error', { ...error.toData(), ...refOf(message) });
  return undefined;
}

/** The answer to a message of a type that the room does not know. */
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
