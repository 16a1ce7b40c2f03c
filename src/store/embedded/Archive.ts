import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Drop } from '../../domain/drops/drop.ts';
import type { DropPartySummary } from '../../domain/drops/drop-party.ts';
import { CorruptFileError, makeFolder, RESTORE, syncFolder } from './files.ts';
import { appendAt, verifySize } from './line-file.ts';
import { partyFolder, partyPath, readDrops, readEndedDrops, readSummary, type Settled } from './party-file.ts';
import { ANSWERS_KEPT, type Memory, SESSIONS_KEPT } from './RecentTexts.ts';
import { answerSchema, faultsOf } from './schemas.ts';
import { completeSessionSchema } from './session-schemas.ts';
import { type Segment, SegmentedLog } from './SegmentedLog.ts';
import type { Settlement, Tables } from './Tables.ts';

/** Bytes. A page of the history reads whole segments, so they are small. */
const HISTORY_SEGMENT_BYTES_MAX = 1024 * 1024;
/** These are read at the start alone. */
const RECENT_SEGMENT_BYTES_MAX = 4 * 1024 * 1024;

/** How far the archive's own logs go. What stands behind is of a checkpoint that did not finish. */
export type ArchiveEnd = { history: Segment[]; answers: Segment[]; sessions: Segment[] };

/** What an append made of the archive: it counts once a snapshot names it. */
export type Appended = { end: ArchiveEnd; sizes: Map<number, number> };

/** What changes no more, on disk only: neither memory nor start-up grows with it. */
export class Archive {
  readonly #parties: string;
  readonly history: SegmentedLog;
  readonly #answers: SegmentedLog;
  readonly #sessions: SegmentedLog;
  end: ArchiveEnd = { history: [], answers: [], sessions: [] };

  constructor(dataDir: string) {
    this.#parties = join(dataDir, 'parties');
    this.history = new SegmentedLog(join(dataDir, 'history'), HISTORY_SEGMENT_BYTES_MAX);
    this.#answers = new SegmentedLog(join(dataDir, 'answers'), RECENT_SEGMENT_BYTES_MAX);
    this.#sessions = new SegmentedLog(join(dataDir, 'sessions'), RECENT_SEGMENT_BYTES_MAX);
  }

  /** Throws a CorruptFileError where a file has less than the snapshot counts on. Puts answers and complete sessions back in memory. */
  async open(end: ArchiveEnd, tables: Tables): Promise<void> {
    await makeFolder(this.#parties);
    await this.history.open(end.history);
    await this.#answers.open(end.answers);
    await this.#sessions.open(end.sessions);
    for (const { id, settled } of tables.parties.values()) await verifySize(this.#pathOf(id), settled.bytes);
    this.end = end;
    for await (const { text, place } of this.#answers.all(end.answers)) {
      const { id, at } = decode(answerSchema, text, place);
      tables.answers.restore(id, { at, text });
    }
    for await (const { text, place } of this.#sessions.all(end.sessions)) {
      const { session_id, completed_at } = decode(completeSessionSchema, text, place);
      tables.completeSessions.restore(session_id, { at: completed_at, text });
    }
  }

  /** Durable when it resolves. Changes nothing that is readable: `end` is for the caller to move. */
  async append(settlement: Settlement, now: number): Promise<Appended> {
    const sizes = new Map<number, number>();
    const folders = new Set<string>();
    for (const { party, drops, summary } of settlement.parties) {
      const folder = partyFolder(this.#parties, party.id);
      await makeFolder(folder);
      const lines = [...drops, ...(summary ? [summary] : [])].map((line) => `${JSON.stringify(line)}\n`);
      sizes.set(party.id, await appendAt(this.#pathOf(party.id), party.settled.bytes, lines.join('')));
      folders.add(folder);
    }
    for (const folder of folders) await syncFolder(folder);
    const ended = settlement.ended.map((party) => ({ at: party.ended_at ?? 0, text: JSON.stringify(party) }));
    const history = await this.history.append(this.end.history, ended);
    const answers = await this.#answers.append(withoutOld(this.end.answers, ANSWERS_KEPT, now), settlement.answers);
    const sessions = await this.#sessions.append(
      withoutOld(this.end.sessions, SESSIONS_KEPT, now),
      settlement.sessions,
    );
    return { end: { history, answers, sessions }, sizes };
  }

  /** Removes the files that no kept snapshot knows. */
  async removeAllBut(kept: ArchiveEnd[]): Promise<void> {
    await this.history.removeAllBut(kept.flatMap(({ history }) => history));
    await this.#answers.removeAllBut(kept.flatMap(({ answers }) => answers));
    await this.#sessions.removeAllBut(kept.flatMap(({ sessions }) => sessions));
  }

  hasParty(id: number): boolean {
    return existsSync(this.#pathOf(id));
  }

  summaryOf(id: number): Promise<DropPartySummary | null> {
    return readSummary(this.#pathOf(id));
  }

  settledDropsOf(id: number, settled: Settled, low: number, high: number): Promise<Drop[]> {
    return readDrops(this.#pathOf(id), settled, low, high);
  }

  endedDropsOf(id: number, before: number, limit: number): Promise<Drop[]> {
    return readEndedDrops(this.#pathOf(id), before, limit);
  }

  #pathOf(id: number): string {
    return partyPath(this.#parties, id);
  }
}

function decode<T>(schema: z.ZodType<T>, text: string, place: string): T {
  const line = schema.safeParse(JSON.parse(text));
  if (line.success) return line.data;
  throw new CorruptFileError(place, faultsOf(line.error), RESTORE);
}

/** Without the segments that nobody can ask for any more. The last one stays: the next one is numbered after it. */
function withoutOld(segments: Segment[], { keptMs, countMax, bytesMax }: Memory, now: number): Segment[] {
  const newer = { count: 0, bytes: 0 };
  const kept = segments.toReversed().filter((segment, i) => {
    const wanted = i === 0 || (newer.count < countMax && newer.bytes < bytesMax && now - segment.to < keptMs);
    newer.count += segment.count;
    newer.bytes += segment.bytes;
    return wanted;
  });
  return kept.toReversed();
}
