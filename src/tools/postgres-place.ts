import type { Client } from 'pg';
import { OperatorError } from '../errors.ts';
import type { Row } from '../store/sql/Engine.ts';
import { MIGRATIONS } from '../store/sql/migrations.ts';
import { databaseAddress, codeOf, newClient } from '../store/postgres/connection.ts';
import { PostgresEngine } from '../store/postgres/PostgresEngine.ts';
import type { Place, Purpose } from './place.ts';

/** SQLSTATE of a query on a table that does not exist. */
const UNDEFINED_TABLE = '42P01';

/** Milliseconds. Reading a large table takes as long as it takes. */
const NO_TIMEOUT = 0;

/** A tool needs no log: failures are thrown. */
const NO_LOG = { error() {}, warn() {}, info() {} };

/** The store's own engine for the database, not opened yet. */
export function postgresEngine(url: string): PostgresEngine {
  return new PostgresEngine(url, NO_LOG);
}

/** See `openPlace`. */
export async function openPostgres(url: string, purpose: Purpose): Promise<Place> {
  const address = databaseAddress(url);
  const { shown } = address;
  // Its lock keeps servers out. Opening it also migrates the schema.
  const lock = purpose === 'look' ? null : postgresEngine(url);
  await lock?.open(MIGRATIONS);
  const client = newClient(address, NO_TIMEOUT);
  try {
    await client.connect();
    await client.query(purpose === 'fill' ? 'begin' : 'begin isolation level repeatable read read only');
    if (purpose === 'look') await checkSchema(client, shown);
  } catch (cause) {
    await client.end();
    await lock?.close();
    if (cause instanceof OperatorError) throw cause;
    throw new OperatorError(`The database ${shown} cannot be used: ${(cause as Error).message}.`, { cause });
  }
  return {
    engine: 'postgres',
    shown,
    query: async (sql, values = []) => (await client.query<Row>(sql, [...values])).rows,
    async close(keep) {
      try {
        await client.query(keep ? 'commit' : 'rollback');
      } finally {
        await client.end();
        await lock?.close();
      }
    },
  };
}

async function checkSchema(client: Client, shown: string): Promise<void> {
  try {
    const { rows } = await client.query('select max(schema_version) as version from muster_writer');
    if (rows[0].version === MIGRATIONS.length) return;
    throw new OperatorError(`The database ${shown} belongs to another version of Muster. Use that version's tools.`);
  } catch (cause) {
    if (codeOf(cause) !== UNDEFINED_TABLE) throw cause;
    throw new OperatorError(`The database ${shown} is not a Muster database. Check its name.`, { cause });
  }
}
