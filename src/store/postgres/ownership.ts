import type { Client, QueryConfig, QueryResult } from 'pg';
import { OperatorError } from '../../errors.ts';
import type { Row } from '../sql/Engine.ts';
import { codeOf } from './connection.ts';

/** "Muster" in ASCII. An advisory lock belongs to one database, and the server releases it when the session ends. */
const LOCK = 0x4d_75_73_74_65_72;

/** The lock of each process of a cluster: this and the id of its start. */
const MEMBER_LOCK = 0x4d_75_73_74;

/** Milliseconds. The server may take a moment to notice that a killed process is gone. */
const LOCK_MS = 3_000;

/** Milliseconds that a process of a cluster waits while another one migrates the schema. */
const MIGRATED_MS = 30_000;
const LOCK_NOT_AVAILABLE = '55P03';

/** Rows kept in muster_writer. */
const WRITERS_KEPT = 100;

/**
 * One row for each start of a Muster on this database; only the newest may write. `batch` is the last batch that it
 * committed, `schema_version` the number of migrations applied.
 */
const WRITERS = [
  `create table if not exists muster_writer (
    id bigint generated always as identity primary key,
    started_at timestamptz not null default now(),
    schema_version integer not null,
    batch uuid
  )`,
  `alter table muster_writer add column if not exists process text not null default '',
    add column if not exists beats bigint not null default 0,
    add column if not exists beat_at timestamptz not null default now(),
    add column if not exists has_redis boolean not null default false,
    add column if not exists is_leaving boolean not null default false`,
  // Epochs are never used twice, so that rows can be deleted.
  `create table if not exists room_owner (
    room text primary key, epoch bigint generated always as identity, member bigint not null references muster_writer (id)
  )`,
  `create index if not exists room_owner_member on room_owner (member)`,
];

/** Settings of the session that writes: commits reach the disk, and nothing waits forever. */
const SETTINGS = [
  'synchronous_commit = on',
  // Planning a write takes longer than running it, and the plan does not depend on the values.
  'plan_cache_mode = force_generic_plan',
  `lock_timeout = ${LOCK_MS}`,
  'statement_timeout = 10000',
  // If the network to this process fails, the session must end, or no other process can take the lock.
  'idle_in_transaction_session_timeout = 2000',
  'tcp_user_timeout = 10000',
  'tcp_keepalives_idle = 5',
  'tcp_keepalives_interval = 2',
  'tcp_keepalives_count = 3',
];

/** Milliseconds. A migration of a large database may take long. */
const MIGRATION_MS = 60 * 60 * 1_000;

/** Keeps all other processes out, until the connection ends. Rejects with an OperatorError if another process uses the database. */
export async function lockDatabase(client: Client, shown: string): Promise<void> {
  await configure(client);
  const remedy =
    'Stop that one, or give this one a database of its own. Several work as one if all of them have REDIS_URL.';
  await lock(
    client,
    `select pg_advisory_lock(${LOCK})`,
    LOCK_MS,
    `The database ${shown} is in use by another Muster. ${remedy}`,
  );
}

/** Keeps processes without REDIS_URL out. `whileAlone` is called if no other process uses the database. Rejects as `lockDatabase` does. */
export async function shareDatabase(client: Client, shown: string, whileAlone: () => Promise<void>): Promise<void> {
  await configure(client);
  const { rows } = await client.query(`select pg_try_advisory_lock(${LOCK}) as locked`);
  if (rows[0]!.locked) await whileAlone();
  const fault = `The database ${shown} is in use by a Muster without REDIS_URL. Stop that one first.`;
  await lock(client, `select pg_advisory_lock_shared(${LOCK})`, MIGRATED_MS, fault);
  if (rows[0]!.locked) await client.query(`select pg_advisory_unlock(${LOCK})`);
}

/** Shows others that the process is connected. Once it is granted, no earlier connection of the process has an open transaction. */
export async function lockMember(client: Client, id: number): Promise<void> {
  await lock(client, `select pg_advisory_lock(${MEMBER_LOCK}, ${id})`, LOCK_MS, `member ${id} is still connected`);
}

async function configure(client: Client): Promise<void> {
  await client.query(SETTINGS.map((setting) => `set ${setting}`).join(';'));
}

async function lock(client: Client, statement: string, ms: number, fault: string): Promise<void> {
  try {
    await client.query(`set lock_timeout = ${ms}; set statement_timeout = ${2 * ms}`);
    await patient(client, 2 * ms, statement);
    await configure(client);
  } catch (cause) {
    if (codeOf(cause) !== LOCK_NOT_AVAILABLE) throw cause;
    throw new OperatorError(fault, { cause });
  }
}

/** Migrates the schema in one transaction. The caller must hold the database's lock alone. */
export async function migrate(
  client: Client,
  migrations: readonly (readonly string[])[],
  shown: string,
): Promise<void> {
  const run = (text: string) => patient(client, MIGRATION_MS, text);
  await run('begin');
  await run('set local statement_timeout = 0');
  for (const statement of WRITERS) await run(statement);
  const done = await schemaVersion(client, migrations.length, shown);
  for (const statement of migrations.slice(done).flat()) await run(statement);
  // What was owned before may change without its owner now, and of most of it nobody will ask again.
  await run('delete from room_owner');
  await run('commit');
}

/** Adds a row for this start, and returns its id. Rejects with an OperatorError if the schema is not the one that this Muster knows. */
export async function begin(client: Client, migrations: number, shown: string, isFirst: boolean): Promise<number> {
  if (!isFirst && (await schemaVersion(client, migrations, shown)) < migrations) {
    throw new OperatorError(
      `${shown} has the schema of an older Muster, and other processes use it. Stop all of them, then start this one`,
    );
  }
  const started = await client.query('insert into muster_writer (schema_version) values ($1) returning id', [
    migrations,
  ]);
  const id = started.rows[0]!.id as number;
  await client.query(
    `delete from muster_writer w where id <= $1 and not exists (select from room_owner where member = w.id)
      and id not in (select member from (${CONNECTED}) connected)`,
    [id - WRITERS_KEPT],
  );
  return id;
}

async function schemaVersion(client: Client, known: number, shown: string): Promise<number> {
  const { rows } = await client.query('select schema_version from muster_writer order by id desc limit 1');
  const done = (rows[0]?.schema_version as number | undefined) ?? 0;
  if (done <= known) return done;
  throw new OperatorError(`${shown} was written by a newer Muster (schema ${done}, this one knows ${known})`);
}

/** The starts that hold their lock, and the connection that holds it. */
export const CONNECTED = `
  select cast(l.objid as bigint) as member, l.pid from pg_locks l
  where l.locktype = 'advisory' and l.classid = ${MEMBER_LOCK} and l.objsubid = 2 and l.granted
    and l.database = (select oid from pg_database where datname = current_database())`;

/** Notes the batch in the writer's row, unless a newer writer has taken over, if there may be only one. */
export function mark(isMember: boolean): string {
  const whole = 'update muster_writer set batch = $1 where id = $2';
  return isMember ? whole : `${whole} and id = (select max(id) from muster_writer)`;
}

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
