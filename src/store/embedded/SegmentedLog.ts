import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CorruptFileError, makeFolder, numberedFiles, numberedName, RESTORE, syncFolder } from './files.ts';
import { appendAt, readLines, verifySize } from './line-file.ts';
import { timeSchema } from './schemas.ts';

/** `at` is what the segment's time range is made of, in epoch milliseconds. */
export type LogLine = { at: number; text: string };

/** A file of the log: its lines are number `first` to `first + count - 1`, of which `bytes` are whole and settled. */
export const segmentSchema = z.strictObject({
  first: z.int().min(1),
  count: z.int().min(1),
  bytes: z.int().min(1),
  from: timeSchema,
  to: timeSchema,
});

export type Segment = z.infer<typeof segmentSchema>;

/** Lines that are only ever added, in files of a bounded size. It keeps nothing in memory: who reads says which segments. */
export class SegmentedLog {
  readonly #folder: string;
  readonly #segmentBytesMax: number;

  constructor(folder: string, segmentBytesMax: number) {
    this.#folder = folder;
    this.#segmentBytesMax = segmentBytesMax;
  }

  async open(segments: Segment[]): Promise<void> {
    await makeFolder(this.#folder);
    for (const segment of segments) await verifySize(this.#pathOf(segment), segment.bytes);
  }

  /** Adds behind the given segments, durably, and gives the segments as they are then. The given ones stay readable. */
  async append(segments: Segment[], lines: LogLine[]): Promise<Segment[]> {
    if (lines.length === 0) return segments;
    const next = [...segments];
    let at = 0;
    while (at < lines.length) {
      const open = next.at(-1);
      const goesOn = open !== undefined && open.bytes < this.#segmentBytesMax;
      if (goesOn) next.pop();
      const first = goesOn ? open.first : open ? open.first + open.count : 1;
      const part = takeUpTo(lines, at, this.#segmentBytesMax - (goesOn ? open.bytes : 0));
      next.push(await this.#write(goesOn ? open : null, first, part));
      at += part.length;
    }
    await syncFolder(this.#folder);
    return next;
  }

  /** The texts of a segment, in order. */
  async read(segment: Segment): Promise<string[]> {
    const path = this.#pathOf(segment);
    const file = await open(path, 'r');
    try {
      const lines: string[] = [];
      for await (const { text } of readLines(file, 0, segment.bytes)) lines.push(text);
      if (lines.length === segment.count) return lines;
      throw new CorruptFileError(
        path,
        `it has ${lines.length} lines, but the snapshot counts on ${segment.count}`,
        RESTORE,
      );
    } finally {
      await file.close();
    }
  }

  /** The texts of all segments in order, and the place of each in words for an error. */
  async *all(segments: Segment[]): AsyncGenerator<{ text: string; place: string }> {
    for (const segment of segments) {
      const path = this.#pathOf(segment);
      for (const [i, text] of (await this.read(segment)).entries()) yield { text, place: `${path}:${i + 1}` };
    }
  }

  /** Removes the files that are in none of the lists. */
  async removeAllBut(kept: Segment[]): Promise<void> {
    const names = new Set(kept.map(({ first }) => first));
    for (const { path, number } of await numberedFiles(this.#folder)) {
      if (!names.has(number)) await rm(path, { force: true });
    }
  }

  async #write(open: Segment | null, first: number, lines: LogLine[]): Promise<Segment> {
    const text = lines.map((line) => `${line.text}\n`).join('');
    const bytes = await appendAt(this.#pathOf({ first }), open?.bytes ?? 0, text);
    const times = lines.map(({ at }) => at);
    return {
      first,
      count: (open?.count ?? 0) + lines.length,
      bytes,
      from: times.reduce((a, b) => Math.min(a, b), open?.from ?? Infinity),
      to: times.reduce((a, b) => Math.max(a, b), open?.to ?? -Infinity),
    };
  }

  #pathOf({ first }: { first: number }): string {
    return join(this.#folder, `${numberedName(first)}.ndjson`);
  }
}

/** At least one line, so that a line longer than a segment has one of its own. */
function takeUpTo(lines: LogLine[], from: number, bytesMax: number): LogLine[] {
  let bytes = 0;
  let end = from;
  do {
    bytes += Buffer.byteLength(lines[end]!.text) + 1;
    end += 1;
  } while (end < lines.length && bytes < bytesMax);
  return lines.slice(from, end);
}
