import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { JournalCommit } from './event-kinds.ts';
import { commitSchema, faultsOf, timeSchema } from './schemas.ts';

const recordSchema = commitSchema.extend({ n: z.int().min(1), at: timeSchema, crc: z.string() });

/** One line of the journal: a commit, its number `n` (from 1, no gaps) and when it was written (epoch milliseconds). */
export type JournalRecord = z.infer<typeof recordSchema>;

const CRC_SUFFIX = /,"crc":"([0-9a-f]{8})"\}$/;
const CRC_SUFFIX_LENGTH = ',"crc":"00000000"}'.length;

/** A copy. Throws a TypeError where `decodeRecord` could not read it again. */
export function checkCommit(commit: JournalCommit): JournalCommit {
  const checked = commitSchema.safeParse(commit);
  if (checked.success) return checked.data;
  throw new TypeError(`this cannot be stored: ${faultsOf(checked.error)}`);
}

/** The part of the line that does not depend on its place. */
export function encodeCommit({ events, answers }: JournalCommit): string {
  return JSON.stringify({ events, answers }).slice(1, -1);
}

/** `content` is what `encodeCommit` gave. The checksum covers all that stands before it. */
export function encodeRecord(n: number, at: number, content: string): string {
  const checked = `{"n":${n},"at":${at},${content}`;
  return `${checked},"crc":"${checksum(checked)}"}\n`;
}

/** Throws an Error that says what is wrong with the line. */
export function decodeRecord(line: string): JournalRecord {
  const record = recordSchema.safeParse(JSON.parse(line));
  if (!record.success) throw new Error(faultsOf(record.error));
  const actual = checksum(line.slice(0, -CRC_SUFFIX_LENGTH));
  if (CRC_SUFFIX.exec(line)?.[1] !== actual) {
    throw new Error(`its crc is "${record.data.crc}", but its content has the crc "${actual}"`);
  }
  return record.data;
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
