import { statSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { Outcome, Row, Statement } from '../sql/Engine.ts';
import { checkIntegrity, damageOf, isStorageFault } from './sqlite-faults.ts';

/** Milliseconds to wait for another process's lock, such as that of an SQLite shell, which nobody should have open. */
const BUSY_TIMEOUT_MS = 3_000;

/** A larger file takes too long to check at every start: `npm run verify` does it. Pages are still checked as they are read. */
const CHECKED_BYTES_MAX = 32 * 1024 * 1024;

const NO_ROWS: Row[] = [];

/** `returns`: whether it returns rows, which cost more to ask for. */
type Prepared = { statement: StatementSync; returns: boolean };

/** A file's identity and size at the last check. */
type Seen = { dev: number; ino: number; size: number };

/** The only connection that writes. Every method blocks its thread. */
export class WriteConnection {
  readonly #path: string;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, Prepared>();
  readonly #files = new Map<string, Seen>();

  /** Throws an Error for the operator if the file is damaged or was written by a newer Muster. */
  constructor(path: string, migrations: readonly (readonly string[])[]) {
    this.#path = path;
    this.#db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    try {
      this.#db.exec(
        'pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma cache_size = -16000',
      );
      this.#migrate(migrations);
      if (statSync(path).size <= CHECKED_BYTES_MAX) checkIntegrity(this.#db);
    } catch (error) {
      const damage = damageOf(error, this.#db, path);
      this.#db.close();
      throw damage ?? error;
    }
    this.#checkFiles();
  }

  close(): void {
    this.#db.close();
  }

  write(batch: readonly (readonly Statement[])[]): Outcome[] {
    this.#checkFiles();
    try {
      this.#prepared('begin immediate').statement.run();
      const outcomes: Outcome[] = [];
      for (const statements of batch) {
        const outcome = this.#run(statements);
        if (outcome.type === 'refused') {
          this.#db.exec('rollback');
          return batch.length === 1 ? [outcome] : batch.map(() => ({ type: 'undone' }));
        }
        outcomes.push(outcome);
      }
      this.#prepared('commit').statement.run();
      this.#checkFiles();
      return outcomes;
    } catch (error) {
      // Some errors roll the transaction back by themselves.
      if (this.#db.isTransaction) this.#db.exec('rollback');
      throw error;
    }
  }

  #run(statements: readonly Statement[]): Outcome {
    const rows: Row[][] = [];
    for (const { sql, parameters, must } of statements) {
      try {
        const { statement, returns } = this.#prepared(sql);
        const values = parameters.map(valueOf);
        if (returns) {
          rows.push(statement.all(...values));
          continue;
        }
        rows.push(NO_ROWS);
        if (statement.run(...values).changes === 0 && must !== undefined) return { type: 'refused', reason: must };
      } catch (error) {
        if (isStorageFault(error)) throw error;
        return { type: 'refused', reason: (error as Error).message };
      }
    }
    return { type: 'stored', rows };
  }

  #prepared(sql: string): Prepared {
    let known = this.#statements.get(sql);
    if (!known) {
      const statement = this.#db.prepare(sql);
      known = { statement, returns: statement.columns().length > 0 };
      this.#statements.set(sql, known);
    }
    return known;
  }

  #migrate(migrations: readonly (readonly string[])[]): void {
    this.#db.exec('begin immediate');
    const { user_version: done } = this.#db.prepare('pragma user_version').get() as { user_version: number };
    if (done > migrations.length) {
      throw new Error(
        `${this.#path} was written by a newer Muster (schema ${done}, this one knows ${migrations.length})`,
      );
    }
    for (const statement of migrations.slice(done).flat()) this.#db.exec(statement);
    this.#db.exec(`pragma user_version = ${migrations.length}; commit`);
  }

  /** Writes to a file that was removed, replaced or truncated are lost, and SQLite does not notice. */
  #checkFiles(): void {
    for (const path of [this.#path, `${this.#path}-wal`]) {
      const now = statSync(path);
      const was = this.#files.get(path) ?? now;
      if (now.ino !== was.ino || now.dev !== was.dev) throw new Error(`${path} was replaced while it was in use`);
      if (now.size < was.size) throw new Error(`${path} was shortened while it was in use`);
      this.#files.set(path, { dev: now.dev, ino: now.ino, size: now.size });
    }
  }
}

/** SQLite has no booleans. */
export function valueOf(value: unknown): SQLInputValue {
  return typeof value === 'boolean' ? Number(value) : (value as SQLInputValue);
}
