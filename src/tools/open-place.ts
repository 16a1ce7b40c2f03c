import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { OperatorError } from '../errors.ts';
import type { Engine } from '../store/sql/Engine.ts';
import { MIGRATIONS } from '../store/sql/migrations.ts';
import { SqliteEngine } from '../store/sqlite/SqliteEngine.ts';
import { valueOf } from '../store/sqlite/WriteConnection.ts';
import { checkFile, databaseIn } from './database-file.ts';
import type { Place, Purpose } from './place.ts';
import { openPostgres, postgresEngine } from './postgres-place.ts';

type Settings = { DATA_DIR: string; DATABASE_URL?: string };

/** The address of the server's database. */
export function placeOfServer({ DATA_DIR, DATABASE_URL }: Settings): string {
  return DATABASE_URL ?? `sqlite:${DATA_DIR}`;
}

/** Opens `sqlite:FOLDER`, a plain path or `postgres://...`. Throws an OperatorError if that fails. */
export async function openPlace(address: string, purpose: Purpose): Promise<Place> {
  return await (isPostgres(address) ? openPostgres(address, purpose) : openSqlite(pathOf(address), purpose));
}

/** The store's own engine for the address, not opened yet. */
export function engineOf(address: string): Engine {
  return isPostgres(address) ? postgresEngine(address) : new SqliteEngine(pathOf(address));
}

function isPostgres(address: string): boolean {
  return /^postgres(ql)?:\/\//.test(address);
}

function pathOf(address: string): string {
  // A single letter is a Windows drive.
  if (/^\w{2,}:/.test(address) && !address.startsWith('sqlite:')) {
    const remedy = 'Use sqlite:FOLDER or postgres://user:password@host:5432/database.';
    throw new OperatorError(`Muster does not support "${address.split(':', 1)[0]}:" databases. ${remedy}`);
  }
  return address.replace(/^sqlite:/, '');
}

async function openSqlite(path: string, purpose: Purpose): Promise<Place> {
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  if (purpose === 'look') {
    const file = isFile ? path : databaseIn(path);
    checkFile(file);
    return placeOf(file, purpose, async () => {});
  }
  const folder = folderOf(path, isFile);
  if (purpose === 'take') databaseIn(folder, 'Name the data folder, as sqlite:FOLDER.');
  const lock = new SqliteEngine(folder);
  await lock.open(MIGRATIONS);
  try {
    return placeOf(join(folder, 'muster.db'), purpose, () => lock.close());
  } catch (error) {
    await lock.close();
    throw error;
  }
}

function folderOf(path: string, isFile: boolean): string {
  if (basename(path) === 'muster.db') return dirname(path);
  if (!isFile) return path;
  throw new OperatorError(`${path} is not a data folder. Restore it into one first: npm run restore -- ${path}`);
}

function placeOf(file: string, purpose: Purpose, unlock: () => Promise<void>): Place {
  const db = new DatabaseSync(file, { readOnly: purpose !== 'fill' });
  db.exec(purpose === 'fill' ? 'begin immediate' : 'begin');
  return {
    engine: 'sqlite',
    shown: file,
    async query(sql, values = []) {
      return db.prepare(sql.replaceAll(/\$(\d+)/g, '?$1')).all(...values.map(valueOf));
    },
    async close(keep) {
      try {
        if (db.isTransaction) db.exec(keep ? 'commit' : 'rollback');
      } finally {
        db.close();
        await unlock();
      }
    },
  };
}
