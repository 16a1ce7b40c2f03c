import { z } from 'zod';
import { CURSOR_LENGTH_MAX, PAGE_SIZE_MAX } from './limits.ts';
import { mustBe, wholeDigits } from './fields.ts';

export const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.enum(values, { error: `must be given once, as one of ${values.join(', ')}` });

/** Sorts by one of the fields, by default the first. */
export function sortBy<const Field extends string>(fields: readonly [Field, ...Field[]]) {
  const sorts = [...fields, ...fields.map((field) => `-${field}` as const)];
  // TypeScript does not see that the first field is one of `sorts`.
  const sort = oneOf(sorts).default(fields[0] as never);
  return sort.meta({ description: 'Ascending; with `-` descending.' });
}

/** For queries and bodies that take no fields. */
export const noFields = z.strictObject({});

const CURSOR_RULE = 'must be as an earlier page gave it';

export const cursor = z
  .string(mustBe('must be given once, as an earlier page gave it'))
  .min(1, { error: CURSOR_RULE })
  .max(CURSOR_LENGTH_MAX, { error: CURSOR_RULE })
  .optional()
  .meta({ description: '`next_cursor` of the page before.' });

export const limit = wholeDigits(1, PAGE_SIZE_MAX)
  .default(PAGE_SIZE_MAX)
  .meta({ description: 'How many to return at most.' });
