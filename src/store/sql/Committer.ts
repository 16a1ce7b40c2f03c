import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../errors.ts';
import type { NewUpdate } from '../../projections/update.ts';
import type { FeedPart } from '../cluster.ts';
import type { Engine, Outcome, Row, Statement } from './Engine.ts';
import { type Feed, takeNumbers } from './Feed.ts';
import { type Query, shared } from './statement.ts';
import { planTelling } from './update-writes.ts';

/** Commits per transaction. With more, the first would wait too long. */
const COMMITS_PER_TRANSACTION_MAX = 256;

/** So many waiting commits still go into one transaction. */
const UNDIVIDED_MAX = 16;

/** Milliseconds. Once a transaction takes longer, the commits waiting behind it are refused, so that no request hangs. */
const WAIT_MS_MAX = 2_500;

/** Milliseconds that a shutdown waits for pending commits. */
const DRAIN_MS_MAX = 5_000;

/** Seconds. About as long as a database takes to restart. */
const RETRY_AFTER_SECONDS = 5;

type Waiting = {
  statements: Statement[];
  updates: readonly NewUpdate[];
  /** Called with the numbered updates once the commit is durable, in commit order, before `resolve`. */
  onDurable: (part: FeedPart) => void;
  resolve: (rows: Row[][]) => void;
  reject: (error: Error) => void;
};

const NOTHING_TOLD: FeedPart = { first: 0, updates: [] };

/**
 * Commits in groups: whatever arrives while a transaction runs goes into the next one together. Its updates are numbered and kept at the
 * end, because many commits of a group tell the same topics.
 */
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
  commit(
    queries: Query[],
    updates: readonly NewUpdate[] = [],
    onDurable: Waiting['onDurable'] = () => {},
  ): Promise<Row[][]> {
    // Bound now, so that later changes by the caller are not stored.
    const statements = queries.map((query) => query(this.#engine.dialect));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ statements, updates: [...updates], onDurable, resolve, reject });
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
      const group = this.#waiting.splice(0, groupSize(this.#waiting.length));
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
    const { outcomes, told } = await this.#write(group);
    if (outcomes.some(({ type }) => type === 'undone')) {
      for (const alone of group) await this.#store([alone]);
      return;
    }
    let next = 0;
    for (const [i, { statements, updates, onDurable, resolve, reject }] of group.entries()) {
      const outcome = outcomes[i]!;
      if (outcome.type !== 'stored') {
        reject(refusalOf(outcome));
        continue;
      }
      const own = told.updates.slice(next, next + updates.length);
      onDurable({ first: told.first + next, updates: own });
      next += own.length;
      resolve(outcome.rows.slice(0, statements.length));
    }
    this.#feed?.tellOthers(told);
  }

  /** With a feed, reads in the same transaction what other processes have told before it, so that listeners hear of everything in order. */
  async #write(group: Waiting[]): Promise<{ outcomes: Outcome[]; told: FeedPart }> {
    const updates = group.flatMap((commit) => commit.updates);
    const { queries, numbered } = planTelling(updates, this.#feed !== null);
    const missed = this.#feed && updates.length > 0 ? [shared(this.#feed.missedBefore(updates.length))] : [];
    const batch = group.map(({ statements }) => statements);
    // Last, because a shared topic such as the board stays locked from here to the end of the transaction.
    const last = batch.pop()!;
    batch.push([...last, ...[...queries, ...missed].map((query) => query(this.#engine.dialect))]);
    const outcomes = await this.#engine.write(batch);
    const end = outcomes.at(-1)!;
    if (end.type !== 'stored') return { outcomes, told: NOTHING_TOLD };
    const rows = end.rows.slice(last.length);
    if (missed.length > 0) this.#feed?.offerRows(rows.at(-1)!);
    return { outcomes, told: numbered(rows) };
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

/**
 * Half of what waits. Clients ask again once they are answered, so if all were in one transaction, the process would have nothing to do
 * while it is written. From 64 connections that is a seventh more reports a second.
 */
function groupSize(waiting: number): number {
  return Math.min(Math.max(Math.ceil(waiting / 2), UNDIVIDED_MAX), COMMITS_PER_TRANSACTION_MAX);
}

function refusalOf(outcome: Exclude<Outcome, { type: 'stored' }>): Error {
  if (outcome.type === 'undone') return new Error('a commit that was alone was undone');
  if (outcome.isFenced) return new AppError('room_moved');
  return new Error(`this does not follow from what is stored: ${outcome.reason}`);
}
