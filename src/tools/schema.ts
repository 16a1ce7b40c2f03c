import { DatabaseSync } from 'node:sqlite';
import type { ColumnTypes } from '../store/sql/Engine.ts';
import { MIGRATIONS } from '../store/sql/migrations.ts';

/** `id` is a number that the database generates. */
export type ColumnType = 'id' | 'int' | 'real' | 'text' | 'bool' | 'json';

export type Table = {
  name: string;
  /** Without generated columns. */
  columns: { name: string; type: ColumnType }[];
  /** The primary key columns. */
  key: string[];
};

/** SQLite keeps the declared type names, so the migrations themselves say what each column is. */
const TYPES: ColumnTypes = {
  id: 'id primary key',
  int: 'int',
  real: 'real',
  text: 'text',
  bool: 'bool',
  json: 'json',
  end: '',
  keyed: '',
};

/** The tables that the migrations create, referenced ones first. */
export const TABLES: readonly Table[] = readTables();

/** The table of that name. */
export function tableOf(name: string): Table {
  return TABLES.find((table) => table.name === name)!;
}

function readTables(): Table[] {
  const db = new DatabaseSync(':memory:');
  for (const statement of MIGRATIONS.flatMap((make) => make(TYPES))) db.exec(statement);
  const names = db.prepare(`select name from sqlite_schema where type = 'table' order by rowid`).all();
  const tables = names.map(({ name }) => {
    const columns = db
      .prepare('select name, lower(type) as type, pk, hidden from pragma_table_xinfo(?)')
      .all(name as string) as {
      name: string;
      type: ColumnType;
      pk: number;
      hidden: number;
    }[];
    const key = columns.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk);
    return {
      name: name as string,
      columns: columns.filter(({ hidden }) => hidden === 0).map(({ name, type }) => ({ name, type })),
      key: key.map(({ name }) => name),
    };
  });
  db.close();
  return tables;
}
