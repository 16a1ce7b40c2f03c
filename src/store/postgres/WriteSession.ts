import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pRetry from 'p-retry';
import type { Client } from 'pg';
import { OperatorError } from '../../errors.ts';
import type { Outcome, Statement } from '../sql/Engine.ts';
import { type DatabaseAddress, newClient, unavailable } from './connection.ts';
import { begin, lastBatch, lockDatabase, lockMember, mark, migrate, shareDatabase } from './ownership.ts';
import { runBatch } from './run-batch.ts';

export type SessionLog = Record<'error' | 'warn' | 'info', (fields: object, message: string) => void>;

/** Milliseconds that a batch waits for an answer before it is refused. After a loss, no batch waits longer than this for the next connection. */
const AWAY_MS = 2_500;

/** Milliseconds between attempts to reconnect, doubled each time. */
const BACKOFF = { minTimeout: 50, maxTimeout: 1_000, factor: 2, randomize: true };

/**
 * The only connection of the process that writes. It holds a lock: the one that keeps all other processes out of the database, or, as a
 * member of a cluster, one of its own. The lock is lost with the connection and taken again by the next one; holding it proves that no
 * earlier connection's transaction is still open.
 */
export class WriteSession {
  readonly #address: DatabaseAddress;
  readonly #log: SessionLog;
  readonly #isMember: boolean;
  readonly #closing = new AbortController();
  #client: Client | null = null;
  #regained: Promise<Client> | null = null;
  /** The id of this start in muster_writer. */
  #writer = 0;
  #lastBatch: string | null = null;
  /** When the connection was lost, on the monotonic clock. */
  #lostAt = 0;
  #wasAlone = true;

  constructor(address: DatabaseAddress, log: SessionLog, { isMember }: { isMember: boolean }) {
    this.#address = address;
    this.#log = log;
    this.#isMember = isMember;
  }

  /** Whether no other process used the database as this one opened it. */
  get wasAlone(): boolean {
    return this.#wasAlone;
  }

  /** The id of this start. */
  get id(): number {
    return this.#writer;
  }

  /** Throws an OperatorError if the database cannot be reached, is in use or was written by a newer Muster. */
  async open(migrations: readonly (readonly string[])[]): Promise<void> {
    const { shown } = this.#address;
    const client = newClient(this.#address, AWAY_MS);
    try {
      await client.connect();
      this.#writer = await this.#begin(client, migrations);
    } catch (cause) {
      await end(client);
      if (cause instanceof OperatorError) throw cause;
      throw new OperatorError(`The database ${shown} (DATABASE_URL) cannot be used: ${reasonOf(cause)}`, { cause });
    }
    this.#use(client);
  }

  async #begin(client: Client, migrations: readonly (readonly string[])[]): Promise<number> {
    const { shown } = this.#address;
    if (!this.#isMember) {
      await lockDatabase(client, shown);
      await migrate(client, migrations, shown);
      return begin(client, migrations.length, shown, true);
    }
    let first: number | null = null;
    await shareDatabase(client, shown, async () => {
      await migrate(client, migrations, shown);
      first = await begin(client, migrations.length, shown, true);
    });
    this.#wasAlone = first !== null;
    const id = first ?? (await begin(client, migrations.length, shown, false));
    await lockMember(client, id);
    return id;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#regained?.catch(() => {});
    const client = this.#client;
    this.#client = null;
    if (client) await end(client);
  }

  /** Rejects with `storage_unavailable` once it is certain that nothing was stored; stays pending until then. */
  async write(batch: readonly (readonly Statement[])[]): Promise<Outcome[]> {
    const client = this.#client ?? (await this.#reconnected());
    const id = randomUUID();
    const must = `writer ${this.#writer} is not the newest`;
    const marked = { sql: mark(this.#isMember), parameters: [id, this.#writer], must };
    const outcomes = await runBatch(client, marked, batch).catch((error: unknown) => {
      // Closing the connection rolls the transaction back.
      this.#lose(client, error);
      throw unavailable(error);
    });
    if (outcomes.some(({ type }) => type !== 'stored')) return outcomes;
    try {
      await client.query('commit');
    } catch (error) {
      this.#lose(client, error);
      if (!(await this.#wasCommitted(id))) throw unavailable(error);
    }
    return outcomes;
  }

  /** Known once the next connection has the lock, because then the session that sent the COMMIT has ended. */
  async #wasCommitted(id: string): Promise<boolean> {
    await this.#regained?.catch((error: unknown) => {
      if (!(error instanceof TakenOver)) throw unavailable(error, 'It is unknown whether the change was stored.');
    });
    return this.#lastBatch === id;
  }

  /** Waits for the next connection, until AWAY_MS after the loss of the last one. */
  async #reconnected(): Promise<Client> {
    const unreachable = new Error('PostgreSQL is unreachable');
    const ms = AWAY_MS - (performance.now() - this.#lostAt);
    if (ms <= 0) throw unavailable(unreachable);
    const timeout = new AbortController();
    const late = delay(ms, undefined, { signal: timeout.signal }).then(() => {
      throw unreachable;
    });
    try {
      return await Promise.race([this.#regained ?? Promise.reject(new Error('the store is not open')), late]);
    } catch (error) {
      throw unavailable(error);
    } finally {
      timeout.abort();
      late.catch(() => {});
    }
  }

  #use(client: Client): void {
    this.#client = client;
    this.#regained = null;
    client.on('error', (error) => this.#lose(client, error));
  }

  /** Reconnects at once, so that the next write need not wait for it. */
  #lose(client: Client, error: unknown): void {
    if (this.#client !== client) return;
    this.#client = null;
    this.#lostAt = performance.now();
    this.#log.warn({ err: error }, 'lost the connection to PostgreSQL; nothing can be stored until it is back');
    void end(client);
    this.#regained = pRetry(() => this.#regain(), {
      ...BACKOFF,
      retries: Infinity,
      shouldRetry: ({ error: fault }) => !(fault instanceof TakenOver),
      signal: this.#closing.signal,
    });
    this.#regained.then(
      () => this.#log.info({}, 'the connection to PostgreSQL is back'),
      (fault: Error) => {
        if (!this.#closing.signal.aborted)
          this.#log.error({ err: fault }, 'gave up on PostgreSQL; nothing can be stored any more');
      },
    );
  }

  async #regain(): Promise<Client> {
    const client = newClient(this.#address, AWAY_MS);
    try {
      await client.connect();
      await this.#checkNewest(client);
      await this.#lock(client);
      await this.#checkNewest(client);
      this.#use(client);
      return client;
    } catch (error) {
      await end(client);
      throw error;
    }
  }

  async #lock(client: Client): Promise<void> {
    if (!this.#isMember) return lockDatabase(client, this.#address.shown);
    await shareDatabase(client, this.#address.shown, () => Promise.resolve());
    await lockMember(client, this.#writer);
  }

  /** If another process has taken over, this one's rooms may be out of date, and it must never write again. */
  async #checkNewest(client: Client): Promise<void> {
    const { batch, isNewest } = await lastBatch(client, this.#writer);
    this.#lastBatch = batch;
    if (!isNewest && !this.#isMember)
      throw new TakenOver(`another Muster uses the database ${this.#address.shown} now: restart this one`);
  }
}

class TakenOver extends Error {}

/** The connection is given up, so an error while closing it does not matter. */
async function end(client: Client): Promise<void> {
  await client.end().catch(() => {});
}

/** A host name with several addresses fails with an AggregateError, which has no message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
