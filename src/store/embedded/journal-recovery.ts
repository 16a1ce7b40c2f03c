import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import type { JournalCommit } from './event-kinds.ts';
import { CorruptFileError, numberedFiles, type NumberedFile } from './files.ts';
import { type JournalEnd, segmentPath } from './Journal.ts';
import { decodeRecord } from './journal-record.ts';
import { readLines } from './line-file.ts';

export type Replay = { folder: string; /** The last record that the snapshot holds. */ after: number };

type Reading = {
  expected: number;
  after: number;
  apply: (commit: JournalCommit) => void;
  warn: (message: string) => void;
};

const REMEDY =
  'Restore the data folder from a backup; or, to lose this record and all after it, cut the file off before this line and delete the later files of this folder.';

/** Applies every record after the snapshot. Throws a CorruptFileError where one is wrong or missing. */
export async function replayJournal(
  { folder, after }: Replay,
  apply: (commit: JournalCommit) => void,
  warn: (message: string) => void,
): Promise<JournalEnd> {
  const segments = await withoutEmptyOnes(await numberedFiles(folder));
  const needed = segments.filter((_, i) => (segments[i + 1]?.number ?? Infinity) > after + 1);
  const first = needed[0];
  if (!first) return { path: segmentPath(folder, after + 1), bytes: 0, next: after + 1 };
  if (first.number > after + 1) {
    const fault = `it begins with record ${first.number}, but record ${after + 1} is needed and in no file`;
    throw new CorruptFileError(first.path, fault, 'Restore the data folder from a backup.');
  }
  const reading: Reading = { expected: first.number, after, apply, warn };
  let bytes = 0;
  for (const segment of needed) bytes = await replaySegment(segment, segment === needed.at(-1), reading);
  const next = reading.expected;
  if (next > after) return { path: needed.at(-1)!.path, bytes, next };
  warn(
    `${folder} ends with record ${next - 1}, before the snapshot's ${after}: nothing is lost, the journal goes on after it`,
  );
  return { path: segmentPath(folder, after + 1), bytes: 0, next: after + 1 };
}

/** A segment that was begun and never written. */
async function withoutEmptyOnes(segments: NumberedFile[]): Promise<NumberedFile[]> {
  const kept: NumberedFile[] = [];
  for (const segment of segments) {
    if ((await stat(segment.path)).size > 0) kept.push(segment);
    else await rm(segment.path);
  }
  return kept;
}

/** Gives the length of its whole lines in bytes. */
async function replaySegment({ path, number }: NumberedFile, isLast: boolean, reading: Reading): Promise<number> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    let line = 0;
    if (number !== reading.expected)
      throw corrupt(path, 1, `record ${reading.expected} is missing: the file begins with ${number}`);
    for await (const { text, start, torn } of readLines(file, 0, size)) {
      line += 1;
      if (torn && isLast) return await cutTornLine(file, start, `${path}:${line}`, reading);
      if (torn) throw corrupt(path, line, 'the line has no end');
      try {
        applyLine(text, reading);
      } catch (error) {
        throw corrupt(path, line, error instanceof Error ? error.message : String(error));
      }
    }
    return size;
  } finally {
    await file.close();
  }
}

function applyLine(text: string, reading: Reading): void {
  const record = decodeRecord(text);
  if (record.n !== reading.expected)
    throw new Error(`record ${reading.expected} is missing: this is record ${record.n}`);
  if (record.n > reading.after) reading.apply(record);
  reading.expected += 1;
}

/** The write that the crash interrupted: nobody was told that it was done. */
async function cutTornLine(file: FileHandle, start: number, place: string, { warn }: Reading): Promise<number> {
  await file.truncate(start);
  await file.datasync();
  warn(`${place}: the last write was interrupted; what it left was cut off, and nothing of it had been acknowledged`);
  return start;
}

function corrupt(path: string, line: number, fault: string): CorruptFileError {
  return new CorruptFileError(`${path}:${line}`, fault, REMEDY);
}
