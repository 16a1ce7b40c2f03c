import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { OperatorError } from '../../errors.ts';
import { FILE_MODE } from './files.ts';

const SQLITE_BUSY = 5;

/**
 * Makes sure that one store uses the folder. The operating system holds the lock and lets go of it however the process
 * ends, so there is no stale lock to wait for or to remove by hand. SQLite is used for nothing but its file lock, because
 * Node has no call for one.
 */
export class DirectoryLock {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Throws where another process, or another store of this one, has the folder. */
  static take(folder: string): DirectoryLock {
    const path = join(folder, 'lock');
    let database: DatabaseSync | undefined;
    try {
      // Nothing else may open this file in this process: closing it would let go of the lock (POSIX).
      database = new DatabaseSync(path);
      chmodSync(path, FILE_MODE);
      database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
      return new DirectoryLock(database);
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
