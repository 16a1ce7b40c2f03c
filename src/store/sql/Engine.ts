import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** What statements are built with: kysely in the engine's dialect, which runs none of them. */
export type Dialect = {
  db: Kysely<Tables>;
  /** Kysely's helper of that name for the dialect: the rows of a subquery as one JSON array. */
  jsonArrayFrom: typeof import('kysely/helpers/sqlite').jsonArrayFrom;
};

/** One statement, compiled, with its parameters in their places: numbers, texts, booleans and nulls. */
export type Statement = {
  sql: string;
  parameters: readonly unknown[];
  /** What to say where the statement changes no row: then the commit does not follow from what is stored, and is refused. */
  must?: string;
};

/** A row as the driver gives it. Numbers are numbers; booleans may be 0 and 1, and `jsonArrayFrom` may be text or parsed. */
export type Row = Record<string, unknown>;

/** What became of one commit of a batch: the rows that its statements returned, or why it was refused. */
export type Outcome = { rows: Row[][] } | { refused: string };

/**
 * What differs between databases. An engine knows nothing of drops or parties: it is told statements and runs them.
 * Where the disk or the database fails, every method rejects an AppError `storage_unavailable`.
 */
export interface Engine {
  readonly dialect: Dialect;

  /** Locks out others that would migrate, applies what is missing of the migrations, then is ready. An OperatorError says what is wrong and what to do. */
  open(migrations: readonly Migration[]): Promise<void>;
  /** Waits for what runs, then lets go of everything. */
  close(): Promise<void>;

  /**
   * One transaction; resolves when it is durable. Each commit has a savepoint: one that breaks a constraint, or changes no
   * row with a statement that must, is undone and refused alone. Rejects where nothing of the batch was stored.
   * The caller sends one batch at a time.
   */
  write(batch: readonly (readonly Statement[])[]): Promise<Outcome[]>;
  /** The rows of each statement. All of them see the same moment, which has everything that was written before. */
  read(statements: readonly Statement[]): Promise<Row[][]>;
}

/** What an engine calls things in `create table`. */
export type ColumnTypes = {
  /** A number that the database gives, in order of insertion. */
  id: string;
  int: string;
  /** Epoch milliseconds, and other numbers with a fraction. */
  real: string;
  text: string;
  bool: string;
  /** JSON as text, as it was given: for what is free-form. */
  json: string;
  /** What follows a table's columns, and those of a table whose rows are found by the primary key alone. */
  end: string;
  keyed: string;
};

/** The statements of one step of the schema, for the engine's types. */
export type Migration = (types: ColumnTypes) => string[];
