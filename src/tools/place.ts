import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Env } from '../config/env.ts';
import { OperatorError } from '../errors.ts';
import type { Engine, Row } from '../store/sql/Engine.ts';
import { MIGRATIONS } from '../store/sql/migrations.ts';
import { SqliteEngine } from '../store/sqlite/SqliteEngine.ts';
import { valueOf } from '../store/sqlite/WriteConnection.ts';
import { checkFile, databaseIn } from './database-file.ts';
import type { Table } from './schema.ts';

/** Rows that are read at once. */
const PAGE_ROWS = 2_000;

/**
 * Why a database is opened. `look` sees one moment of it, whoever uses it meanwhile; `take` keeps servers off it, too;
 * `fill` also writes, in one transaction.
 */
export type Purpose = 'look' | 'take' | 'fill';

/** A database of Muster that is open, on either engine. */
export type Place = {
  engine: 'sqlite' | 'postgres';
  /** How to name it to the operator, without a password. */
  shown: string;
  /** `$1` stands for the first value. */
  query(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Ends the transaction, then lets go of everything. Without `keep`, nothing of what was written is. */
  close(keep: boolean): Promise<void>;
};

/** Where the database of the server is, by its settings. */
export function placeOfServer(env: Env): string {
  return `sqlite:${env.DATA_DIR}`;
}

/** `sqlite:FOLDER`, a path alone, or `postgres://...`. Throws an OperatorError where it cannot be opened. */
export async function openPlace(address: string, purpose: Purpose): Promise<Place> {
  const path = pathOf(address);
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  if (purpose === 'look') {
    const file = isFile ? path : databaseIn(path);
    checkFile(file);
    return placeOf(file, purpose, async () => {});
  }
  const folder = folderOf(path, isFile);
  if (purpose === 'take') databaseIn(folder);
  const lock = new SqliteEngine(folder);
  await lock.open(MIGRATIONS);
  try {
    return placeOf(join(folder, 'muster.db'), purpose, () => lock.close());
  } catch (error) {
    await lock.close();
    throw error;
  }
}

/** The store's own engine for the place, which is not open yet. */
export function engineOf(address: string): Engine {
  return new SqliteEngine(pathOf(address));
}

function pathOf(address: string): string {
  // One letter is a drive of Windows.
  if (/^\w{2,}:/.test(address) && !address.startsWith('sqlite:')) {
    throw new OperatorError(`Muster has no databases of "${address.split(':', 1)[0]}:". Give sqlite:FOLDER.`);
  }
  return address.replace(/^sqlite:/, '');
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

/** All rows of the table in the order of the key, which must be unique. */
export async function* pagesOf(place: Place, { name, columns, key }: Table): AsyncGenerator<Row[]> {
  const names = columns.map((column) => quoted(column.name)).join();
  const keys = key.map(quoted).join();
  const after = `where (${keys}) > (${key.map((_, i) => `$${i + 1}`).join()})`;
  let last: Row | undefined;
  do {
    const values = last ? key.map((column) => last![column]) : [];
    const sql = `select ${names} from ${quoted(name)} ${last ? after : ''} order by ${keys} limit ${PAGE_ROWS}`;
    const rows = await place.query(sql, values);
    if (rows.length > 0) yield rows;
    last = rows.at(PAGE_ROWS - 1);
  } while (last);
}

export function quoted(name: string): string {
  return `"${name}"`;
}
