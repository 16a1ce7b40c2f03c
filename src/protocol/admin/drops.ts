import { z } from 'zod';
import type { JudgedDrop } from '../../domain/drops/open-drops.ts';
import { VALUE_GP_MAX } from '../../domain/limits.ts';
import { dropPartySchema, dropSchema } from '../drop-parties.ts';
import { dropPartyIdParams } from '../drop-queries.ts';
import { countField, nextCursor, wholeDigits } from '../fields.ts';
import { limit } from '../queries.ts';
import { timeField, toRest } from '../shapes.ts';

const reporterHash = z
  .string()
  .nullable()
  .meta({ description: 'A salted hash of the reporter; null for a bare report.', example: 'h8Jk3dQmZ0aV7xLp' });
const sourceHash = z
  .string()
  .nullable()
  .meta({ description: "A salted hash of the reporter's address.", example: 'Wq2n5TtYb9-cR1uE' });

const voucherSchema = z
  .object({
    reporter: reporterHash,
    source: sourceHash,
    key: z.string().nullable().meta({ description: 'The name of its ingest key.', example: 'clan' }),
  })
  .meta({ id: 'Voucher' });

/** A drop as admins see it: with whose word it is. */
const judgedDropSchema = dropSchema
  .omit({ tile: true })
  .extend({
    removed: z.boolean(),
    approved: z.boolean().meta({ description: 'Whether an admin confirmed it.', example: false }),
    claim: voucherSchema.meta({ description: 'Who reported it first.' }),
    vouchers: z.array(voucherSchema).meta({ description: 'Others who agreed with it, at most 3.' }),
  })
  .meta({ id: 'JudgedDrop' });

const judgedJson = toRest(judgedDropSchema);

export function judgedDropJson({ drop, evidence, removed }: JudgedDrop): z.output<typeof judgedDropSchema> {
  return judgedJson({ ...drop, ...evidence, removed });
}

export const judgedDropsQuery = z.strictObject({
  party_id: wholeDigits(1, VALUE_GP_MAX).meta({ description: 'The drop party, running or ended.', example: 1 }),
  limit,
  cursor: wholeDigits(1, VALUE_GP_MAX).optional().meta({ description: '`next_cursor` of the page before.' }),
});

export const judgedDropsAnswer = z
  .object({
    drops: z.array(judgedDropSchema).meta({ description: 'Newest first, with those that were removed.' }),
    next_cursor: nextCursor,
  })
  .meta({ id: 'JudgedDrops' });

export const suspectReportersAnswer = z
  .object({
    reporters: z
      .array(
        z.object({
          reporter: reporterHash,
          source: sourceHash,
          suspect_drops: countField('Drops it claimed whose value is too far from the price table.', 12),
        }),
      )
      .meta({ description: 'The most suspect drops first, at most 100.' }),
  })
  .meta({ id: 'SuspectReporters' });

export const dropParams = dropPartyIdParams.extend({
  number: wholeDigits(1, VALUE_GP_MAX).meta({ description: 'The number of the drop in its party.', example: 5 }),
});

const figures = dropPartySchema.pick({
  id: true,
  world: true,
  is_active: true,
  total_drops: true,
  total_value: true,
  confirmed_drops: true,
  confirmed_value: true,
});

/** A drop party as lists for admins have it, and after an act. */
export const adminDropPartyAnswer = figures
  .extend({
    created_at: timeField('When it began.', '2025-12-09T12:00:00.000Z'),
    ended_at: timeField('When it ended.', '2025-12-09T12:10:00.000Z').nullable(),
  })
  .meta({ id: 'AdminParty' });

export const adminDropPartyJson = toRest(adminDropPartyAnswer);

export const adminDropPartiesQuery = z.strictObject({
  party_id: wholeDigits(1, VALUE_GP_MAX)
    .optional()
    .meta({ description: 'Only this one, which may have ended. Otherwise all that run.' }),
  limit,
});

export const adminDropPartiesAnswer = z
  .object({ parties: z.array(adminDropPartyAnswer).meta({ description: 'The highest claimed value first.' }) })
  .meta({ id: 'AdminParties' });
