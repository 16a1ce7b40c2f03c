import { z } from 'zod';
import type { Data } from '../domain/json.ts';

/**
 * A time, as a codec with two sides: epoch milliseconds in code, room states and /updates, and ISO 8601 in UTC in REST. One schema
 * gives both: its `z.input` is the view that code makes and /updates sends, its `z.output` the JSON that REST answers.
 */
export function timeField(description: string, example = '2025-12-09T12:05:00.000Z') {
  const epoch = z.int().min(0);
  return z.codec(
    epoch.meta({ description: `${description} Epoch milliseconds.`, example: Date.parse(example) }),
    z.iso.datetime().meta({ description, example }),
    { decode: toIso, encode: (text) => Date.parse(text) },
  );
}

/** Makes the type read-only, as views may be. Free-form data is left alone, because its type is recursive. */
type View<T> = Data extends T ? T : T extends object ? { readonly [K in keyof T]: View<T[K]> } : T;

/**
 * Makes the function that turns a view into REST's JSON: exactly the schema's fields, times as text. It does not validate, unlike
 * zod's own decode, which takes twice as long: lists of a thousand parties are polled.
 */
export function toRest<S extends z.ZodObject>(schema: S): (view: View<z.input<S>>) => z.output<S> {
  return objectConverter(schema) as (view: View<z.input<S>>) => z.output<S>;
}

type Convert = (value: unknown) => unknown;

/** Null where both sides are the same. */
function converter(schema: z.core.$ZodType): Convert | null {
  // Only times have two sides.
  if (schema instanceof z.ZodCodec) return toIso as Convert;
  if (schema instanceof z.ZodObject) return objectConverter(schema);
  if (schema instanceof z.ZodOptional) return converter(schema.unwrap());
  if (schema instanceof z.ZodNullable) {
    const convert = converter(schema.unwrap());
    return convert && ((value) => (value === null ? null : convert(value)));
  }
  if (schema instanceof z.ZodArray) {
    const convert = converter(schema.element);
    return convert && ((value) => (value as unknown[]).map(convert));
  }
  // Nothing else contains times, not even the unions: a test compares the result with zod's.
  return null;
}

function objectConverter({ shape }: z.ZodObject): Convert {
  const fields = Object.entries(shape).map(([name, schema]) => ({ name, convert: converter(schema) }));
  return (view) => {
    const json: Record<string, unknown> = {};
    for (const { name, convert } of fields) {
      const value = (view as Record<string, unknown>)[name];
      if (value !== undefined) json[name] = convert ? convert(value) : value;
    }
    return json;
  };
}

const DAY_MS = 86_400_000;

/** '00' to '59'. */
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

let lastDay = NaN;
let lastDate = '';

/** Like Date's toISOString, which took two thirds of the time of a list of a thousand parties. Formats the date only once per day. */
function toIso(time: number): string {
  const day = Math.floor(time / DAY_MS);
  if (day !== lastDay) {
    lastDay = day;
    lastDate = new Date(time).toISOString().slice(0, -'00:00:00.000Z'.length);
  }
  const ms = time - day * DAY_MS;
  const seconds = Math.floor(ms / 1000);
  const [hh, mm, ss] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const milliseconds = String(ms % 1000).padStart(3, '0');
  return `${lastDate}${TWO_DIGITS[hh]}:${TWO_DIGITS[mm]}:${TWO_DIGITS[ss]}.${milliseconds}Z`;
}

/** An example of REST's JSON, made from the examples of the schema's fields. Throws if a field has none. */
export function exampleOf<S extends z.ZodType>(schema: S): z.output<S> {
  return example(schema, '') as z.output<S>;
}

function example(schema: z.core.$ZodType, path: string): unknown {
  const meta = z.globalRegistry.get(schema);
  if (meta && 'example' in meta) return meta.example;
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries(schema.shape).map(([name, field]) => [name, example(field, `${path}.${name}`)]);
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
  }
  if (schema instanceof z.ZodCodec) return example(schema.def.out, path);
  if (schema instanceof z.ZodNullable) return example(schema.unwrap(), path);
  if (schema instanceof z.ZodArray) return [example(schema.element, `${path}[]`)];
  if (schema instanceof z.ZodEnum) return schema.options[0];
  if (schema instanceof z.ZodLiteral) return schema.value;
  if (schema instanceof z.ZodBoolean) return false;
  // An optional field is shown only if it has an example of its own.
  if (schema instanceof z.ZodOptional) return undefined;
  throw new Error(`the schema has no example at ${path || 'its root'}`);
}
