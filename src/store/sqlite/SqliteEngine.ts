import { once } from 'node:events';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/sqlite';
import { AppError, OperatorError } from '../../errors.ts';
import type { ColumnTypes, Dialect, Engine, Migration, Outcome, Row, Statement } from '../sql/Engine.ts';
import type { Tables } from '../sql/tables.ts';
import { findDatabase, FolderLock, makeDatabaseFile, makeFolder, markMade } from './data-folder.ts';
import type { Answer, Request, SentStatement, WorkerData } from './sqlite-worker.ts';
import { valueOf } from './WriteConnection.ts';

const TYPES: ColumnTypes = {
  id: 'integer primary key',
  int: 'integer',
  real: 'real',
  text: 'text',
  bool: 'integer',
  json: 'text',
  end: 'strict',
  keyed: 'strict, without rowid',
};

const DIALECT: Dialect = {
  db: new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  }),
  jsonArrayFrom,
};

type Opened = { lock: FolderLock; writer: Worker; reader: DatabaseSync };

/** SQLite in one file in the data folder: writes run in a worker thread, reads on this one, where each takes microseconds. */
export class SqliteEngine implements Engine {
  readonly dialect = DIALECT;
  readonly #folder: string;
  readonly #statements = new Map<string, StatementSync>();
  /** The statement texts that the writer already has, and their numbers there. */
  readonly #sent = new Map<string, number>();
  #opened: Opened | null = null;
  #answer: PromiseWithResolvers<Outcome[]> | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async open(migrations: readonly Migration[]): Promise<void> {
    makeFolder(this.#folder);
    const lock = FolderLock.take(this.#folder);
    try {
      const path = findDatabase(this.#folder);
      makeDatabaseFile(path);
      const writer = await this.#startWriter({ path, migrations: migrations.map((make) => make(TYPES)) });
      this.#opened = { lock, writer, reader: new DatabaseSync(path, { readOnly: true }) };
      markMade(this.#folder);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    if (!opened) return;
    this.#opened = null;
    await this.#answer?.promise.catch(() => {});
    this.#statements.clear();
    this.#sent.clear();
    opened.reader.close();
    const ended = once(opened.writer, 'exit');
    send(opened.writer, { type: 'close' });
    await ended;
    opened.lock.release();
  }

  async write(batch: readonly (readonly Statement[])[]): Promise<Outcome[]> {
    const { writer } = this.#ready();
    this.#answer = Promise.withResolvers();
    send(writer, this.#requestOf(batch));
    return await this.#answer.promise;
  }

  #requestOf(batch: readonly (readonly Statement[])[]): Request {
    const newTexts: string[] = [];
    const send = ({ sql, parameters, must }: Statement): SentStatement => {
      if (!this.#sent.has(sql)) {
        this.#sent.set(sql, this.#sent.size);
        newTexts.push(sql);
      }
      return [this.#sent.get(sql)!, must, ...parameters];
    };
    return { type: 'write', batch: batch.map((statements) => statements.map(send)), newTexts };
  }

  async read(statements: readonly Statement[]): Promise<Row[][]> {
    const { reader } = this.#ready();
    try {
      if (statements.length === 1) return [this.#rows(reader, statements[0]!)];
      reader.exec('begin');
      try {
        return statements.map((statement) => this.#rows(reader, statement));
      } finally {
        reader.exec('commit');
      }
    } catch (cause) {
      throw new AppError('storage_unavailable', 'The stored data could not be read.', { cause });
    }
  }

  #rows(reader: DatabaseSync, { sql, parameters }: Statement): Row[] {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, (statement = reader.prepare(sql)));
    return statement.all(...parameters.map(valueOf));
  }

  async #startWriter(workerData: WorkerData): Promise<Worker> {
    const writer = new Worker(new URL('./sqlite-worker.ts', import.meta.url), { workerData });
    this.#answer = Promise.withResolvers();
    writer.on('message', (answer: Answer) => {
      if (answer.type === 'written') this.#answer?.resolve(answer.outcomes);
      else this.#answer?.reject(new AppError('storage_unavailable', undefined, { cause: new Error(answer.message) }));
    });
    // Only until it has started. A thread that fails later ends the process, because nobody knows what it stored.
    writer.once('error', this.#answer.reject);
    try {
      await this.#answer.promise;
    } catch (error) {
      await writer.terminate();
      throw new OperatorError(((error as Error).cause as Error | undefined)?.message ?? (error as Error).message, {
        cause: error,
      });
    }
    writer.off('error', this.#answer.reject);
    return writer;
  }

  #ready(): Opened {
    if (this.#opened) return this.#opened;
    throw new AppError('storage_unavailable', 'The store is not open.');
  }
}

function send(writer: Worker, request: Request): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin.
  writer.postMessage(request);
}
