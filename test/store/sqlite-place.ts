import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { inspect } from 'node:util';
import type { StoreLog } from '../../src/store/sql/Engine.ts';
import { SqliteEngine } from '../../src/store/sqlite/SqliteEngine.ts';
import { STORE_NOW } from './commits.ts';
import { PlayedStore, Rooms } from './PlayedStore.ts';

/** A temporary data folder, the stores open on it, and what they logged. */
export class SqlitePlace {
  readonly dataDir: string;
  readonly logged: string[] = [];
  readonly #rooms = new Rooms();
  readonly #stores: PlayedStore[] = [];

  private constructor(dataDir: string) {
    this.dataDir = dataDir;
  }

  static async make(): Promise<SqlitePlace> {
    return new SqlitePlace(await mkdtemp(join(tmpdir(), 'muster-store-')));
  }

  engine(): SqliteEngine {
    return new SqliteEngine(this.dataDir);
  }

  async open(now: () => number = () => STORE_NOW): Promise<PlayedStore> {
    const store = new PlayedStore(this.#rooms, this.engine(), { now, log: this.#log() });
    await store.open();
    this.#stores.push(store);
    return store;
  }

  path(...names: string[]): string {
    return join(this.dataDir, ...names);
  }

  /** The folder as a crash would leave it now. Not the lock: reading it in this process would release it. SQLite recreates the -shm file. */
  async copy(): Promise<SqlitePlace> {
    const copy = await SqlitePlace.make();
    await cp(this.dataDir, copy.dataDir, { recursive: true, filter: (path) => !/lock$|-shm$/.test(path) });
    return copy;
  }

  /** As from an SQLite shell. */
  execute(statement: string): void {
    const database = new DatabaseSync(this.path('muster.db'));
    database.exec(statement);
    database.close();
  }

  /** The number of rows in the table, read by another connection. */
  count(table: string): number {
    const reader = new DatabaseSync(this.path('muster.db'), { readOnly: true });
    const [row] = reader.prepare(`select count(*) as rows from "${table}"`).all();
    reader.close();
    return row!['rows'] as number;
  }

  async remove(): Promise<void> {
    for (const store of this.#stores) await store.close();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  #log(): StoreLog {
    const keep = (level: string) => (details: object, message: string) => {
      this.logged.push(`${level}: ${message} ${inspect(details)}`);
    };
    return { warn: keep('warn'), error: keep('error') };
  }
}
