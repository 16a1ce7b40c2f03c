import type { Client, QueryConfig, QueryResult } from 'pg';
import { OperatorError } from '../../errors.ts';
import type { Row } from '../sql/Engine.ts';
import { codeOf } from './connection.ts';

/** "Muster" in ASCII. An advisory lock is of one database, and the server lets go of it when the session ends. */
const LOCK = 0x4d_75_73_74_65_72;

/** Milliseconds. The server may take a moment to see that a process that was killed is gone. */
const LOCK_MS = 3_000;
const LOCK_NOT_AVAILABLE = '55P03';

/** Starts of Muster that are remembered. */
const WRITERS_KEPT = 100;

/**
 * One row for each start of a Muster on this database; the newest writes. `batch` is the last that it committed, and
 * `schema_version` how many migrations are done.
 */
const WRITERS = `create table if not exists muster_writer (
  id bigint generated always as identity primary key,
  started_at timestamptz not null default now(),
  schema_version integer not null,
  batch uuid
)`;

/** The fields of a session that keep it from waiting for ever, and its commits on the disk. */
const SETTINGS = [
  'synchronous_commit = on',
  // Planning a write takes longer than running it, and all values have the same plan.
  'plan_cache_mode = force_generic_plan',
  `lock_timeout = ${LOCK_MS}`,
  'statement_timeout = 10000',
  // Where the way to this process is cut, the session must end, or nobody else gets the lock.
  'idle_in_transaction_session_timeout = 10000',
  'tcp_user_timeout = 10000',
  'tcp_keepalives_idle = 5',
  'tcp_keepalives_interval = 2',
  'tcp_keepalives_count = 3',
];

/** Milliseconds. A step of the schema may take its time. */
const MIGRATION_MS = 60 * 60 * 1_000;

/** Rejects an OperatorError where another process has the lock. */
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

/** Brings the tables up to date; gives the number of this start. In one transaction, by who has the lock. */
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

export const MARK = `update muster_writer set batch = $1
  where id = $2 and id = (select max(id) from muster_writer)`;

/** The last batch that was committed by the writer, and whether another one took over after it. */
export async function lastBatch(client: Client, writer: number): Promise<{ batch: string | null; isNewest: boolean }> {
  const { rows } = await client.query({
    text: 'select batch, id = (select max(id) from muster_writer) as newest from muster_writer where id = $1',
    values: [writer],
  });
  return { batch: rows[0]?.batch ?? null, isNewest: rows[0]?.newest ?? false };
}

/** Waits `ms` for the answer; the driver's types do not know that a query may have a time of its own. */
function patient(client: Client, ms: number, text: string, values: unknown[] = []): Promise<QueryResult<Row>> {
  const query: QueryConfig & { query_timeout: number } = { text, values, query_timeout: ms };
  return client.query<Row>(query);
}
