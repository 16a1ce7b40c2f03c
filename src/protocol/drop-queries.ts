import { z } from 'zod';
import { VALUE_GP_MAX, WORLD_MAX } from '../domain/limits.ts';
import { IDEMPOTENCY_KEY_LENGTH_MAX, LISTED_DROP_PARTIES_MAX, PAGE_SIZE_MAX } from './limits.ts';
import { mustBe, reporterSchema, timeText, wholeDigits } from './fields.ts';

const CURSOR_LENGTH_MAX = 200;

export const cursor = z
  .string(mustBe('must be given once, as an earlier page gave it'))
  .min(1, { error: 'must be as an earlier page gave it' })
  .max(CURSOR_LENGTH_MAX, { error: 'must be as an earlier page gave it' })
  .optional()
  .meta({ description: '`next_cursor` of the page before.' });

/** Parameters of an address. Unknown ones are refused: a misspelt filter would answer too much. */
export function query<S extends z.core.$ZodShape>(shape: S) {
  const names = Object.keys(shape).join(', ') || 'none';
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? `is not a parameter of this address; there are: ${names}` : undefined,
  });
}

const world = wholeDigits(1, WORLD_MAX);
const worldQuery = world.optional().meta({ description: 'Only this world.', example: 444 });

const SORT_FIELDS = ['created_at', 'last_drop_at', 'total_value', 'avg_drop', 'total_drops', 'world'] as const;

export type DropPartySortField = (typeof SORT_FIELDS)[number];

const SORTS = [...SORT_FIELDS, ...SORT_FIELDS.map((field) => `-${field}` as const)] as const;

export const dropPartyListQuery = query({
  min_value: wholeDigits(0, VALUE_GP_MAX)
    .optional()
    .meta({ description: 'Only parties whose drops are worth at least this together, in GP.', example: 1_000_000 }),
  world: worldQuery,
  sort: z
    .enum(SORTS, { error: `must be given once, as one of ${SORTS.join(', ')}` })
    .default('created_at')
    .meta({ description: 'Lowest or first at the top; with `-` highest or last.' }),
  limit: wholeDigits(1, LISTED_DROP_PARTIES_MAX)
    .default(LISTED_DROP_PARTIES_MAX)
    .meta({ description: 'Parties in the answer; all of them if it is not given.' }),
  cursor,
});

export type DropPartyListQuery = z.output<typeof dropPartyListQuery>;

export const historyQuery = query({
  from: timeText.optional().meta({ description: 'Ended then or later.', example: '2025-12-01T00:00:00Z' }),
  to: timeText.optional().meta({ description: 'Ended before then.', example: '2025-12-31T00:00:00Z' }),
  world: worldQuery,
  limit: wholeDigits(1, PAGE_SIZE_MAX).default(PAGE_SIZE_MAX).meta({ description: 'Parties in the answer.' }),
  cursor,
}).refine(({ from, to }) => from === undefined || to === undefined || from < to, {
  path: ['to'],
  error: 'must be later than from',
});

export const dropPartyPageQuery = query({
  limit: wholeDigits(1, PAGE_SIZE_MAX).default(PAGE_SIZE_MAX).meta({ description: 'Drops in the answer.' }),
  cursor: wholeDigits(1, VALUE_GP_MAX)
    .optional()
    .meta({
      description: '`next_cursor` of the page before: only drops with a lower number.',
      override: { type: 'string', minimum: undefined, maximum: undefined },
    }),
});

export const noQuery = query({});

export const dropPartyIdParams = z.object({
  id: wholeDigits(1, VALUE_GP_MAX).meta({ description: 'Party id.', example: 1 }),
});

export const worldParams = z.object({ world: world.meta({ description: 'Game world.', example: 444 }) });

export const idempotencyKey = z
  .string()
  .min(1, { error: 'must not be empty' })
  .max(IDEMPOTENCY_KEY_LENGTH_MAX, { error: `must have at most ${IDEMPOTENCY_KEY_LENGTH_MAX} characters` })
  .regex(/^[ -~]*$/, { error: 'must be printable ASCII, best a random UUID' })
  .optional()
  .meta({
    description:
      'Any text that is new for every request but the same when it is tried again: the first answer comes again for 24 hours.',
    example: '0e8d3c2a-6f0e-4b55-9c0e-4b1f7a3f2a10',
  });

export const writeHeaders = z.object({ 'Idempotency-Key': idempotencyKey });

export const reportHeaders = z.object({
  'Idempotency-Key': idempotencyKey,
  'X-Reporter-Id': reporterSchema.optional().meta({ description: 'The `reporter` of reports that name none.' }),
});
