import type { DropPartySummary } from '../../domain/drops/drop-party.ts';
import { AppError } from '../../errors.ts';
import type { HistoryQuery } from '../store.ts';
import { CorruptFileError, RESTORE } from './files.ts';
import { faultsOf, summarySchema } from './schemas.ts';
import type { Segment, SegmentedLog } from './SegmentedLog.ts';

/** The ended parties at one moment: `archived` of them in the log's segments, then the newest in memory. */
export type HistoryView = { log: SegmentedLog; segments: Segment[]; archived: number; newest: DropPartySummary[] };

export type HistoryPage = { parties: DropPartySummary[]; next: string | null };

/** The place of an ended party, from 1 in order of ending: it stays what it is when the party goes to the archive. */
type Placed = { place: number; party: DropPartySummary };

export async function readHistory(view: HistoryView, query: HistoryQuery): Promise<HistoryPage> {
  const before = query.cursor === undefined ? Infinity : placeOf(query.cursor);
  const page: Placed[] = [];
  for await (const placed of newestFirst(view, before, query)) {
    // One more was looked for, so that the last page says that it is the last.
    if (page.length === query.limit) return { parties: page.map(({ party }) => party), next: cursorOf(page.at(-1)) };
    page.push(placed);
  }
  return { parties: page.map(({ party }) => party), next: null };
}

async function* newestFirst(view: HistoryView, before: number, query: HistoryQuery): AsyncGenerator<Placed> {
  const { log, segments, archived, newest } = view;
  for (let i = Math.min(newest.length, before - archived - 1) - 1; i >= 0; i--) {
    if (matches(newest[i]!, query)) yield { place: archived + i + 1, party: structuredClone(newest[i]!) };
  }
  for (const segment of segments.toReversed()) {
    if (segment.first >= before || !mayMatch(segment, query)) continue;
    yield* newestOf(segment, await log.read(segment), before, query);
  }
}

function* newestOf(segment: Segment, texts: string[], before: number, query: HistoryQuery): Generator<Placed> {
  // Looking for the text first spares the parsing of most lines.
  const needle = query.world === undefined ? '' : `"world":${query.world},`;
  for (let i = Math.min(texts.length, before - segment.first) - 1; i >= 0; i--) {
    if (!texts[i]!.includes(needle)) continue;
    const party = decode(texts[i]!, segment, i);
    if (matches(party, query)) yield { place: segment.first + i, party };
  }
}

function decode(text: string, { first }: Segment, i: number): DropPartySummary {
  const party = summarySchema.safeParse(JSON.parse(text));
  if (party.success) return party.data;
  throw new CorruptFileError(`history, file ${first}, line ${i + 1}`, faultsOf(party.error), RESTORE);
}

function mayMatch({ from, to }: Segment, query: HistoryQuery): boolean {
  return to >= (query.from ?? -Infinity) && from < (query.to ?? Infinity);
}

function matches({ ended_at, world }: DropPartySummary, query: HistoryQuery): boolean {
  if (ended_at === null || ended_at < (query.from ?? -Infinity) || ended_at >= (query.to ?? Infinity)) return false;
  return query.world === undefined || world === query.world;
}

function cursorOf(last: Placed | undefined): string | null {
  return last ? Buffer.from(`before ${last.place}`).toString('base64url') : null;
}

function placeOf(cursor: string): number {
  const place = /^before ([1-9]\d{0,14})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (place !== undefined) return Number(place);
  throw new AppError('validation_failed', undefined, {
    faults: [{ field: 'cursor', message: 'must be the `next` of an earlier page' }],
  });
}
