import { z } from 'zod';
import { VALUE_GP_MAX, WORLD_MAX } from '../domain/limits.ts';
import { nameOf, timeText, wholeDigits } from './fields.ts';
import { LISTED_DROP_PARTIES_MAX } from './limits.ts';
import { cursor, limit, sortBy } from './queries.ts';

const world = wholeDigits(1, WORLD_MAX);
const worldQuery = world.optional().meta({ description: 'Only this world.', example: 444 });

const SORT_FIELDS = [
  'created_at',
  'last_drop_at',
  'total_value',
  'avg_drop',
  'total_drops',
  'world',
  'confirmed_value',
] as const;

export type DropPartySortField = (typeof SORT_FIELDS)[number];

export const dropPartyListQuery = z.strictObject({
  min_value: wholeDigits(0, VALUE_GP_MAX)
    .optional()
    .meta({ description: 'Only parties with at least this total value, in GP.', example: 1_000_000 }),
  min_confirmed: wholeDigits(0, VALUE_GP_MAX)
    .optional()
    .meta({ description: 'Only parties with at least this confirmed value, in GP.', example: 100_000 }),
  world: worldQuery,
  sort: sortBy(SORT_FIELDS),
  limit: wholeDigits(1, LISTED_DROP_PARTIES_MAX)
    .default(LISTED_DROP_PARTIES_MAX)
    .meta({ description: 'How many to return at most; all by default.' }),
  cursor,
});

export const historyQuery = z
  .strictObject({
    from: timeText
      .optional()
      .meta({ description: 'Only parties that ended then or later.', example: '2025-12-01T00:00:00Z' }),
    to: timeText
      .optional()
      .meta({ description: 'Only parties that ended before then.', example: '2025-12-31T00:00:00Z' }),
    world: worldQuery,
    limit,
    cursor,
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
    path: ['to'],
    error: 'must be later than from',
  });

export const dropPartyPageQuery = z.strictObject({
  limit,
  cursor: wholeDigits(1, VALUE_GP_MAX)
    .optional()
    .meta({
      description: '`next_cursor` of the page before.',
      override: { type: 'string', minimum: undefined, maximum: undefined },
    }),
});

export const dropPartyIdParams = z.object({
  id: nameOf('party_not_found', (text) => /^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)))
    .transform(Number)
    .meta({ description: 'Party id.', example: 1, override: { type: 'integer', minimum: 1, maximum: VALUE_GP_MAX } }),
});

export const worldParams = z.object({ world: world.meta({ description: 'Game world.', example: 444 }) });
