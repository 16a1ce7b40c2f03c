import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { Pool, PoolClient } from 'pg';
import type { Dialect, Engine, Migration, Outcome, Row, Statement } from '../sql/Engine.ts';
import type { ColumnTypes } from '../sql/migrations.ts';
import type { StoreLog } from '../sql/SqlStore.ts';
import type { Tables } from '../sql/tables.ts';
import { type Address, addressOf, named, openPool, unavailable } from './connection.ts';
import { WriteSession } from './WriteSession.ts';

const READERS_MAX = 8;

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

/** PostgreSQL: one session that writes, and a pool that reads. */
export class PostgresEngine implements Engine {
  readonly dialect = DIALECT;
  readonly #address: Address;
  readonly #writer: WriteSession;
  #readers: Pool | null = null;

  constructor(url: string, log: StoreLog) {
    this.#address = addressOf(url);
    this.#writer = new WriteSession(this.#address, log);
  }

  async open(migrations: readonly Migration[]): Promise<void> {
    await this.#writer.open(migrations.map((make) => make(TYPES)));
    // A connection that dies while nobody uses it is replaced when somebody does.
    this.#readers = openPool(this.#address, READERS_MAX).on('error', () => {});
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
      const rows = await (statements.length === 1 ? ask(client, statements) : askAtOnce(client, statements));
      client.release();
      return rows;
    } catch (cause) {
      // Its transaction may be open, and answers may be on their way.
      client?.release(true);
      throw unavailable(cause, 'What is stored could not be read.');
    }
  }
}

async function ask(client: PoolClient, statements: readonly Statement[]): Promise<Row[][]> {
  const results = await Promise.all(statements.map((statement) => client.query<Row>(named(statement))));
  return results.map(({ rows }) => rows);
}

/** All of them see the same moment. */
async function askAtOnce(client: PoolClient, statements: readonly Statement[]): Promise<Row[][]> {
  const [, rows] = await Promise.all([
    client.query('begin isolation level repeatable read read only'),
    ask(client, statements),
    client.query('commit'),
  ]);
  return rows;
}
