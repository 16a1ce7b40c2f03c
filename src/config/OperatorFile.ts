import { statSync, unwatchFile, watchFile } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { makeFolders } from '../folders.ts';
import { checkBytes } from './operator-settings.ts';
import type { Kept, OperatorPlace } from './OperatorPlace.ts';

/** Milliseconds between checks of the file. */
const WATCH_MS = 1_000;

/** Owner only: webhook URLs and their secrets are in it. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** `operator.json`. Its version is its text, and when that was saved. Writes are atomic, and on disk when they resolve. */
export class OperatorFile implements OperatorPlace {
  readonly name = 'operator.json';
  readonly shown: string;
  readonly #path: string;
  readonly #watchMs: number;
  #edited: NodeJS.Timeout | undefined;

  constructor(path: string, watchMs = WATCH_MS) {
    this.#path = path;
    this.shown = path;
    this.#watchMs = watchMs;
  }

  async read(): Promise<Kept | null> {
    const stats = statSync(this.#path, { throwIfNoEntry: false });
    if (!stats) return null;
    checkBytes(stats.size);
    const text = await readFile(this.#path, 'utf8');
    return { text, version: versionOf(text, stats.mtimeMs) };
  }

  async write(text: string, version: string | null): Promise<Kept | null> {
    // Why it cannot be read any more is found out by the next attempt.
    const now = await this.read().catch(() => null);
    if ((now?.version ?? null) !== version) return null;
    const folder = dirname(this.#path);
    // It is missing if nothing else is kept in it: with DATABASE_URL and AUTH_SECRET.
    if (version === null) makeFolders(folder, FOLDER_MODE);
    await writeFileAtomic(this.#path, text, version === null ? { mode: FILE_MODE } : {});
    // The new name has to be on disk, too.
    const opened = await open(folder);
    await opened.sync().finally(() => opened.close());
    // Not what is read again: an edit that somebody saved meanwhile has to be noticed.
    return { text, version: versionOf(text, statSync(this.#path).mtimeMs) };
  }

  /** Editors save in several steps, or replace the file, so it is read once it has not changed for a while. */
  watch(onChange: () => void): void {
    watchFile(this.#path, { interval: this.#watchMs, persistent: false }, () => {
      clearTimeout(this.#edited);
      this.#edited = setTimeout(onChange, this.#watchMs).unref();
    });
  }

  close(): void {
    unwatchFile(this.#path);
    clearTimeout(this.#edited);
  }
}

/** A file that was saved again counts as edited: it makes receivers go on that have ended. */
function versionOf(text: string, savedMs: number): string {
  return `${savedMs} ${text}`;
}
