import type { InsertObject, Kysely, Selectable } from 'kysely';
import type { Dialect, Statement } from './Engine.ts';
import type { Tables } from './tables.ts';

/** A statement with its values, in any dialect. */
export type Query = (dialect: Dialect) => Statement;

/** Why a commit is refused if the statement changes nothing. */
type Must = string;

type Compiled = { sql: string; parameters: readonly unknown[] };
/** What kysely builds, and its `sql` texts. */
type Built = { compile(db: Kysely<Tables>): Compiled };

/** A placeholder for a value in a compiled statement. */
class Place {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

const places = new Proxy({}, { get: (_, name) => new Place(String(name)) });
const shapes = new WeakMap<Dialect, Map<string | object, Compiled>>();

/**
 * A statement that is compiled once, at its first use, because building it costs more than running it. `build` gets
 * placeholders for the values; the returned function binds values of the same names.
 */
export function prepare<Values extends object = object>(
  build: (values: Values, dialect: Dialect) => Built,
  must?: (values: Values) => Must,
): (values: Values) => Query {
  return (values) => shaped(build, (dialect) => build(places as Values, dialect), values, must?.(values));
}

/** The same statement, as one that locks rows which other processes write, too. */
export function shared(query: Query): Query {
  return (dialect) => ({ ...query(dialect), isShared: true });
}

export function insert<T extends keyof Tables>(table: T, row: InsertObject<Tables, T>, must?: Must): Query {
  const columns = Object.keys(row);
  return shaped(
    `insert ${table} ${columns.join()}`,
    ({ db }) => {
      const rows = db.insertInto(table).values(standIns(columns, '') as InsertObject<Tables, T>);
      return must === undefined ? rows : rows.onConflict((oc) => oc.doNothing());
    },
    row,
    must,
  );
}

type Row<T extends keyof Tables> = Partial<Selectable<Tables[T]>>;

/** Sets the columns of all rows that have the values of `where`. */
export function update<T extends keyof Tables>(table: T, set: Row<T>, where: Row<T>, must?: Must): Query {
  const [columns, keys] = [Object.keys(set), Object.keys(where)];
  return shaped(
    `update ${table} ${columns.join()} ${keys.join()}`,
    // Kysely's types cannot follow a generic table name.
    ({ db }) => eachKey(db.updateTable(table as 'counter').set(standIns(columns, '')), keys),
    { ...set, ...prefixed(where) },
    must,
  );
}

export function remove<T extends keyof Tables>(table: T, where: Row<T>, must?: Must): Query {
  const keys = Object.keys(where);
  const build = ({ db }: Dialect) => eachKey(db.deleteFrom(table as 'counter'), keys);
  return shaped(`delete ${table} ${keys.join()}`, build, prefixed(where), must);
}

function shaped(shape: string | object, build: (dialect: Dialect) => Built, values: object, must?: Must): Query {
  return (dialect) => {
    if (!shapes.has(dialect)) shapes.set(dialect, new Map());
    const known = shapes.get(dialect)!;
    if (!known.has(shape)) known.set(shape, build(dialect).compile(dialect.db));
    const { sql, parameters } = known.get(shape)!;
    const named = values as Record<string, unknown>;
    const bound = parameters.map((value) => (value instanceof Place ? named[value.name] : value));
    return { sql, parameters: bound, ...(must !== undefined && { must }) };
  };
}

type Filterable = Built & { where(column: never, operator: '=', value: unknown): Filterable };

function eachKey(query: unknown, keys: string[]): Built {
  return keys.reduce((q, key) => q.where(key as never, '=', new Place(`where ${key}`)), query as Filterable);
}

function standIns(columns: string[], prefix: string): object {
  return Object.fromEntries(columns.map((column) => [column, new Place(prefix + column)]));
}

function prefixed(where: object): object {
  return Object.fromEntries(Object.entries(where).map(([column, value]) => [`where ${column}`, value]));
}
