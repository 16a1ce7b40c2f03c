import { Client, type ClientConfig, DatabaseError, Pool, types } from 'pg';
import { AppError, OperatorError } from '../../errors.ts';

/** Milliseconds. Together below the 3 s within which a caller learns that the database is unreachable. */
const CONNECT_MS = 1_300;
const READ_MS = 1_500;

/** Seconds. About as long as PostgreSQL takes to restart. */
const RETRY_AFTER_SECONDS = 5;

/** SQLSTATE classes that blame the statement: cardinality, data, integrity, syntax. All others blame the database. */
const STATEMENT_FAULTS = new Set(['21', '22', '23', '42']);

const { INT8, NUMERIC } = types.builtins;
/** Every BIGINT in the schema, and every NUMERIC sum of them, is a whole number far below 2^53. */
const NUMBERS = new Set<number>([INT8, NUMERIC]);

/** Parses the text that the server sends for a value. */
export function typeParser(oid: number): (text: string) => unknown {
  return NUMBERS.has(oid) ? Number : types.getTypeParser(oid, 'text');
}

/** How to connect, and how messages name the database, without the password. */
export type DatabaseAddress = { config: ClientConfig; shown: string };

/** Throws an OperatorError that does not repeat the URL, because it contains a password. */
export function databaseAddress(url: string): DatabaseAddress {
  const config: ClientConfig = {
    connectionString: url,
    application_name: 'muster',
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_MS,
    types: { getTypeParser: typeParser },
  };
  try {
    const { database, host, port } = new Client(config);
    return { config, shown: `"${database}" on ${host}:${port}` };
  } catch {
    throw new OperatorError('DATABASE_URL is not a URL such as postgres://user:password@host:5432/muster');
  }
}

/** Not connected yet. `query_timeout` is in milliseconds; 0 is none. */
export function newClient({ config }: DatabaseAddress, query_timeout: number): Client {
  return new Client({ ...config, query_timeout }).on('error', ignore);
}

export function openPool({ config }: DatabaseAddress, connectionsMax: number): Pool {
  const timeouts = { query_timeout: READ_MS, statement_timeout: READ_MS };
  const pool = new Pool({ ...config, ...timeouts, max: connectionsMax });
  return pool.on('error', ignore).on('connect', (client) => client.on('error', ignore));
}

/** Queries on a dead connection reject anyway; without a listener the event would end the process. */
function ignore(): void {}

/** The server's SQLSTATE; empty if the error did not come from the server. */
export function codeOf(error: unknown): string {
  return error instanceof DatabaseError ? (error.code ?? '') : '';
}

/** Whether the statement is to blame, rather than the database or the connection. */
export function isStatementFault(error: unknown): boolean {
  return STATEMENT_FAULTS.has(codeOf(error).slice(0, 2));
}

export function unavailable(cause: unknown, message?: string): AppError {
  return new AppError('storage_unavailable', message, { cause, retryAfterSeconds: RETRY_AFTER_SECONDS });
}
