export type JsonSchema = {
  $ref?: string;
  type?: string | string[];
  format?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  minimum?: number;
  example?: unknown;
  description?: string;
};

/** Makes values of a schema, with every field set and each number and string unique. */
export class Samples {
  readonly #definitions: Record<string, JsonSchema>;
  #made = 0;

  constructor(definitions: Record<string, JsonSchema>) {
    this.#definitions = definitions;
  }

  of(schema: JsonSchema): unknown {
    if (schema.$ref !== undefined) return this.of(this.#definitions[schema.$ref.split('/').at(-1)!]!);
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return schema.enum[0];
    const variants = (schema.anyOf ?? schema.oneOf)?.filter(({ type }) => type !== 'null');
    // The last has the most fields.
    if (variants) return this.of(variants.at(-1)!);
    const kind = [schema.type].flat().find((type) => type !== 'null');
    switch (kind) {
      case 'object':
        return schema.properties ? this.#object(schema.properties) : { 'free form': ++this.#made, list: [null, 'é 🗝'] };
      case 'array':
        return [this.of(schema.items!)];
      case 'string':
        return this.#text(schema);
      case 'integer':
      case 'number':
        return this.#number(schema);
      case 'boolean':
        return true;
      default:
        return { anything: [++this.#made] };
    }
  }

  #object(properties: Record<string, JsonSchema>): object {
    return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, this.of(schema)]));
  }

  #text({ format }: JsonSchema): string {
    this.#made += 1;
    return format === 'date-time' ? new Date(Date.UTC(2025, 0, 1) + this.#made).toISOString() : `text ${this.#made}`;
  }

  /** A whole number or not, as the example is: the schema's type does not always tell. */
  #number({ minimum = 0, example, description }: JsonSchema): number {
    this.#made += 1;
    if (description?.includes('Epoch milliseconds')) return Date.UTC(2025, 0, 1) + this.#made;
    return Math.max(minimum, 0) + this.#made + (Number.isInteger(example ?? 0) ? 0 : 0.5);
  }
}

const TIME = /(_at|\.at|\.until)$/;

/** How the dump of an object differs from the JSON that it was read from, by path. */
export function differences(dump: unknown, json: unknown, path = ''): string[] {
  if (isObject(dump) && isObject(json)) {
    const names = [...new Set([...Object.keys(json), ...Object.keys(dump)])];
    return names.flatMap((name) => {
      const at = `${path}.${name}`;
      if (!(name in dump)) return [`${at} is not read`];
      if (!(name in json)) return [`${at} is not sent${isNothing(dump[name]) ? '' : ` but ${show(dump[name])}`}`];
      return differences(dump[name], json[name], at);
    });
  }
  if (Array.isArray(dump) && Array.isArray(json) && dump.length === json.length) {
    return dump.flatMap((item, i) => differences(item, json[i], `${path}.${i}`));
  }
  const isSame = dump === json || (TIME.test(path) && asTime(dump) === asTime(json));
  return isSame ? [] : [`${path} is ${show(dump)}, not ${show(json)}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNothing(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

/** Dumps have ISO 8601 times, /updates has epoch milliseconds. */
function asTime(value: unknown): number {
  return new Date(value as string | number).getTime();
}

function show(value: unknown): string {
  return JSON.stringify(value);
}
