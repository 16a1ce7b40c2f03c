import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../errors.ts';
import type { Engine, Outcome, Row, Statement } from './Engine.ts';
import { type Feed, takeNumbers } from './Feed.ts';
import { type Query, shared } from './statement.ts';

/** Commits per transaction. With more, the first would wait too long. */
const COMMITS_PER_TRANSACTION_MAX = 256;

/** Milliseconds. Once a transaction takes longer, the commits waiting behind it are refused, so that no request hangs. */
const WAIT_MS_MAX = 2_500;

/** Milliseconds that a shutdown waits for pending commits. */
const DRAIN_MS_MAX = 5_000;

/** Seconds. About as long as a database takes to restart. */
const RETRY_AFTER_SECONDS = 5;

type Waiting = {
  statements: Statement[];
  /** How many updates it numbers in the feed. */
  updates: number;
  /** Called once the commit is durable, in commit order, before `resolve`. */
  onDurable: (rows: Row[][]) => void;
  resolve: (rows: Row[][]) => void;
  reject: (error: Error) => void;
};

/** Commits in groups: whatever arrives while a transaction runs goes into the next one together. */
export class Committer {
  readonly #engine: Engine;
  readonly #feed: Feed | null;
  readonly #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;

  /** Without a feed, this process is the only one. */
  constructor(engine: Engine, feed: Feed | null) {
    this.#engine = engine;
    this.#feed = feed;
  }

  /**
   * Resolves with each statement's rows once they are durable. Rejects with a plain Error if this commit does not follow
   * from what is stored, and with `storage_unavailable` if nothing could be stored.
   */
  commit(queries: Query[], onDurable: (rows: Row[][]) => void = () => {}, updates = 0): Promise<Row[][]> {
    // Bound now, so that later changes by the caller are not stored.
    const statements = queries.map((query) => query(this.#engine.dialect));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ statements, updates, onDurable, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Like `commit`, for rows that any process may write: they are locked in the order of the feed, so that no two processes wait for each other. */
  async commitShared(queries: Query[]): Promise<Row[][]> {
    if (!this.#feed) return this.commit(queries);
    const [, ...rows] = await this.commit([takeNumbers({ count: 0 }), ...queries].map(shared));
    return rows;
  }

  /** Resolves when nothing is pending, or after DRAIN_MS_MAX: an unreachable database must not keep the process alive. */
  async drained(): Promise<void> {
    await Promise.race([this.#running, delay(DRAIN_MS_MAX, undefined, { ref: false })]);
  }

  async #run(): Promise<void> {
    // Commits made in the same turn share a transaction.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, COMMITS_PER_TRANSACTION_MAX);
      const tooLong = setInterval(
        () => this.#refuse(this.#waiting.splice(0), new Error('the transaction in progress takes too long')),
        WAIT_MS_MAX,
      );
      try {
        await this.#store(group);
      } catch (error) {
        // Waiting commits may depend on what was not stored.
        this.#refuse([...group, ...this.#waiting.splice(0)], error);
      } finally {
        clearInterval(tooLong);
      }
    }
    // In the same turn as the last check, so that no commit waits for a run that has ended.
    this.#running = null;
  }

  async #store(group: Waiting[]): Promise<void> {
    const outcomes = await this.#write(group);
    for (const [i, { onDurable, resolve, reject }] of group.entries()) {
      const outcome = outcomes[i]!;
      if (outcome.type === 'refused') {
        reject(
          outcome.isFenced
            ? new AppError('room_moved')
            : new Error(`this does not follow from what is stored: ${outcome.reason}`),
        );
        continue;
      }
      onDurable(outcome.rows);
      resolve(outcome.rows);
    }
  }

  /** With a feed, reads in the same transaction what other processes have told before it, so that listeners hear of everything in order. */
  async #write(group: Waiting[]): Promise<Outcome[]> {
    const batch = group.map(({ statements }) => statements);
    const own = group.reduce((sum, { updates }) => sum + updates, 0);
    if (!this.#feed || own === 0) return this.#engine.write(batch);
    const missed = shared(this.#feed.missedBefore(own))(this.#engine.dialect);
    const outcomes = await this.#engine.write([...batch, [missed]]);
    const last = outcomes.pop()!;
    if (last.type === 'stored') this.#feed.offerRows(last.rows[0]!);
    return outcomes;
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
