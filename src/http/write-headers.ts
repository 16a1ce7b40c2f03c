import type { Request } from 'express';
import type { RequestIdentity } from '../directory/rooms.ts';
import type { Report } from '../domain/drops/drop.ts';
import { parseOrRefuse } from '../protocol/faults.ts';
import { reportHeaders } from '../protocol/drop-queries.ts';

/** The headers of a write that say who sends it and how to know it again. */
export type WriteHeaders = { key: string | undefined; reporter: string | undefined };

/** Refuses `validation_failed` by the header's name. */
export function readWriteHeaders({ headers }: Request): WriteHeaders {
  const key = headers['idempotency-key'];
  const reporter = headers['x-reporter-id'];
  if (key === undefined && reporter === undefined) return { key: undefined, reporter: undefined };
  const parsed = parseOrRefuse(reportHeaders, { 'Idempotency-Key': key, 'X-Reporter-Id': reporter });
  return { key: parsed['Idempotency-Key'], reporter: parsed['X-Reporter-Id'] };
}

/**
 * A request's name and content as hashes. The name has the address and the reporter in it, so that two clients that both count
 * their requests from 1 do not get each other's answers.
 */
export function identify(
  hash: (text: string) => string,
  { endpoint, key, reporter }: { endpoint: string; key: string; reporter: string | null },
  content: unknown,
): RequestIdentity {
  return {
    id: hash(JSON.stringify(['request', endpoint, key, reporter])),
    fingerprint: hash(JSON.stringify(content)),
  };
}

/** A report for `identify`. What it does not say of its world is not in it, so that it is still known as what was sent before reports could. */
export function contentOf({ world_type, ...rest }: Report): object {
  return world_type === null ? rest : { ...rest, world_type };
}
