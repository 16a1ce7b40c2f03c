import { z } from 'zod';
import type { Data, Json } from '../domain/json.ts';
import { DEPTH_MAX } from './limits.ts';

/**
 * A key that is refused. The MessagePack of Unity's SDK makes an object of the type that its value names, or fails and drops the
 * message: a player could do either to everybody who receives its data.
 */
const TYPE_KEY = '_type';

/** A game's free-form object of at most `lengthMax` characters as JSON. Accepts what C# and MessagePack send instead of JSON's types. */
export function freeData(lengthMax: number) {
  return freeJson(lengthMax)
    .refine((data): data is Data => typeof data === 'object' && data !== null && !Array.isArray(data), {
      error: 'must be an object',
    })
    .transform((data) => data as Data)
    .meta({ override: { type: 'object', additionalProperties: true } });
}

/** Any JSON value of at most `lengthMax` characters. */
export function freeJson(lengthMax: number) {
  return z
    .unknown()
    .transform((value, context): Json => {
      const fault: Fault = { path: [] };
      const json = toJson(value, 0, fault);
      const length = fault.message === undefined ? JSON.stringify(json).length : 0;
      if (length > lengthMax) fault.message = `must have at most ${lengthMax} characters as JSON; it has ${length}`;
      if (fault.message === undefined) return json;
      context.addIssue({ code: 'custom', message: fault.message, path: fault.path ?? [] });
      return z.NEVER;
    })
    .meta({ override: { description: 'Any JSON.' } });
}

/** The first fault that was found, and its path; null if it concerns the value as a whole. */
type Fault = { message?: string; path: PropertyKey[] | null };

/** C#'s long arrives as a bigint and becomes a number. Values that JSON cannot express are faults, because they could not be read back. */
function toJson(value: unknown, depth: number, fault: Fault): Json {
  if (depth > DEPTH_MAX)
    Object.assign(fault, { message: `must not be nested deeper than ${DEPTH_MAX} levels`, path: null });
  if (fault.message !== undefined) return null;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) fault.message = 'must be a finite number';
      return value;
    case 'bigint':
      if (!Number.isSafeInteger(Number(value)))
        fault.message = 'must be a whole number within 2^53; send a longer one as a string';
      return Number(value);
    case 'object':
      return value === null ? null : containerToJson(value, depth, fault);
    default:
      fault.message = `must not be of type ${typeof value}`;
      return null;
  }
}

function containerToJson(value: object, depth: number, fault: Fault): Json {
  const itemToJson = (item: unknown, key: PropertyKey): Json => {
    const wasFine = fault.message === undefined;
    const json = toJson(item, depth + 1, fault);
    if (wasFine && fault.message !== undefined) fault.path?.unshift(key);
    return json;
  };
  if (Array.isArray(value)) return value.map((item, index) => itemToJson(item, index));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    fault.message = 'must be an object, a list, a string, a number, a boolean or null';
    return null;
  }
  if (Object.hasOwn(value, TYPE_KEY)) {
    fault.message = "is a key that Unity's SDK reads as the name of a type: use another";
    fault.path?.push(TYPE_KEY);
    return null;
  }
  // fromEntries defines own properties, so that __proto__ is a key like any other. Undefined values are left out, as JSON does.
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, itemToJson(item, key)] as const));
}

/** Free-form data in an answer. What is stored was checked when it came in. */
export const dataField = (description: string, example: Data = {}) =>
  z.custom<Data>().meta({ description, example, override: { type: 'object', additionalProperties: true } });

/** Any JSON in an answer. */
export const jsonField = (description: string) => z.custom<Json>().meta({ description, example: null });
