import { existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Drop } from '../../domain/drops/drop.ts';
import type { DropPartySummary } from '../../domain/drops/drop-party.ts';
import { CorruptFileError, RESTORE } from './files.ts';
import { lastLine, readLines, seekLine } from './line-file.ts';
import { dropSchema, faultsOf, summarySchema } from './schemas.ts';

/** Folders stay small enough to list, however many parties there were. */
const PARTIES_PER_FOLDER = 1_000;

/** How much of a party's file is settled: its drops from number 1, and their bytes. */
export type Settled = { drops: number; bytes: number };

export function partyFolder(folder: string, id: number): string {
  return join(folder, String(Math.floor(id / PARTIES_PER_FOLDER)));
}

/** A party's drops, one a line in order of number, and its summary as last line once it ended. */
export function partyPath(folder: string, id: number): string {
  return join(partyFolder(folder, id), `${id}.ndjson`);
}

/** The summary of an ended party, or null where there is no file. */
export async function readSummary(path: string): Promise<DropPartySummary | null> {
  if (!existsSync(path)) return null;
  return await withFile(path, async (file) => summaryOf(await lastLine(file, (await file.stat()).size)));
}

/** The settled drops numbered `low` to `high`, in order. Costs O(log n) reads and the page. */
export async function readDrops(path: string, settled: Settled, low: number, high: number): Promise<Drop[]> {
  if (low > high) return [];
  return await withFile(path, (file) => findDrops(file, settled.bytes, low, high));
}

/** As `readDrops`, for an ended party, of which nothing is in memory. Nothing where there is no file. */
export async function readEndedDrops(path: string, before: number, limit: number): Promise<Drop[]> {
  if (!existsSync(path)) return [];
  return await withFile(path, async (file) => {
    const { size } = await file.stat();
    const { total_drops } = summaryOf(await lastLine(file, size));
    const high = Math.min(before - 1, total_drops);
    return findDrops(file, size, Math.max(1, high - limit + 1), high);
  });
}

async function findDrops(file: FileHandle, bytes: number, low: number, high: number): Promise<Drop[]> {
  const drops: Drop[] = [];
  if (low > high) return drops;
  const start = await seekLine(file, bytes, (text) => numberOf(text) < low);
  for await (const { text } of readLines(file, start, bytes)) {
    const drop = dropSchema.safeParse(JSON.parse(text));
    if (!drop.success) throw new Error(`drop ${low + drops.length}: ${faultsOf(drop.error)}`);
    if (drop.data.number !== low + drops.length) throw new Error(`drop ${low + drops.length} is missing`);
    drops.push(drop.data);
    if (drop.data.number === high) return drops;
  }
  throw new Error(`drop ${low + drops.length} is missing`);
}

/** The summary stands behind every drop. */
function numberOf(text: string): number {
  const line: { number?: number } = JSON.parse(text);
  return line.number ?? Infinity;
}

function summaryOf(text: string): DropPartySummary {
  const summary = summarySchema.safeParse(JSON.parse(text));
  if (!summary.success) throw new Error(`the party's summary: ${faultsOf(summary.error)}`);
  return summary.data;
}

async function withFile<T>(path: string, read: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    return await read(file);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) throw cause;
    const fault = cause instanceof Error ? cause.message : String(cause);
    throw new CorruptFileError(path, fault, RESTORE, { cause });
  } finally {
    await file.close();
  }
}
