import { z } from 'zod';
import type { Drop } from '../domain/drops/drop.ts';
import type { DropPartySummary } from '../domain/drops/drop-party.ts';
import { COORDINATE_MAX, PLANE_MAX } from '../domain/limits.ts';
import { count, gp, isoTime, knownWorldType, whole, worldSchema } from './fields.ts';

const MINUTE_MS = 60_000;

/** Fields that change by the mere passing of time, which makes no answer a new one. */
export const PASSING_TIME_FIELDS: ReadonlySet<string> = new Set(['time_since_last_drop', 'seconds_until_end']);

const nextCursor = z
  .string()
  .optional()
  .meta({ description: 'Give it as `cursor` to get what follows. Not there on the last page.' });

const seedFields = {
  id: count('Party id.', 1),
  world: worldSchema,
  avg_drop: gp('Average value of a drop: floor(total / drops).', 25000),
  total_drops: count('Drops counted.', 5),
  created_at: isoTime('When the first drop was counted.', '2025-12-09T12:00:00.000Z'),
  last_drop_at: isoTime('When the last drop was counted.'),
};

const timeSinceLastDrop = z.number().meta({ description: 'Seconds.', example: 30.5 });

const listedDropPartySchema = z
  .object({ ...seedFields, time_since_last_drop: timeSinceLastDrop })
  .meta({ id: 'ListedParty' });

export const dropPartyListSchema = z
  .object({ active_parties: z.array(listedDropPartySchema), next_cursor: nextCursor })
  .meta({ id: 'PartyList' });

const dropSchema = z
  .object({
    number: count('1, 2, 3 ... within its party.', 5),
    item_id: count('OSRS item id.', 1319),
    item_name: z.string().meta({ example: 'Rune 2h sword' }),
    quantity: count('How many items.', 1),
    value: gp('Total value of the drop.', 38052),
    dropped_at: isoTime('When the server first heard of it.'),
    tile: z
      .object({ plane: whole(0, PLANE_MAX), x: whole(0, COORDINATE_MAX), y: whole(0, COORDINATE_MAX) })
      .nullable()
      .meta({ description: 'Where it lies, if its first reporter told.' }),
    witnesses: count('Named reporters who saw it; 0 for a bare report.', 3),
  })
  .meta({ id: 'Drop' });

const dropPartySchema = z
  .object({
    ...seedFields,
    world_type: knownWorldType,
    is_active: z.boolean(),
    ended_at: isoTime('When its idle time was over.', '2025-12-09T12:10:00.000Z').nullable(),
    duration_minutes: z.number().meta({ description: 'From the first drop to the last, in minutes.', example: 12.5 }),
    total_value: gp('Value of all drops.', 125000),
    median_drop: gp('Median value of a drop.', 22000),
    value_per_minute: gp('Total value by minute of duration; less than a minute counts as one.', 10000),
    witnesses: count('Named reporters who took part.', 7),
    biggest_drops: z.array(dropSchema).meta({ description: 'Highest value first, at most 10.' }),
  })
  .meta({ id: 'Party' });

const runningFields = {
  time_since_last_drop: timeSinceLastDrop,
  seconds_until_end: z
    .number()
    .nullable()
    .meta({ description: 'Seconds until the party ends if nothing more drops; null when it has.', example: 269.5 }),
};

const dropPartyNowSchema = dropPartySchema.extend(runningFields).meta({ id: 'PartyNow' });

export const dropPartyPageSchema = dropPartyNowSchema
  .extend({ drops: z.array(dropSchema).meta({ description: 'Newest first.' }), next_cursor: nextCursor })
  .meta({ id: 'PartyPage' });

export const dropPartyHistorySchema = z
  .object({ parties: z.array(dropPartySchema).meta({ description: 'The last ended first.' }), next_cursor: nextCursor })
  .meta({ id: 'History' });

export const worldPageSchema = z
  .object({
    world: worldSchema,
    party: dropPartyNowSchema.nullable().meta({ description: 'The running party.' }),
    last_parties: z.array(dropPartySchema).meta({ description: 'The last ended first, at most 10.' }),
  })
  .meta({ id: 'WorldPage' });

const cleanedDropPartySchema = z.object({
  id: seedFields.id,
  world: worldSchema,
  total_drops: seedFields.total_drops,
  avg_drop: seedFields.avg_drop,
  duration_minutes: dropPartySchema.shape.duration_minutes,
});

export const cleanupAnswerSchema = z
  .object({
    status: z.literal('cleanup_complete'),
    parties_ended: count('How many parties were ended now.', 2),
    details: z.array(cleanedDropPartySchema),
  })
  .meta({ id: 'CleanupAnswer' });

/** A party of GET /parties: the seed document's fields, no more. */
export function listedDropParty(party: DropPartySummary, now: number): z.output<typeof listedDropPartySchema> {
  return { ...seedFieldsOf(party), time_since_last_drop: secondsSince(party.last_drop_at, now) };
}

export function dropPartyJson(party: DropPartySummary): z.output<typeof dropPartySchema> {
  const duration_minutes = durationMinutes(party);
  return {
    ...seedFieldsOf(party),
    world_type: party.world_type,
    is_active: party.is_active,
    ended_at: party.ended_at === null ? null : iso(party.ended_at),
    duration_minutes,
    total_value: party.total_value,
    median_drop: party.median_drop,
    value_per_minute: Math.floor(party.total_value / Math.max(duration_minutes, 1)),
    witnesses: party.witnesses,
    biggest_drops: party.biggest_drops.map(dropJson),
  };
}

export function dropPartyNowJson(
  party: DropPartySummary,
  now: number,
  idleMs: number,
): z.output<typeof dropPartyNowSchema> {
  const endsInMs = Math.max(party.last_drop_at + idleMs - now, 0);
  return {
    ...dropPartyJson(party),
    time_since_last_drop: secondsSince(party.last_drop_at, now),
    seconds_until_end: party.is_active ? endsInMs / 1000 : null,
  };
}

export function dropJson(drop: Drop): z.output<typeof dropSchema> {
  const { number, item_id, item_name, quantity, value, dropped_at, tile, witnesses } = drop;
  return { number, item_id, item_name, quantity, value, dropped_at: iso(dropped_at), tile, witnesses };
}

export function cleanupAnswer(ended: DropPartySummary[]): z.output<typeof cleanupAnswerSchema> {
  return {
    status: 'cleanup_complete',
    parties_ended: ended.length,
    details: ended.map((party) => {
      const { id, world, total_drops, avg_drop } = party;
      return { id, world, total_drops, avg_drop, duration_minutes: durationMinutes(party) };
    }),
  };
}

function seedFieldsOf({ id, world, avg_drop, total_drops, created_at, last_drop_at }: DropPartySummary) {
  return { id, world, avg_drop, total_drops, created_at: iso(created_at), last_drop_at: iso(last_drop_at) };
}

function durationMinutes({ created_at, last_drop_at }: DropPartySummary): number {
  return (last_drop_at - created_at) / MINUTE_MS;
}

/** Never below 0: the wall clock may have been set back. */
function secondsSince(time: number, now: number): number {
  return Math.max(now - time, 0) / 1000;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
