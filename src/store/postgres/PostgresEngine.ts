import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { Pool, PoolClient } from 'pg';
import type { ColumnTypes, Dialect, Engine, Migration, Outcome, Row, Statement } from '../sql/Engine.ts';
import type { Tables } from '../sql/tables.ts';
import { type DatabaseAddress, databaseAddress, openPool, unavailable } from './connection.ts';
import { askAtOnce } from './Pipeline.ts';
import { type SessionLog, WriteSession } from './WriteSession.ts';

const READERS_MAX = 8;

/** Reads between BEGIN and COMMIT see one snapshot. */
const BEGIN = { sql: 'begin isolation level repeatable read read only', parameters: [] };
const COMMIT = { sql: 'commit', parameters: [] };

const TYPES: ColumnTypes = {
  id: 'bigint generated always as identity primary key',
  int: 'bigint',
  real: 'double precision',
  text: 'text',
  bool: 'boolean',
  json: 'text',
  end: '',
  keyed: '',
};

const DIALECT: Dialect = {
  db: new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }),
  jsonArrayFrom,
};

/** PostgreSQL: one session for writes and a pool for reads. */
export class PostgresEngine implements Engine {
  readonly dialect = DIALECT;
  readonly #address: DatabaseAddress;
  readonly #writer: WriteSession;
  #readers: Pool | null = null;

  /** `isMember`: whether other members of a cluster may use the database, too. */
  constructor(url: string, log: SessionLog, { isMember = false } = {}) {
    this.#address = databaseAddress(url);
    this.#writer = new WriteSession(this.#address, log, { isMember });
  }

  /** This start among the members, once the engine is open. */
  get memberId(): number {
    return this.#writer.id;
  }

  async open(migrations: readonly Migration[]): Promise<void> {
    await this.#writer.open(migrations.map((make) => make(TYPES)));
    this.#readers = openPool(this.#address, READERS_MAX);
  }

  async close(): Promise<void> {
    const readers = this.#readers;
    this.#readers = null;
    await readers?.end();
    await this.#writer.close();
  }

  async write(batch: readonly (readonly Statement[])[]): Promise<Outcome[]> {
    return await this.#writer.write(batch);
  }

  async read(statements: readonly Statement[]): Promise<Row[][]> {
    let client: PoolClient | undefined;
    try {
      if (!this.#readers) throw new Error('the store is not open');
      client = await this.#readers.connect();
      const isOne = statements.length === 1;
      const { answers, failed } = await askAtOnce(client, isOne ? statements : [BEGIN, ...statements, COMMIT]);
      if (failed) throw failed;
      client.release();
      return answers.slice(isOne ? 0 : 1, isOne ? 1 : -1).map(({ rows }) => rows);
    } catch (cause) {
      // Its transaction may still be open, and answers may still arrive.
      client?.release(true);
      throw unavailable(cause, 'The stored data could not be read.');
    }
  }
}
