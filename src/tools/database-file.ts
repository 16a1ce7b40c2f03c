import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { OperatorError } from '../errors.ts';
import { MIGRATIONS } from '../store/sql/migrations.ts';
import { checkIntegrity, isDamage } from '../store/sqlite/sqlite-faults.ts';

/** Owner only, as in the data folder. */
const FILE_MODE = 0o600;

/** Pages per step. All of them, because a write between two steps would restart the copy. */
const ALL_PAGES = 2 ** 31 - 1;

/** The database in a data folder. Throws an OperatorError if there is none. */
export function databaseIn(dataDir: string, remedy = "Set DATA_DIR to the server's data folder."): string {
  const path = join(dataDir, 'muster.db');
  if (existsSync(path)) return path;
  throw new OperatorError(`There is no database in ${dataDir}. ${remedy}`);
}

/** Creates an empty file that only its owner can read. Throws an OperatorError if the path exists. */
export function reserveFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', FILE_MODE));
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    const remedy = exists ? `${path} already exists. Choose another name, or move it away.` : (cause as Error).message;
    throw new OperatorError(remedy, { cause });
  }
}

/** Opens a file read-only. Throws an OperatorError if it is missing or is not an SQLite database. */
export function openFile(path: string): DatabaseSync {
  if (!existsSync(path)) throw new OperatorError(`There is no file ${path}. Check its name.`);
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    db.prepare('select count(*) from sqlite_schema').get();
    return db;
  } catch (cause) {
    db.close();
    if (isDamage(cause)) throw damaged(path, cause);
    throw new OperatorError(`${path} cannot be opened as an SQLite database: ${(cause as Error).message}.`, { cause });
  }
}

function damaged(path: string, cause: unknown): OperatorError {
  const how = (cause as Error).message.replaceAll('\n', ' ');
  const remedy = `Restore a backup, or recover what can be read: npm run salvage -- --from ${path} --to NEW.db`;
  return new OperatorError(`${path} is damaged: ${how}. ${remedy}`, { cause });
}

/** Throws an OperatorError if the file is damaged, is not a Muster database or was written by a newer Muster. */
export function checkFile(path: string): void {
  const db = openFile(path);
  try {
    checkIntegrity(db);
    const { user_version: version } = db.prepare('pragma user_version').get() as { user_version: number };
    const tables = db.prepare(`select count(*) as n from sqlite_schema where name in ('counter', 'drop_party')`).get();
    if (version < 1 || tables!['n'] !== 2) throw new OperatorError(`${path} is not a Muster database.`);
    if (version > MIGRATIONS.length) {
      throw new OperatorError(`${path} was written by a newer Muster (schema ${version}). Use that version's tools.`);
    }
  } catch (cause) {
    if (cause instanceof OperatorError) throw cause;
    throw damaged(path, cause);
  } finally {
    db.close();
  }
}

/**
 * Copies a database, which may be in use, to a new file, including what is in its write-ahead log. The new file is
 * complete, checked and synced, or is not there at all. Returns its size in bytes.
 */
export async function copyDatabase(from: string, to: string): Promise<number> {
  const part = `${to}.part`;
  reserveFile(part);
  try {
    reserveFile(to);
  } catch (error) {
    rmSync(part);
    throw error;
  }
  try {
    const source = openFile(from);
    try {
      await backup(source, part, { rate: ALL_PAGES });
    } finally {
      source.close();
    }
    makeSingleFile(part);
    checkFile(part);
    syncFile(part);
    renameSync(part, to);
    return statSync(to).size;
  } catch (error) {
    rmSync(part, { force: true });
    rmSync(to, { force: true });
    throw error;
  }
}

/** Takes the copy out of WAL mode, so that it has no files beside it. The server turns WAL mode on again. */
export function makeSingleFile(path: string): void {
  const db = new DatabaseSync(path);
  db.exec('pragma journal_mode = delete');
  db.close();
}

export function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
