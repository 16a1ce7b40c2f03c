import { z } from 'zod';
import { ITEM_NAME_LENGTH_MAX, JAVA_INT_MAX, VALUE_GP_MAX, WORLD_MAX } from '../domain/limits.ts';
import type { FoundDrop } from '../projections/found-drops.ts';
import { dropSchema } from './drop-parties.ts';
import { countField, gpField, lineOfText, nextCursor, timeText, wholeDigits, worldSchema } from './fields.ts';
import { SUMMARY_DAYS } from './limits.ts';
import { limit, oneOf } from './queries.ts';
import { timeField, toRest } from './shapes.ts';

// What people ask about drops of all worlds: who dropped what, what dropped most, and how fast.

export const dropSearchQuery = z
  .strictObject({
    item: lineOfText(ITEM_NAME_LENGTH_MAX)
      .optional()
      .meta({ description: "Part of the item's name, in any case.", example: 'whip' }),
    item_id: wholeDigits(0, JAVA_INT_MAX).optional().meta({ description: 'Only this item.', example: 4151 }),
    world: wholeDigits(1, WORLD_MAX).optional().meta({ description: 'Only this world.', example: 444 }),
    min_value: wholeDigits(0, VALUE_GP_MAX)
      .optional()
      .meta({ description: 'Only drops worth at least this much, in GP.', example: 1_000_000 }),
    from: timeText.optional().meta({ description: 'Only drops from then on.', example: '2025-12-09T00:00:00Z' }),
    to: timeText.optional().meta({ description: 'Only drops before then.', example: '2025-12-10T00:00:00Z' }),
    limit,
    cursor: wholeDigits(1, VALUE_GP_MAX)
      .optional()
      .meta({
        description: '`next_cursor` of the page before.',
        override: { type: 'string', minimum: undefined, maximum: undefined },
      }),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
    path: ['to'],
    error: 'must be later than from',
  });

const foundDropSchema = dropSchema.extend({ world: worldSchema }).meta({ id: 'FoundDrop' }) satisfies z.ZodType<
  unknown,
  FoundDrop
>;

export const foundDropsSchema = z
  .object({ drops: z.array(foundDropSchema).meta({ description: 'Newest first.' }), next_cursor: nextCursor })
  .meta({ id: 'FoundDrops' });

export const foundDropJson = toRest(foundDropSchema);

const itemTotalsSchema = z
  .object({
    item_id: countField('OSRS item id.', 4151),
    item_name: z.string().meta({ example: 'Abyssal whip' }),
    drops: countField('How often it dropped.', 3),
    value: gpField('Of all of them, as claimed. Inexact beyond 2^53.', 4_200_000),
    confirmed_value: gpField('What of it is confirmed.', 2_800_000),
  })
  .meta({ id: 'ItemTotals' });

const items = z
  .array(itemTotalsSchema)
  .meta({ description: 'The highest confirmed value first, then the highest claimed.' });

const complete = z.boolean().meta({
  description: 'Whether all drops were counted. False if there were too many: then these are the totals of the newest.',
  example: true,
});

export const partyItemsSchema = z
  .object({ items, newest: countField('The number of the newest drop that is counted.', 120), is_complete: complete })
  .meta({ id: 'PartyItems' });

export const summaryQuery = z.strictObject({
  days: oneOf(SUMMARY_DAYS)
    .default('1')
    .transform(Number)
    .meta({
      description: 'How many days back, of 24 hours each.',
      override: { type: 'string', enum: [...SUMMARY_DAYS] },
    }),
});

export const dropSummarySchema = z
  .object({
    days: countField('The days that were asked for.', 1),
    drops: countField('Drops in that time.', 120),
    total_value: gpField('What they are worth, as claimed.', 9_000_000),
    confirmed_value: gpField('What of it is confirmed.', 8_000_000),
    items,
    is_complete: complete,
  })
  .meta({ id: 'DropSummary' });

export const paceSchema = z
  .object({
    since: timeField('When the first step begins.'),
    step_seconds: countField('Seconds in a step.', 5),
    parties: z.array(
      z
        .object({
          id: countField('Party id.', 1),
          gp: z.array(z.number()).meta({
            description: 'GP that dropped in each step, the oldest first.',
            example: [0, 38052],
          }),
        })
        .meta({ id: 'PartyPace' }),
    ),
  })
  .meta({ id: 'Paces' });

export const paceJson = toRest(paceSchema);
