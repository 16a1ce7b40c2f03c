import type { Client, QueryConfig, QueryResult } from 'pg';
import { OperatorError } from '../../errors.ts';
import type { Row } from '../sql/Engine.ts';
import { codeOf } from './connection.ts';

/** "Muster" in ASCII. An advisory lock belongs to one database, and the server releases it when the session ends. */
const LOCK = 0x4d_75_73_74_65_72;

/** Milliseconds. The server may take a moment to notice that a killed process is gone. */
const LOCK_MS = 3_000;
const LOCK_NOT_AVAILABLE = '55P03';

/** Rows kept in muster_writer. */
const WRITERS_KEPT = 100;

/**
 * One row for each start of a Muster on this database; only the newest may write. `batch` is the last batch that it
 * committed, `schema_version` the number of migrations applied.
 */
const WRITERS = `create table if not exists muster_writer (
  id bigint generated always as identity primary key,
  started_at timestamptz not null default now(),
  schema_version integer not null,
  batch uuid
)`;

/** Settings of the session that writes: commits reach the disk, and nothing waits forever. */
const SETTINGS = [
  'synchronous_commit = on',
  // Planning a write takes longer than running it, and the plan does not depend on the values.
  'plan_cache_mode = force_generic_plan',
  `lock_timeout = ${LOCK_MS}`,
  'statement_timeout = 10000',
  // If the network to this process fails, the session must end, or no other process can take the lock.
  'idle_in_transaction_session_timeout = 10000',
  'tcp_user_timeout = 10000',
  'tcp_keepalives_idle = 5',
  'tcp_keepalives_interval = 2',
  'tcp_keepalives_count = 3',
];

/** Milliseconds. A migration of a large database may take long. */
const MIGRATION_MS = 60 * 60 * 1_000;

/** Rejects with an OperatorError if another process has the lock. */
export async function lockDatabase(client: Client, shown: string): Promise<void> {
  await client.query(SETTINGS.map((setting) => `set ${setting}`).join(';'));
  try {
    await patient(client, 2 * LOCK_MS, `select pg_advisory_lock(${LOCK})`);
  } catch (cause) {
    if (codeOf(cause) !== LOCK_NOT_AVAILABLE) throw cause;
    throw new OperatorError(
      `The database ${shown} is in use by another Muster. Stop that one, or give this one a database of its own.`,
      { cause },
    );
  }
}

/** Migrates the schema in one transaction, and returns the id of this start. The caller must hold the lock. */
export async function migrate(
  client: Client,
  migrations: readonly (readonly string[])[],
  shown: string,
): Promise<number> {
  const run = (text: string, values: unknown[] = []) => patient(client, MIGRATION_MS, text, values);
  await run('begin');
  await run('set local statement_timeout = 0');
  await run(WRITERS);
  const { rows } = await run('select schema_version from muster_writer order by id desc limit 1');
  const done = (rows[0]?.['schema_version'] as number | undefined) ?? 0;
  if (done > migrations.length) {
    throw new OperatorError(
      `${shown} was written by a newer Muster (schema ${done}, this one knows ${migrations.length})`,
    );
  }
  for (const statement of migrations.slice(done).flat()) await run(statement);
  const started = await run('insert into muster_writer (schema_version) values ($1) returning id', [migrations.length]);
  const id = started.rows[0]!['id'] as number;
  await run('delete from muster_writer where id <= $1', [id - WRITERS_KEPT]);
  await run('commit');
  return id;
}

/** Notes the batch in the writer's row, unless a newer writer has taken over. */
export const MARK = `update muster_writer set batch = $1
  where id = $2 and id = (select max(id) from muster_writer)`;

/** The last batch that the writer committed, and whether it is still the newest writer. */
export async function lastBatch(client: Client, writer: number): Promise<{ batch: string | null; isNewest: boolean }> {
  const { rows } = await client.query({
    text: 'select batch, id = (select max(id) from muster_writer) as newest from muster_writer where id = $1',
    values: [writer],
  });
  return { batch: rows[0]?.batch ?? null, isNewest: rows[0]?.newest ?? false };
}

/** A query with a timeout of its own, in milliseconds, which the driver's types leave out. */
function patient(client: Client, ms: number, text: string, values: unknown[] = []): Promise<QueryResult<Row>> {
  const query: QueryConfig & { query_timeout: number } = { text, values, query_timeout: ms };
  return client.query<Row>(query);
}
