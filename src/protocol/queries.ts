import { z } from 'zod';
import { PAGE_SIZE_MAX } from './limits.ts';
import { mustBe, wholeDigits } from './fields.ts';

/** Query parameters of an address. Unknown ones are refused: a misspelt filter would answer too much. */
export function query<S extends z.core.$ZodShape>(shape: S) {
  const names = Object.keys(shape).join(', ') || 'none';
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? `is not a parameter of this address; its parameters are: ${names}` : undefined,
  });
}

export const noQuery = query({});

/** Characters of a cursor: it holds a name of a party at most. */
const CURSOR_LENGTH_MAX = 200;

const CURSOR_RULE = 'must be as an earlier page gave it';

export const cursor = z
  .string(mustBe('must be given once, as an earlier page gave it'))
  .min(1, { error: CURSOR_RULE })
  .max(CURSOR_LENGTH_MAX, { error: CURSOR_RULE })
  .optional()
  .meta({ description: '`next_cursor` of the page before.' });

export const limit = wholeDigits(1, PAGE_SIZE_MAX)
  .default(PAGE_SIZE_MAX)
  .meta({ description: 'How many the answer has at most.' });
