import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Row } from '../store/sql/Engine.ts';
import { isStorageFault } from '../store/sqlite/sqlite-faults.ts';
import type { Say } from './command.ts';
import { quoted } from './place.ts';
import type { Table } from './schema.ts';

/** A generous guess, to estimate the size of a table whose end cannot be read. */
const ROWS_PER_PAGE = 200;

/** Copies every row that can be read, and says which cannot. Returns how many it copied. */
export function copyReadable(source: DatabaseSync, target: DatabaseSync, table: Table, say: Say): number {
  try {
    return new TableCopy(source, target, table, say).run();
  } catch (error) {
    say(`${table.name}: nothing can be read: ${(error as Error).message}`);
    return 0;
  }
}

class TableCopy {
  readonly #source: DatabaseSync;
  readonly #target: DatabaseSync;
  readonly #table: Table;
  readonly #columns: string[];
  readonly #insert: StatementSync;
  readonly #say: Say;
  #copied = 0;
  #lost: { from: number; to: number } | null = null;

  constructor(source: DatabaseSync, target: DatabaseSync, table: Table, say: Say) {
    this.#source = source;
    this.#target = target;
    this.#table = table;
    this.#say = say;
    // An older schema has fewer columns.
    const there = new Set(
      source
        .prepare('select name from pragma_table_xinfo(?)')
        .all(table.name)
        .map((row) => row['name']),
    );
    this.#columns = table.columns.map(({ name }) => name).filter((name) => there.has(name));
    const places = this.#columns.map(() => '?').join();
    // On a conflict, both directions have read the same row.
    this.#insert = target.prepare(
      `insert into ${quoted(table.name)} (${this.#columns.map(quoted).join()}) values (${places}) on conflict do nothing`,
    );
  }

  run(): number {
    const { name } = this.#table;
    if (name === 'counter') this.#target.exec('delete from counter');
    const kind = this.#target.prepare('select wr from pragma_table_list(?)').get(name) as { wr: number };
    if (kind.wr === 1) this.#copyByKey();
    else this.#copyByRowid();
    return this.#copied;
  }

  /** Reads from both ends up to the first unreadable page: what lies between is lost. */
  #copyByKey(): void {
    const ends = ['asc', 'desc'].map((direction) => {
      let last: Row | undefined;
      const order = this.#table.key.map((key) => `${quoted(key)} ${direction}`).join();
      const fault = this.#stream(`order by ${order}`, [], (row) => (last = row));
      return { fault, at: last ? this.#table.key.map((key) => String(last![key])).join(' ') : 'the end' };
    });
    const [first, last] = ends;
    if (first!.fault)
      this.#say(`${this.#table.name}: rows between "${first!.at}" and "${last!.at}" cannot be read: ${first!.fault}`);
  }

  #copyByRowid(): void {
    const first = this.#bound('min') ?? 1;
    const { page_count: pages } = this.#source.prepare('pragma page_count').get() as { page_count: number };
    this.#copyRange(first, this.#bound('max') ?? first + pages * ROWS_PER_PAGE);
    this.#sayLost();
  }

  /** Null if neither the page at that end nor any index can be read. */
  #bound(end: 'min' | 'max'): number | null {
    const { name } = this.#table;
    const indexes = this.#source.prepare('select name from pragma_index_list(?) where partial = 0').all(name);
    for (const how of ['', ...indexes.map((index) => `indexed by ${quoted(index['name'] as string)}`)]) {
      try {
        const row = this.#source.prepare(`select ${end}(rowid) as id from ${quoted(name)} ${how}`).get();
        return (row!['id'] as number | null) ?? 0;
      } catch (error) {
        if (how === '' && !isStorageFault(error)) throw error;
      }
    }
    return null;
  }

  /** Bisects what cannot be read down to single rows. */
  #copyRange(from: number, to: number): void {
    let next = from;
    const fault = this.#stream('where rowid between ? and ? order by rowid', [from, to], (row) => {
      next = (row['muster_rowid'] as number) + 1;
    });
    if (!fault) return;
    if (next >= to) return this.#lose(next);
    const middle = Math.floor((next + to) / 2);
    this.#copyRange(next, middle);
    this.#copyRange(middle + 1, to);
  }

  /** Copies rows until one cannot be read. Returns the database's error, or null if all could be read. */
  #stream(rest: string, values: number[], onRow: (row: Row) => void): string | null {
    const rowid = values.length > 0 ? 'rowid as muster_rowid,' : '';
    try {
      const select = `select ${rowid} ${this.#columns.map(quoted).join()} from ${quoted(this.#table.name)} ${rest}`;
      for (const row of this.#source.prepare(select).iterate(...values)) {
        onRow(row);
        this.#put(row);
      }
      return null;
    } catch (error) {
      if (isStorageFault(error)) return (error as Error).message;
      throw error;
    }
  }

  #put(row: Row): void {
    try {
      const { changes } = this.#insert.run(...this.#columns.map((name) => row[name] as SQLInputValue));
      this.#copied += Number(changes);
    } catch (error) {
      const key = this.#table.key.map((name) => String(row[name])).join(' ');
      this.#say(`${this.#table.name}: row ${key} is damaged: ${(error as Error).message}`);
    }
  }

  #lose(rowid: number): void {
    if (this.#lost?.to === rowid - 1) this.#lost.to = rowid;
    else {
      this.#sayLost();
      this.#lost = { from: rowid, to: rowid };
    }
  }

  #sayLost(): void {
    if (!this.#lost) return;
    const { from, to } = this.#lost;
    this.#say(`${this.#table.name}: ${from === to ? `row ${from}` : `rows ${from} to ${to}`} cannot be read`);
    this.#lost = null;
  }
}
