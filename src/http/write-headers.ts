import type { Request } from 'express';
import type { RequestIdentity } from '../directory/rooms.ts';
import type { Report } from '../domain/drops/drop.ts';
import { parseOrRefuse } from '../protocol/faults.ts';
import { reportHeaders } from '../protocol/headers.ts';

/** The headers of a write that identify the reporter and the request. */
export type WriteHeaders = { key: string | undefined; reporter: string | undefined };

type ReportHeaders = WriteHeaders & { ingestKey: string | undefined };

/** Another scheme is for a proxy. */
const BEARER = /^Bearer +(.+)$/i;

/** Like `readWriteHeaders`, with the ingest key as it was sent. */
export function readReportHeaders(request: Request): ReportHeaders {
  const { authorization } = request.headers;
  const bearer = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
  const sent = request.headers['x-ingest-key'] ?? bearer;
  const ingestKey = sent === undefined ? undefined : parseOrRefuse(reportHeaders, { 'X-Ingest-Key': sent });
  return { ...readWriteHeaders(request), ingestKey: ingestKey?.['X-Ingest-Key'] };
}

/** Refuses `validation_failed`, with the header as the field. */
export function readWriteHeaders({ headers }: Request): WriteHeaders {
  const key = headers['idempotency-key'];
  const reporter = headers['x-reporter-id'];
  if (key === undefined && reporter === undefined) return { key: undefined, reporter: undefined };
  const parsed = parseOrRefuse(reportHeaders, { 'Idempotency-Key': key, 'X-Reporter-Id': reporter });
  return { key: parsed['Idempotency-Key'], reporter: parsed['X-Reporter-Id'] };
}

/**
 * A request's id and content as hashes. The id includes the address and the reporter, so that two clients whose keys both count
 * from 1 do not get each other's answers.
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

/** A player's write as `identify` has it; null without a key. */
export function identifyCall(
  hash: (text: string) => string,
  endpoint: string,
  { key, caller }: { key: string | undefined; caller: string | null },
  content: unknown,
): RequestIdentity | null {
  return key === undefined ? null : identify(hash, { endpoint, key, reporter: caller }, content);
}

/**
 * A report's content for `identify`, without what a retry may change: its address, the key's name and the price. Absent world types and
 * ticks that are left are left out, as in reports from before there were any.
 */
export function contentOf(report: Report): object {
  const { world_type, despawns_in, public_in, source: _source, key: _key, price: _price, ...rest } = report;
  const later = Object.entries({ world_type, despawns_in, public_in }).filter(([, value]) => value !== null);
  return later.length === 0 ? rest : { ...rest, ...Object.fromEntries(later) };
}
