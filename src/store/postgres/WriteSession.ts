import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pRetry from 'p-retry';
import pg, { type Client } from 'pg';
import { OperatorError } from '../../errors.ts';
import type { Outcome, Statement } from '../sql/Engine.ts';
import type { StoreLog } from '../sql/SqlStore.ts';
import { type Address, unavailable } from './connection.ts';
import { lastBatch, lockDatabase, MARK, migrate } from './ownership.ts';
import { runBatch } from './run-batch.ts';

/** Milliseconds that a batch waits for a lost connection, and for an answer, before it is refused. */
const AWAY_MS = 2_500;

/** Milliseconds between tries to connect again, doubled each time. */
const BACKOFF = { minTimeout: 50, maxTimeout: 2_000, factor: 2, randomize: true };

/**
 * The one connection that writes. It holds the lock that keeps other processes off the database: the lock is lost with it
 * and taken again with the next. Who has the lock knows that no transaction of an earlier connection is under way.
 */
export class WriteSession {
  readonly #address: Address;
  readonly #log: StoreLog;
  readonly #closing = new AbortController();
  #client: Client | null = null;
  #regained: Promise<Client> | null = null;
  /** The number of this start among all on the database. */
  #writer = 0;
  #lastBatch: string | null = null;

  constructor(address: Address, log: StoreLog) {
    this.#address = address;
    this.#log = log;
  }

  /** Throws an OperatorError where the database cannot be reached, is in use or is of a newer Muster. */
  async open(migrations: readonly (readonly string[])[]): Promise<void> {
    const { config, shown } = this.#address;
    const client = new pg.Client({ ...config, query_timeout: AWAY_MS });
    try {
      await client.connect();
      await lockDatabase(client, shown);
      this.#writer = await migrate(client, migrations, shown);
    } catch (cause) {
      await end(client);
      if (cause instanceof OperatorError) throw cause;
      throw new OperatorError(`The database ${shown} (DATABASE_URL) cannot be used: ${reasonOf(cause)}`, { cause });
    }
    this.#use(client);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#regained?.catch(() => {});
    const client = this.#client;
    this.#client = null;
    if (client) await end(client);
  }

  /** Rejects `storage_unavailable` where surely nothing was stored; stays pending as long as that cannot be known. */
  async write(batch: readonly (readonly Statement[])[]): Promise<Outcome[]> {
    const client = this.#client ?? (await this.#soon());
    const id = randomUUID();
    const mark = { sql: MARK, parameters: [id, this.#writer], must: `writer ${this.#writer} is not the newest` };
    const outcomes = await runBatch(client, mark, batch).catch((error: unknown) => {
      // Its transaction ends with it.
      this.#lose(client, error);
      throw unavailable(error);
    });
    try {
      await client.query('commit');
    } catch (error) {
      this.#lose(client, error);
      if (!(await this.#wasCommitted(id))) throw unavailable(error);
    }
    return outcomes;
  }

  /** Found out as soon as the session that sent the COMMIT is over. */
  async #wasCommitted(id: string): Promise<boolean> {
    await this.#regained?.catch((error: unknown) => {
      if (!(error instanceof TakenOver)) throw unavailable(error, 'Whether the change was stored is not known.');
    });
    return this.#lastBatch === id;
  }

  async #soon(): Promise<Client> {
    const timeout = new AbortController();
    const late = delay(AWAY_MS, undefined, { signal: timeout.signal }).then(() => {
      throw new Error('PostgreSQL is away');
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

  /** Connects again at once, so that whoever comes next finds it done. */
  #lose(client: Client, error: unknown): void {
    if (this.#client !== client) return;
    this.#client = null;
    this.#log.warn({ err: error }, 'the connection to PostgreSQL is lost; nothing is stored until it is back');
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
        if (!this.#closing.signal.aborted) this.#log.error({ err: fault }, 'PostgreSQL is not used any more');
      },
    );
  }

  async #regain(): Promise<Client> {
    const client = new pg.Client({ ...this.#address.config, query_timeout: AWAY_MS });
    try {
      await client.connect();
      await this.#ask(client);
      await lockDatabase(client, this.#address.shown);
      await this.#ask(client);
      this.#use(client);
      return client;
    } catch (error) {
      await end(client);
      throw error;
    }
  }

  /** What the rooms of this process know is old where another one wrote meanwhile: then it must not write again. */
  async #ask(client: Client): Promise<void> {
    const { batch, isNewest } = await lastBatch(client, this.#writer);
    this.#lastBatch = batch;
    if (!isNewest) throw new TakenOver(`another Muster uses the database ${this.#address.shown} now: restart this one`);
  }
}

class TakenOver extends Error {}

/** However it is: an error of a connection that is given up tells nothing. */
async function end(client: Client): Promise<void> {
  client.removeAllListeners('error').on('error', () => {});
  await client.end().catch(() => {});
}

/** Several addresses of one name fail together, without a message. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
