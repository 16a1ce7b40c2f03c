import { z } from 'zod';
import type { Drop, Tile } from '../../domain/drops/drop.ts';
import type { DropPartySummary } from '../../domain/drops/drop-party.ts';
import type { RememberedAnswer, StoredEvent } from '../store.ts';
import type { JournalCommit } from './event-kinds.ts';
import { jsonSchema, partyEventSchemas } from './lobby-schemas.ts';
import { sessionEventSchemas } from './session-schemas.ts';

// What is on disk is checked again when it is read, because these files are edited by hand.
// The doors' bounds are not repeated here: a bound that is lowered later must not make old data unreadable.

const whole = z.int().min(0);
const positive = z.int().min(1);
const gp = z.number().min(0);

/** Epoch milliseconds. */
export const timeSchema = z.number();

/** Of what was stored before there were world types, nobody said any. */
export const worldTypeSchema = z.string().nullable().default(null);

const tileSchema = z.strictObject({ plane: z.int(), x: z.int(), y: z.int() }) satisfies z.ZodType<Tile>;

export const dropSchema = z.strictObject({
  drop_party_id: positive,
  number: positive,
  item_id: whole,
  item_name: z.string(),
  quantity: whole,
  value: whole,
  dropped_at: timeSchema,
  tile: tileSchema.nullable(),
  witnesses: whole,
}) satisfies z.ZodType<Drop>;

export const summarySchema = z.strictObject({
  id: positive,
  world: whole,
  world_type: worldTypeSchema,
  is_active: z.boolean(),
  avg_drop: gp,
  total_drops: whole,
  total_value: gp,
  created_at: timeSchema,
  last_drop_at: timeSchema,
  ended_at: timeSchema.nullable(),
  witnesses: whole,
  median_drop: gp,
  biggest_drops: z.array(dropSchema),
}) satisfies z.ZodType<DropPartySummary>;

const ofParty = { world: whole, party_id: positive, at: timeSchema };

const eventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('drop_party_started'), ...ofParty, world_type: worldTypeSchema }),
  z.strictObject({
    type: z.literal('drop_added'),
    ...ofParty,
    number: positive,
    world_type: worldTypeSchema,
    item_id: whole,
    item_name: z.string(),
    quantity: whole,
    value: whole,
    reporter: z.string().nullable(),
    tile: tileSchema.nullable(),
    tick: z.int().nullable(),
  }),
  z.strictObject({
    type: z.literal('drop_witnessed'),
    ...ofParty,
    number: positive,
    reporter: z.string(),
    tick: z.int().nullable(),
  }),
  z.strictObject({ type: z.literal('drop_party_ended'), ...ofParty }),
  ...partyEventSchemas,
  ...sessionEventSchemas,
]) satisfies z.ZodType<StoredEvent>;

/** An answer may be anything that is JSON: it is given back as it came. */
export const answerSchema = z.strictObject({
  id: z.string(),
  fingerprint: z.string(),
  at: timeSchema,
  answer: jsonSchema,
}) satisfies z.ZodType<RememberedAnswer>;

export const commitSchema = z.strictObject({
  events: z.array(eventSchema),
  answers: z.array(answerSchema),
}) satisfies z.ZodType<JournalCommit>;

/** One sentence for a log or an error: which field, and what is wrong with it. */
export function faultsOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`).join('; ');
}
