import { z } from 'zod';
import type { Drop } from '../domain/drops/drop.ts';
import type { DropPartySummary } from '../domain/drops/drop-party.ts';
import { COORDINATE_MAX, PLANE_MAX } from '../domain/limits.ts';
import type { BoardDropParty, WorldDropParty, WorldValue } from '../projections/topic-values.ts';
import { countField, gpField, knownWorldType, whole, worldSchema } from './fields.ts';
import { timeField } from './shapes.ts';

// The shapes of drops and drop parties, each written once. /updates sends them as they are; REST's answers are made of them in drop-party-answers.ts.

export const dropSchema = z.object({
  drop_party_id: countField('The drop party it counts for.', 1),
  number: countField('1, 2, 3 ... within its party.', 5),
  item_id: countField('OSRS item id.', 1319),
  item_name: z.string().meta({ example: 'Rune 2h sword' }),
  quantity: countField('How many items.', 1),
  value: gpField('Total value of the drop.', 38052),
  dropped_at: timeField('When the server first heard of it.'),
  tile: z
    .object({ plane: whole(0, PLANE_MAX), x: whole(0, COORDINATE_MAX), y: whole(0, COORDINATE_MAX) })
    .nullable()
    .meta({
      description: 'Where it was dropped, if its first reporter said so.',
      example: { plane: 0, x: 3164, y: 3486 },
    }),
  witnesses: countField('Named reporters who saw it; 0 for a bare report.', 3),
  confirmed: z.boolean().meta({
    description: 'Whether a second address, an ingest key or an admin confirmed it.',
    example: true,
  }),
  suspect: z.boolean().meta({
    description:
      "Whether its value is too far from the server's price table. It takes a key or an admin to confirm it.",
    example: false,
  }),
}) satisfies z.ZodType<unknown, Drop>;

/** A running drop party on the board. */
export const boardDropPartySchema = z.object({
  id: countField('Party id.', 1),
  world: worldSchema,
  is_active: z.boolean(),
  created_at: timeField('When the first drop was counted.', '2025-12-09T12:00:00.000Z'),
  ended_at: timeField('When it had been idle for too long.', '2025-12-09T12:10:00.000Z').nullable(),
  total_drops: countField('Drops counted.', 5),
  total_value: gpField('Value of all drops.', 125000),
  avg_drop: gpField('Average value of a drop: floor(total / drops).', 25000),
  last_drop_at: timeField('When the last drop was counted.'),
  world_type: knownWorldType,
  confirmed_drops: countField('Drops that are confirmed.', 4),
  confirmed_value: gpField('Value of the drops that are confirmed.', 120000),
}) satisfies z.ZodType<unknown, BoardDropParty>;

/** A running drop party in its world. */
export const worldDropPartySchema = boardDropPartySchema.extend({
  witnesses: countField('Named reporters who took part.', 7),
  biggest_drops: z.array(dropSchema).meta({ description: 'Highest value first, at most 10.' }),
}) satisfies z.ZodType<unknown, WorldDropParty>;

/** A drop party with all its figures. */
export const dropPartySchema = worldDropPartySchema.extend({
  median_drop: gpField('Median value of a drop.', 22000),
}) satisfies z.ZodType<unknown, DropPartySummary>;

export const worldValueSchema = z.object({
  world: worldSchema,
  party: worldDropPartySchema.nullable().meta({ description: 'The running drop party.' }),
  drops: z.array(dropSchema).meta({ description: "The running party's newest 50, newest first." }),
}) satisfies z.ZodType<unknown, WorldValue>;
