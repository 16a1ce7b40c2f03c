import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OperatorError } from '../../errors.ts';

/** Owner only: the files carry hashes of reporters. */
export const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** About a batch of commits: a disk that has less left is as good as full. */
export const PROBE_BYTES = 64 * 1024;

/** A file that is not what the store wrote. Its message names the file and says what an operator can do. */
export class CorruptFileError extends OperatorError {
  constructor(path: string, fault: string, remedy: string, options?: { cause?: unknown }) {
    super(`${path}: ${fault}. Nothing was changed. ${remedy}`, options);
    this.name = 'CorruptFileError';
  }
}

export const RESTORE = 'Restore the data folder from a backup.';

/** Makes the new name of a file survive a power cut: that is the folder's content, not the file's. */
export async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder, and keeps its names in a journal of its own.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: FOLDER_MODE });
  if (first !== undefined) await syncFolder(dirname(first));
}

const NUMBERED = /^(?:snapshot-)?(\d+)\.(?:ndjson|json)$/;

export type NumberedFile = { path: string; number: number };

/** The files named `<number>.ndjson` or `snapshot-<number>.json`, in order of number. */
export async function numberedFiles(folder: string): Promise<NumberedFile[]> {
  const found = (await readdir(folder)).flatMap((name) => {
    const number = NUMBERED.exec(name)?.[1];
    return number === undefined ? [] : { path: join(folder, name), number: Number(number) };
  });
  return found.toSorted((a, b) => a.number - b.number);
}

/** Zero-padded, so that a listing by name is in order. */
export function numberedName(number: number): string {
  return String(number).padStart(15, '0');
}

/** What an interrupted write leaves: never part of the data, because a file gets its name when it is whole. */
export async function removeTemporaryFiles(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.tmp'));
  for (const name of names) await rm(join(folder, name), { force: true });
  return names.map((name) => join(basename(folder), name));
}
