import { type Client, type Connection, DatabaseError, type Submittable } from 'pg';
import type { Row, Statement } from '../sql/Engine.ts';
import { typeParser } from './connection.ts';

export type StatementResult = { rows: Row[]; changed: number };

/** The results of one round trip. After a statement that fails, the server skips the rest. */
export type StatementResults = { answers: StatementResult[]; failed: DatabaseError | null };

type Value = number | bigint | string | boolean | null;
type Field = { name: string; dataTypeID: number };

/** The part of a connection that the driver's types leave out. */
type Sender = Record<'parse' | 'bind' | 'describe' | 'execute', (message: object) => void> &
  Pick<Connection, 'sync' | 'stream'>;

/** The names of each connection's prepared statements, by their text. No name is used twice. */
const prepared = new WeakMap<object, Map<string, string>>();
let names = 0;

/**
 * Sends many statements in one round trip. node-postgres' own pipelining syncs after each statement, which takes three
 * times as long on both sides.
 */
class Pipeline implements Submittable {
  /** On a timeout the client calls this, then replaces it. */
  callback: (error: Error | null, result?: StatementResults) => void;
  readonly #statements: readonly Statement[];
  readonly #answers: StatementResult[] = [];
  #rows: Row[] = [];
  #fields: { name: string; parse: (text: string) => unknown }[] = [];
  readonly #new: string[] = [];
  #names = new Map<string, string>();

  constructor(statements: readonly Statement[], callback: Pipeline['callback']) {
    this.#statements = statements;
    this.callback = callback;
  }

  submit(connection: Connection): void {
    const sender = connection as unknown as Sender;
    this.#names = prepared.get(connection) ?? new Map();
    prepared.set(connection, this.#names);
    sender.stream.cork();
    for (const { sql, parameters } of this.#statements) {
      const statement = this.#names.get(sql) ?? this.#prepare(sender, sql);
      sender.bind({ statement, values: (parameters as Value[]).map(textOf) });
      sender.describe({ type: 'P', name: '' });
      sender.execute({ portal: '' });
    }
    sender.sync();
    sender.stream.uncork();
  }

  #prepare(sender: Sender, text: string): string {
    const name = `muster_${++names}`;
    sender.parse({ name, text });
    this.#names.set(text, name);
    this.#new.push(text);
    return name;
  }

  handleRowDescription({ fields }: { fields: Field[] }): void {
    this.#fields = fields.map(({ name, dataTypeID }) => ({ name, parse: typeParser(dataTypeID) }));
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const values = fields.map((text, i) => (text === null ? null : this.#fields[i]!.parse(text)));
    this.#rows.push(Object.fromEntries(values.map((value, i) => [this.#fields[i]!.name, value])));
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.#answers.push({ rows: this.#rows, changed: Number(/\d+$/.exec(text)?.[0] ?? 0) });
    this.#rows = [];
  }

  handleError(error: Error): void {
    // The server may not have prepared all of them.
    for (const text of this.#new) this.#names.delete(text);
    if (error instanceof DatabaseError) this.callback(null, { answers: this.#answers, failed: error });
    else this.callback(error);
  }

  handleReadyForQuery(): void {
    this.callback(null, { answers: this.#answers, failed: null });
  }
}

/** The text format in which the server reads numbers, bigints, texts and booleans. */
function textOf(value: Value): string | null {
  return value === null ? null : String(value);
}

/** Rejects if the connection dies or does not answer in time. */
export function askAtOnce(client: Pick<Client, 'query'>, statements: readonly Statement[]): Promise<StatementResults> {
  return new Promise((resolve, reject) => {
    client.query(new Pipeline(statements, (error, result) => (result ? resolve(result) : reject(error))));
  });
}
