import { chmodSync, closeSync, existsSync, fsyncSync, openSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { OperatorError } from '../../errors.ts';
import { makeFolders } from '../../folders.ts';

/** Owner only: the files contain hashes of reporters and passwords. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

const SQLITE_BUSY = 5;
const RESTORE = 'Restore the data folder from a backup, or set DATA_DIR to an empty folder to start over.';

/** Files that prove a folder once had a database: the marker and the secret are created after it. */
const MARKER = 'muster.db.made';
const LEFT_BEHIND = [MARKER, 'secret', 'muster.db-wal'];
const OLD_STORE = ['journal', 'snapshots', 'parties', 'history'];

/** Throws an OperatorError if the folder has lost its database, rather than start with an empty one. */
export function findDatabase(folder: string): string {
  const path = join(folder, 'muster.db');
  if (existsSync(path)) return path;
  const old = OLD_STORE.find((name) => existsSync(join(folder, name)));
  if (old) {
    throw new OperatorError(
      `The data folder ${folder} holds the files of an older Muster (${old}/), which this one cannot read. ` +
        'Move them away to start over, or keep using the version that wrote them.',
    );
  }
  const left = LEFT_BEHIND.find((name) => existsSync(join(folder, name)));
  if (left)
    throw new OperatorError(
      `The data folder ${folder} lost its database: ${left} is there, muster.db is not. ${RESTORE}`,
    );
  return path;
}

/** Creates the empty file, readable by its owner only; SQLite gives the files beside it the same mode. */
export function makeDatabaseFile(path: string): void {
  if (!existsSync(path)) writeFileSync(path, '', { mode: FILE_MODE, flag: 'wx' });
  chmodSync(path, FILE_MODE);
}

export function makeFolder(folder: string): void {
  const first = makeFolders(folder, FOLDER_MODE);
  if (first !== undefined) syncFolder(dirname(first));
}

/** From now on, a missing database counts as lost. */
export function markMade(folder: string): void {
  const path = join(folder, MARKER);
  if (!existsSync(path))
    writeFileSync(path, 'A data folder that has this file and no muster.db lost its database.\n', { mode: FILE_MODE });
  syncFolder(folder);
}

/** Makes new files in a folder survive a power cut. */
function syncFolder(path: string): void {
  // Windows cannot open a folder, and journals its entries itself.
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/**
 * Makes sure that only one Muster uses the folder. The operating system releases the lock however the process ends, so
 * there is no stale lock to remove by hand. It is SQLite's lock on a separate, empty file, so that others, such as a
 * backup, can still read the database.
 */
export class FolderLock {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Throws an OperatorError if another process, or another store in this one, uses the folder. */
  static take(folder: string): FolderLock {
    const path = join(folder, 'lock');
    let database: DatabaseSync | undefined;
    try {
      // Nothing else in this process may open this file: closing it would release the lock (POSIX).
      database = new DatabaseSync(path);
      chmodSync(path, FILE_MODE);
      database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
      return new FolderLock(database);
    } catch (cause) {
      database?.close();
      const busy = cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY;
      const message = busy
        ? `The data folder ${folder} is in use by another Muster. Stop that one, or give this one a DATA_DIR of its own.`
        : `The data folder ${folder} cannot be locked: ${path} cannot be opened and locked for writing.`;
      throw new OperatorError(message, { cause });
    }
  }

  release(): void {
    this.#database.close();
  }
}
