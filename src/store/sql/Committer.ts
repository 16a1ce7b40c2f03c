import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../errors.ts';
import type { Engine, Row, Statement } from './Engine.ts';
import type { Query } from './statement.ts';

/** Commits in one transaction: more would make the first of them wait long. */
const COMMITS_PER_TRANSACTION_MAX = 256;

/** Milliseconds. Once a transaction takes longer, the commits waiting behind it are refused, so that no request hangs. */
const WAIT_MS_MAX = 2_500;

/** Milliseconds that the end of the process waits for what was committed. */
const DRAIN_MS_MAX = 5_000;

/** Seconds. About as long as a restart of a database takes. */
const RETRY_AFTER_SECONDS = 5;

type Waiting = {
  statements: Statement[];
  /** Called when it is durable, in order of the commits, before `resolve`. */
  onDurable: (rows: Row[][]) => void;
  resolve: (rows: Row[][]) => void;
  reject: (error: Error) => void;
};

/** Commits one group after the other: what arrives while a transaction runs goes together in the next. */
export class Committer {
  readonly #engine: Engine;
  readonly #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /**
   * The rows of each statement, once they are durable. Rejects a plain Error where this commit does not follow from what is
   * stored, and `storage_unavailable` where nothing could be stored.
   */
  commit(queries: Query[], onDurable: (rows: Row[][]) => void = () => {}): Promise<Row[][]> {
    // Bound now, so that what is stored is what was given, whatever the caller does meanwhile.
    const statements = queries.map((query) => query(this.#engine.dialect));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ statements, onDurable, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing waits any more, or when that takes too long: a database that is away must not keep the process. */
  async drained(): Promise<void> {
    await Promise.race([this.#running, delay(DRAIN_MS_MAX, undefined, { ref: false })]);
  }

  async #run(): Promise<void> {
    // What is committed in the same turn goes together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, COMMITS_PER_TRANSACTION_MAX);
      const tooLong = setInterval(
        () => this.#refuse(this.#waiting.splice(0), new Error('the transaction under way does not end')),
        WAIT_MS_MAX,
      );
      try {
        await this.#store(group);
      } catch (error) {
        // What waits may follow from what was not stored.
        this.#refuse([...group, ...this.#waiting.splice(0)], error);
      } finally {
        clearInterval(tooLong);
      }
    }
    // In the same turn as the last look, so that nobody waits for a run that is over.
    this.#running = null;
  }

  async #store(group: Waiting[]): Promise<void> {
    const outcomes = await this.#engine.write(group.map(({ statements }) => statements));
    for (const [i, { onDurable, resolve, reject }] of group.entries()) {
      const outcome = outcomes[i]!;
      if ('refused' in outcome) {
        reject(new Error(`this does not follow from what is stored: ${outcome.refused}`));
        continue;
      }
      onDurable(outcome.rows);
      resolve(outcome.rows);
    }
  }

  #refuse(group: Waiting[], error: unknown): void {
    for (const { reject } of group) {
      reject(
        error instanceof AppError
          ? error
          : new AppError('storage_unavailable', undefined, { cause: error, retryAfterSeconds: RETRY_AFTER_SECONDS }),
      );
    }
  }
}
