import type { Compilable } from 'kysely';
import type { Statement } from './Engine.ts';

/** Stands for a value until the statement is used. */
class Place {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

const places = new Proxy({}, { get: (_, name) => new Place(String(name)) });

/**
 * Compiles a statement once, at its first use, because building one costs more than running it. `build` gets an object whose
 * properties stand for the values, and gives the statement; what is made binds values of those names.
 * `must` says why a commit is refused where the statement changes nothing.
 */
export function prepare<Values extends object>(
  build: (values: Values) => Compilable,
  must?: (values: Values) => string,
): (values: Values) => Statement {
  let compiled: { sql: string; parameters: readonly unknown[] } | undefined;
  return (values) => {
    compiled ??= build(places as Values).compile();
    const named = values as Record<string, unknown>;
    const parameters = compiled.parameters.map((value) => (value instanceof Place ? named[value.name] : value));
    return { sql: compiled.sql, parameters, ...(must && { must: must(values) }) };
  };
}
