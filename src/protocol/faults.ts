import { z } from 'zod';
import { AppError, type ErrorKind, type Fault } from '../errors.ts';
import { didYouMean } from './did-you-mean.ts';
import { plainWords } from './plain-words.ts';

/** Unknown fields that are told by name, and characters of each: an answer must not grow to many times its request. */
const UNKNOWN_FIELDS_TOLD_MAX = 8;
const FIELD_NAME_TOLD_MAX = 64;

/**
 * Parses the input. Refuses `validation_failed` with every fault, or the kind of an unknown id if that is all that is wrong; `prefix`
 * is prepended to the paths of faults. Rule: [IN-1], [IN-3], [IN-5].
 */
export function parseOrRefuse<S extends z.ZodType>(schema: S, input: unknown, prefix: PropertyKey[] = []): z.output<S> {
  const given = withoutNulls(schema, input);
  const parsed = schema.safeParse(given, { error: plainWords });
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const [unknown, ...others] = issues.map(unknownId);
  if (unknown && others.every((other) => other !== null)) throw unknown;
  refuseFaults(issues.flatMap((issue) => faultsOf(schema, given, issue, prefix)));
}

/** Refuses `validation_failed` with these faults. */
export function refuseFaults(faults: Fault[]): never {
  // Two rules of a field may have the same message.
  const told = [...new Map(faults.map((fault) => [describe(fault), fault])).values()];
  // All in one text, for clients that show only `error`, such as Unity's HttpException.
  throw new AppError('validation_failed', told.map(describe).join('; '), { faults: told });
}

/** The refusal of an id that cannot be one: see `nameOf`. */
function unknownId(issue: z.core.$ZodIssue): AppError | null {
  const kind = issue.code === 'custom' ? (issue.params?.kind as ErrorKind | undefined) : undefined;
  return kind === undefined ? null : new AppError(kind, issue.message);
}

function faultsOf(schema: z.ZodType, input: unknown, issue: z.core.$ZodIssue, prefix: PropertyKey[]): Fault[] {
  const path = [...prefix, ...issue.path];
  if (issue.code !== 'unrecognized_keys') return [{ field: fieldAt(path), message: issue.message }];
  const known = fieldsAt(schema, input, issue.path);
  const told = issue.keys.slice(0, UNKNOWN_FIELDS_TOLD_MAX).map((key) => key.slice(0, FIELD_NAME_TOLD_MAX));
  const faults = told.map((key) => ({ field: fieldAt([...path, key]), message: `unknown; ${didYouMean(key, known)}` }));
  const more = issue.keys.length - told.length;
  return more === 0 ? faults : [...faults, { field: fieldAt(path), message: `has ${more} more unknown fields` }];
}

/** Drops fields that are null where the schema has no meaning for it. */
function withoutNulls(schema: z.ZodType, input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  const nulls = Object.keys(input).filter((name) => (input as Record<string, unknown>)[name] === null);
  if (nulls.length === 0) return input;
  const shape = objectOf(schema, input)?.shape ?? {};
  const dropped = new Set(nulls.filter((name) => Object.hasOwn(shape, name) && !shape[name]!.safeParse(null).success));
  return Object.fromEntries(Object.entries(input).filter(([name]) => !dropped.has(name)));
}

/** The fields that the object at this path of the input may have. */
function fieldsAt(schema: z.core.$ZodType | undefined, input: unknown, path: PropertyKey[]): string[] {
  const object = objectOf(schema, input);
  const [name, ...rest] = path;
  if (!object || name === undefined) return Object.keys(object?.shape ?? {});
  return fieldsAt(object.shape[String(name)], (input as Record<PropertyKey, unknown>)[name], rest);
}

/** The object schema that judges the input, inside whatever wraps it. */
function objectOf(schema: z.core.$ZodType | undefined, input: unknown): z.ZodObject | null {
  if (schema instanceof z.ZodObject) return schema;
  if (schema instanceof z.ZodOptional) return objectOf(schema.unwrap(), input);
  if (schema instanceof z.ZodPipe) return objectOf(schema.def.out, input);
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return null;
  const { discriminator } = schema.def;
  const tag = (input as Record<string, unknown>)[discriminator];
  const options = schema.options.map((option) => objectOf(option, input));
  return options.find((option) => option?.shape[discriminator]?.safeParse(tag).success) ?? null;
}

function fieldAt(path: PropertyKey[]): string {
  return path.map(String).join('.') || '(body)';
}

function describe({ field, message }: Fault): string {
  return `${field}: ${message}`;
}
