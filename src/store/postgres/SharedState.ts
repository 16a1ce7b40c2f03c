import type { Pool, PoolClient, QueryResult } from 'pg';
import type { Row } from '../sql/Engine.ts';
import { type DatabaseAddress, databaseAddress, openPool, unavailable } from './connection.ts';

/** Connections. Neither the time nor the operator's document waits for the store's queries. */
const CONNECTIONS_MAX = 2;

/** PostgreSQL's time, not that of the transaction's start. */
const TIME = `extract(epoch from clock_timestamp())::double precision * 1000`;

/** The operator's document; `version` changes with each change. */
export type StoredDocument = { text: string; version: number };

/**
 * What the processes of a cluster share in PostgreSQL besides the store, on connections of its own: the time, and the operator's
 * document. Every method may refuse `storage_unavailable`, within 3 s.
 */
export class SharedState {
  readonly #address: DatabaseAddress;
  readonly #pool: Pool;

  /** Throws an OperatorError if it is no URL of PostgreSQL. Connects when it is first asked. */
  constructor(url: string) {
    this.#address = databaseAddress(url);
    this.#pool = openPool(this.#address, CONNECTIONS_MAX);
  }

  /** How messages name the database, without the password. */
  get shown(): string {
    return this.#address.shown;
  }

  /** The database's time in epoch milliseconds, with a fraction. */
  async time(): Promise<number> {
    return (await this.#query(`select ${TIME} as time`)).rows[0]!['time'] as number;
  }

  /** The version of the operator's document; null if there is none. */
  async documentVersion(): Promise<number | null> {
    const { rows } = await this.#query('select version from operator_document');
    return (rows[0]?.['version'] as number | undefined) ?? null;
  }

  /** The operator's document; null if there is none. */
  async document(): Promise<StoredDocument | null> {
    const { rows } = await this.#query('select text, version from operator_document');
    return (rows[0] as StoredDocument | undefined) ?? null;
  }

  /** Stores the first document. False if there is one already, which is left alone. Durable when it resolves. */
  async addDocument(text: string): Promise<boolean> {
    const added = await this.#write(
      `insert into operator_document (id, version, text, saved_at) values (1, 1, $1, ${TIME}) on conflict do nothing`,
      [text],
    );
    return added.rowCount === 1;
  }

  /** Replaces the document of that version. Null if it has another one by now; it is then left alone. Durable when it resolves. */
  async replaceDocument(text: string, version: number): Promise<StoredDocument | null> {
    const replaced = await this.#write(
      `update operator_document set text = $1, version = version + 1, saved_at = ${TIME} where version = $2`,
      [text, version],
    );
    return replaced.rowCount === 1 ? { text, version: version + 1 } : null;
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #query(sql: string, values: unknown[] = []): Promise<QueryResult<Row>> {
    try {
      return await this.#pool.query<Row>(sql, values);
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** In a transaction that is on disk when it resolves, however the database is set up. */
  async #write(sql: string, values: unknown[]): Promise<QueryResult<Row>> {
    let client: PoolClient | undefined;
    let isCommitting = false;
    try {
      client = await this.#pool.connect();
      await client.query('begin; set local synchronous_commit = on');
      const result = await client.query<Row>(sql, values);
      isCommitting = true;
      await client.query('commit');
      client.release();
      return result;
    } catch (error) {
      client?.release(true);
      throw unavailable(error, isCommitting ? 'It is unknown whether the change was stored.' : undefined);
    }
  }
}
