import type { DropPartySummary } from '../../domain/drops/drop-party.ts';
import { AppError } from '../../errors.ts';
import type { HistoryQuery } from '../store.ts';
import { historyPages, summaryOfRow } from './drop-reads.ts';
import type { Row } from './Engine.ts';
import type { Query } from './statement.ts';

export type HistoryPage = { parties: DropPartySummary[]; next: string | null };

export async function readHistory(
  query: HistoryQuery,
  read: (queries: Query[]) => Promise<Row[][]>,
): Promise<HistoryPage> {
  const { world = 0, from = Number.MIN_SAFE_INTEGER, to = Number.MAX_SAFE_INTEGER, limit, cursor } = query;
  const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : placeOf(cursor);
  const byTime = query.from !== undefined || query.to !== undefined;
  const page = historyPages[Number(query.world !== undefined)]![Number(byTime)]!;
  // Asks for one more than the page holds, to know whether there is a next page.
  const [rows = []] = await read([page({ before, world, from, to, limit: limit + 1 })]);
  const found = rows.slice(0, limit).map(summaryOfRow);
  const last = rows.length > limit ? found.at(-1) : undefined;
  return { parties: found.map(({ party }) => party), next: last ? cursorOf(last.place) : null };
}

function cursorOf(place: number): string {
  return Buffer.from(`before ${place}`).toString('base64url');
}

function placeOf(cursor: string): number {
  const place = /^before ([1-9]\d{0,14})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (place !== undefined) return Number(place);
  const message = 'must be the `next_cursor` of an earlier page';
  throw new AppError('validation_failed', `cursor: ${message}`, { faults: [{ field: 'cursor', message }] });
}
