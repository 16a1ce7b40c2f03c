import type { Row } from '../store/sql/Engine.ts';
import type { Table } from './schema.ts';

/** Rows per query. */
const PAGE_ROWS = 2_000;

/**
 * Why a database is opened. `look` reads one snapshot, even while a server is using it; `take` also locks servers out;
 * `fill` also writes, in one transaction.
 */
export type Purpose = 'look' | 'take' | 'fill';

/** An open Muster database, on either engine. */
export type Place = {
  engine: 'sqlite' | 'postgres';
  /** How messages name it, without the password. */
  shown: string;
  /** `$1` is the first value. */
  query(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Commits if `keep`, else rolls back; then closes the connections and releases the lock. */
  close(keep: boolean): Promise<void>;
};

/** All rows of the table, in pages ordered by the key, which must be unique. */
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
