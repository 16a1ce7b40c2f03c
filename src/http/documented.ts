import type { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiResponseObject } from 'zod-openapi';
import { AppError, type ErrorKind } from '../errors.ts';
import { HTTP_STATUS } from '../protocol/error-table.ts';
import { problemOf, problemSchema } from '../protocol/problem.ts';

/** What may be answered where the room belongs to another of several processes. */
export const OWNER_KINDS: ErrorKind[] = ['owner_unreachable', 'room_moved'];

/** Kinds of errors that every write of a player may have. */
export const PLAYER_WRITE_KINDS: ErrorKind[] = [
  'validation_failed',
  'malformed_json',
  'bad_request',
  'body_too_large',
  'unsupported_media_type',
  'unauthorized',
  'forbidden',
  'rate_limited',
  'idempotency_key_reused',
  'storage_unavailable',
  'shutting_down',
  ...OWNER_KINDS,
];

/** For calls of a player, who may also say only its player_id. */
export const PLAYER_SECURITY: ZodOpenApiOperationObject['security'] = [{}, { bearerAuth: [] }];

type Examples = Record<string, unknown>;

/** The 200 answer with its examples, and the problems that can be answered instead. */
export function answers(
  schema: z.ZodType,
  examples: Examples,
  kinds: ErrorKind[],
): ZodOpenApiOperationObject['responses'] {
  return {
    200: { description: 'Done.', content: { 'application/json': { schema, examples: named(examples) } } },
    ...problems(kinds),
  };
}

/** As `answers`, for reads, which have a budget too and may also be answered 304. */
export function freshAnswers(schema: z.ZodType, examples: Examples, kinds: ErrorKind[]) {
  return {
    ...answers(schema, examples, [...kinds, 'rate_limited']),
    304: { description: 'The content has not changed since the ETag in If-None-Match.' },
  };
}

export function jsonRequest(schema: z.ZodType, examples: Examples): ZodOpenApiOperationObject['requestBody'] {
  return { required: true, content: { 'application/json': { schema, examples: named(examples) } } };
}

/** As `jsonRequest`, where the body may be left out. */
export function optionalJson(schema: z.ZodType, examples: Examples): ZodOpenApiOperationObject['requestBody'] {
  return { content: { 'application/json': { schema, examples: named(examples) } } };
}

/** The problems of these kinds, by status. */
export function problems(kinds: ErrorKind[]): Record<string, ZodOpenApiResponseObject> {
  const byStatus = Map.groupBy(kinds, (kind) => HTTP_STATUS[kind]);
  return Object.fromEntries(
    byStatus.entries().map(([status, ofStatus]) => [String(status), problemResponse(ofStatus)]),
  );
}

function problemResponse(kinds: ErrorKind[]): ZodOpenApiResponseObject {
  const examples = Object.fromEntries(
    kinds.map((kind) => [kind, problemOf(new AppError(kind, undefined, EXAMPLE_FAULTS[kind]))]),
  );
  return {
    description: kinds.join(' or '),
    content: { 'application/problem+json': { schema: problemSchema, examples: named(examples) } },
  };
}

const EXAMPLE_FAULTS: Partial<Record<ErrorKind, { faults: { field: string; message: string }[] }>> = {
  validation_failed: { faults: [{ field: 'quantity', message: 'must be a whole number from 1 to 2147483647' }] },
};

function named(examples: Examples): Record<string, { value: unknown }> {
  return Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]));
}
