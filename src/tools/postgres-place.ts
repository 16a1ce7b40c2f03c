import { Client, DatabaseError } from 'pg';
import { OperatorError } from '../errors.ts';
import type { Row } from '../store/sql/Engine.ts';
import { MIGRATIONS } from '../store/sql/migrations.ts';
import { addressOf } from '../store/postgres/connection.ts';
import { PostgresEngine } from '../store/postgres/PostgresEngine.ts';
import type { Place, Purpose } from './place.ts';

/** SQLSTATE of a query of a table that does not exist. */
const UNDEFINED_TABLE = '42P01';

/** Nobody reads a log of a tool: what fails is thrown. */
const NO_LOG = { error() {}, warn() {}, info() {} };

/** The store's own engine for the database, which is not open yet. */
export function postgresEngine(url: string): PostgresEngine {
  return new PostgresEngine(url, NO_LOG);
}

/** As openPlace. */
export async function openPostgres(url: string, purpose: Purpose): Promise<Place> {
  const { config, shown } = addressOf(url);
  // Also brings the schema up to date. Its lock keeps servers off.
  const lock = purpose === 'look' ? null : postgresEngine(url);
  await lock?.open(MIGRATIONS);
  const client = new Client(config);
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
    throw new OperatorError(`The database ${shown} is of another version of Muster. Use that version's tools.`);
  } catch (cause) {
    if (!(cause instanceof DatabaseError) || cause.code !== UNDEFINED_TABLE) throw cause;
    throw new OperatorError(`The database ${shown} is not one of Muster. Check its name.`, { cause });
  }
}
