import { Client, type ClientConfig, DatabaseError, Pool, types } from 'pg';
import { AppError, OperatorError } from '../../errors.ts';
import type { Statement } from '../sql/Engine.ts';

/** Milliseconds. Both together stay below the 3 s in which a caller is told that the database is away. */
const CONNECT_MS = 1_300;
const READ_MS = 1_500;

/** Seconds. A restart of PostgreSQL takes about as long. */
const RETRY_AFTER_SECONDS = 5;

/** SQLSTATE classes of what is the statement's fault: data, integrity, cardinality, syntax. All others are the database's. */
const STATEMENT_FAULTS = new Set(['21', '22', '23', '42']);

/** SQLSTATE of every statement that follows one that failed. */
const IN_FAILED_TRANSACTION = '25P02';
/** Of a statement that is sent twice in a failed transaction: the first time it is not prepared any more. */
const NOT_PREPARED = '26000';

const { INT8, NUMERIC } = types.builtins;
/** Of what is asked here only whole numbers far below 2^53 are BIGINT, or NUMERIC where they are summed up. */
const NUMBERS = new Set<number>([INT8, NUMERIC]);

/** How to connect, and what may be shown of it: no password. */
export type Address = { config: ClientConfig; shown: string };

/** Throws an OperatorError that does not repeat the URL, because it has a password. */
export function addressOf(url: string): Address {
  const config: ClientConfig = {
    connectionString: url,
    application_name: 'muster',
    // Statements are sent without waiting for the answers to those before.
    pipeline: true,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_MS,
    types: { getTypeParser: (oid, format) => (NUMBERS.has(oid) ? Number : types.getTypeParser(oid, format)) },
  };
  try {
    const { database, host, port } = new Client(config);
    return { config, shown: `"${database}" on ${host}:${port}` };
  } catch {
    throw new OperatorError('DATABASE_URL is not a URL such as postgres://user:password@host:5432/muster');
  }
}

export function newClient({ config }: Address, query_timeout: number): Client {
  return new Client({ ...config, query_timeout }).on('error', ignore);
}

export function openPool({ config }: Address, connectionsMax: number): Pool {
  const timeouts = { query_timeout: READ_MS, statement_timeout: READ_MS };
  const pool = new Pool({ ...config, ...timeouts, max: connectionsMax });
  return pool.on('error', ignore).on('connect', (client) => client.on('error', ignore));
}

/** A connection that died says so to whoever asks something of it, too; unheard, the event would end the process. */
function ignore(): void {}

const names = new Map<string, string>();

/** Prepared once in each connection, then called by its name. */
export function named({ sql, parameters }: Statement): { name: string; text: string; values: unknown[] } {
  let name = names.get(sql);
  if (name === undefined) names.set(sql, (name = `muster_${names.size}`));
  return { name, text: sql, values: parameters as unknown[] };
}

/** The SQLSTATE that the server gave; empty where the error is not the server's. */
export function codeOf(error: unknown): string {
  return error instanceof DatabaseError ? (error.code ?? '') : '';
}

/** Whether a statement of the transaction is to blame, and neither the database nor the way to it. */
export function isStatementFault(error: unknown): boolean {
  const code = codeOf(error);
  return code === IN_FAILED_TRANSACTION || code === NOT_PREPARED || STATEMENT_FAULTS.has(code.slice(0, 2));
}

export function unavailable(cause: unknown, message?: string): AppError {
  return new AppError('storage_unavailable', message, { cause, retryAfterSeconds: RETRY_AFTER_SECONDS });
}
