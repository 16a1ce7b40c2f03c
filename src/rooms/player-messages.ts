import type { Client } from '@colyseus/core';
import { z } from 'zod';
import { PLAYER_BODY_BYTES_MAX, REF_LENGTH_MAX } from '../protocol/limits.ts';
import type { AppError } from '../errors.ts';
import { parseOrRefuse } from '../protocol/faults.ts';
import { freeJson } from '../protocol/free-data.ts';

const messageSchema = freeJson(PLAYER_BODY_BYTES_MAX);
// C#'s long and ulong arrive as a bigint and are sent back as one. A larger bigint could not be sent back.
const longSchema = z
  .bigint()
  .min(-(2n ** 63n))
  .lt(2n ** 64n);
const refSchema = z.union([z.string().max(REF_LENGTH_MAX), z.number(), longSchema]);

/** `id` is set for a request, whose sender waits for the answer. */
export type RequestContext = { id: number | undefined; reject(reason: object): unknown };

/** Checks first that the message is plain JSON, because msgpack can carry more: bigints, dates, bytes. Only `ref` may be a bigint. */
export function parseMessage<S extends z.ZodType>(schema: S, message: unknown): z.output<S> {
  return parseOrRefuse(schema, parseOrRefuse(messageSchema, withoutRef(message) ?? {}));
}

/**
 * Answers a request with its result or a rejection `{ kind, message }`, and a plain message with a `result` or `error` message that
 * has the sender's `ref`. `answer` rejects only with AppErrors.
 */
export function answerMessage(
  client: Client,
  message: unknown,
  context: RequestContext,
  answer: Promise<object>,
): Promise<unknown> {
  const isRequest = context.id !== undefined;
  const send = (type: 'result' | 'error', data: object) => client.send(type, { ...data, ...refOf(message) });
  return answer.then(
    (result) => (isRequest ? result : send('result', result)),
    (error: AppError) => (isRequest ? context.reject(error.toData()) : send('error', error.toData())),
  );
}

/** The answer to a message of an unknown type. */
export function unknownMessage(type: string | number, message: unknown): object {
  const name = String(type).slice(0, 40);
  return { kind: 'not_found', message: `this room takes no message "${name}"`, ...refOf(message) };
}

function refOf(message: unknown): { ref?: string | number | bigint } {
  const ref = hasRef(message) ? refSchema.safeParse(message.ref) : null;
  return ref?.success ? { ref: ref.data } : {};
}

function withoutRef(message: unknown): unknown {
  if (!hasRef(message)) return message;
  const { ref: _, ...said } = message;
  return said;
}

function hasRef(message: unknown): message is { ref: unknown } {
  return typeof message === 'object' && message !== null && 'ref' in message;
}
