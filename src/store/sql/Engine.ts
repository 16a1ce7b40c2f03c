import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** What statements are built with: kysely in the engine's dialect, which does not run them. */
export type Dialect = {
  db: Kysely<Tables>;
  /** Kysely's helper of that name for the dialect: the rows of a subquery as one JSON array. */
  jsonArrayFrom: typeof import('kysely/helpers/sqlite').jsonArrayFrom;
};

/** One compiled statement with its parameters in order: numbers, bigints, texts, booleans and nulls. */
export type Statement = {
  sql: string;
  parameters: readonly unknown[];
  /** Why the commit is refused if the statement changes no row, because then it does not follow from what is stored. */
  must?: string;
  /** Whether `must` means that the commit's room has another owner now. */
  isFence?: true;
  /** Whether it locks rows that other processes write, too: it then runs after all of the transaction that does not. */
  isShared?: true;
};

/** A row as the driver returns it. Numbers are numbers; booleans may be 0 or 1, and `jsonArrayFrom` may be text or parsed. */
export type Row = Record<string, unknown>;

/** The outcome of one commit: the rows that its statements returned, or why it was refused. `undone`: nothing of its batch was stored. */
export type Outcome =
  { type: 'stored'; rows: Row[][] } | { type: 'refused'; reason: string; isFenced?: boolean } | { type: 'undone' };

/**
 * What differs between databases. An engine knows nothing about drops or parties: it runs the statements it is given.
 * If the disk or the database fails, every method rejects with an AppError `storage_unavailable`.
 */
export interface Engine {
  readonly dialect: Dialect;

  /** Locks other processes out, applies missing migrations, then is ready. Throws an OperatorError that says what is wrong and what to do. */
  open(migrations: readonly Migration[]): Promise<void>;
  /** Waits for a running write, then releases everything. */
  close(): Promise<void>;

  /**
   * Runs the batch in one transaction; resolves when it is durable. A commit that breaks a constraint, or has a `must` statement that
   * changes no row, is refused if it is alone; in a batch of several, all are `undone`, and the caller sends each alone to see which it
   * is. That takes a bug, or a room that moved. Rejects if the disk or the database failed: then nothing was stored. The caller sends
   * one batch at a time.
   */
  write(batch: readonly (readonly Statement[])[]): Promise<Outcome[]>;
  /** The rows of each statement. All of them see one snapshot, with everything that was written before. */
  read(statements: readonly Statement[]): Promise<Row[][]>;
}

/** The engine's words in `create table`. */
export type ColumnTypes = {
  /** A number that the database generates, in order of insertion. */
  id: string;
  int: string;
  /** Epoch milliseconds, and other numbers with a fraction. */
  real: string;
  text: string;
  bool: string;
  /** Free-form JSON, kept as the text that was given. */
  json: string;
  /** What follows the columns of a table; `keyed` where rows are only looked up by primary key. */
  end: string;
  keyed: string;
};

/** The statements of one migration, with the engine's types. */
export type Migration = (types: ColumnTypes) => string[];

/** The part of a logger that the store needs, as in pino: details first, then the message. */
export type StoreLog = Record<'error' | 'warn', (details: object, message: string) => void>;
