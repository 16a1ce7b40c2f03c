import { z } from 'zod';
import type { DropPartySummary } from '../domain/drops/drop-party.ts';
import { dropPartySchema, dropSchema } from './drop-parties.ts';
import { countField, gpField, nextCursor, worldSchema } from './fields.ts';
import { toRest } from './shapes.ts';

const MINUTE_MS = 60_000;

/** Without its party, which the address or the surrounding object names. */
const restDropSchema = dropSchema.omit({ drop_party_id: true }).meta({ id: 'Drop' });

const biggestDrops = z.array(restDropSchema).meta(dropPartySchema.shape.biggest_drops.meta()!);

/** What REST computes from the party and the time. */
const computed = {
  duration_minutes: z.number().meta({ description: 'From the first drop to the last, in minutes.', example: 5 }),
  value_per_minute: gpField('Total value per minute of duration; less than a minute counts as one.', 25000),
  time_since_last_drop: z.number().meta({ description: 'Seconds.', example: 30.5 }),
  seconds_until_end: z
    .number()
    .nullable()
    .meta({ description: 'Seconds until the party ends if nothing more drops; null if it has ended.', example: 269.5 }),
};

const { duration_minutes, value_per_minute, time_since_last_drop, seconds_until_end } = computed;

/** The fields of the seed document. */
const seedFields = dropPartySchema.pick({
  id: true,
  world: true,
  avg_drop: true,
  total_drops: true,
  created_at: true,
  last_drop_at: true,
});

const confirmedFields = dropPartySchema.pick({ confirmed_drops: true, confirmed_value: true });

const listedDropPartySchema = seedFields
  .extend({ time_since_last_drop, ...confirmedFields.shape })
  .meta({ id: 'ListedParty' });

export const dropPartyListSchema = z
  .object({ active_parties: z.array(listedDropPartySchema), next_cursor: nextCursor })
  .meta({ id: 'PartyList' });

const storedFields = dropPartySchema.extend({ biggest_drops: biggestDrops });

const endedDropPartySchema = storedFields.extend({ duration_minutes, value_per_minute }).meta({ id: 'Party' });

const passingTimeSchema = z.object({ time_since_last_drop, seconds_until_end });

const dropPartyNowSchema = endedDropPartySchema.extend(passingTimeSchema.shape).meta({ id: 'PartyNow' });

export const dropPartyPageSchema = dropPartyNowSchema
  .extend({ drops: z.array(restDropSchema).meta({ description: 'Newest first.' }), next_cursor: nextCursor })
  .meta({ id: 'PartyPage' });

export const dropPartyHistorySchema = z
  .object({
    parties: z.array(endedDropPartySchema).meta({ description: 'Most recently ended first.' }),
    next_cursor: nextCursor,
  })
  .meta({ id: 'History' });

export const worldPageSchema = z
  .object({
    world: worldSchema,
    party: dropPartyNowSchema.nullable().meta({ description: 'The running party.' }),
    last_parties: z.array(endedDropPartySchema).meta({ description: 'Most recently ended first, at most 10.' }),
  })
  .meta({ id: 'WorldPage' });

const cleanedFields = dropPartySchema.pick({ id: true, world: true, total_drops: true, avg_drop: true });

export const cleanupAnswerSchema = z
  .object({
    status: z.literal('cleanup_complete'),
    parties_ended: countField('How many parties were ended now.', 1),
    details: z.array(cleanedFields.extend({ duration_minutes })),
  })
  .meta({ id: 'CleanupAnswer' });

export const dropJson = toRest(restDropSchema);

const storedFieldsJson = toRest(storedFields);
const cleanedFieldsJson = toRest(cleanedFields);

/** A party of GET /parties, but for the time since its last drop: the seed document's fields, and what of it is confirmed. */
export const listedDropPartyJson = toRest(listedDropPartySchema.omit({ time_since_last_drop: true }));

/** The field that completes the text of a `listedDropPartyJson`. */
export function withTimeSinceLastDrop(json: string, { last_drop_at }: { last_drop_at: number }, now: number): string {
  return `${json.slice(0, -1)},"time_since_last_drop":${secondsSince(last_drop_at, now)}}`;
}

export function dropPartyJson(party: DropPartySummary): z.output<typeof endedDropPartySchema> {
  const minutes = durationMinutes(party);
  const perMinute = Math.floor(party.total_value / Math.max(minutes, 1));
  return { ...storedFieldsJson(party), duration_minutes: minutes, value_per_minute: perMinute };
}

/** What changes as time passes, and does not count as a change of the answer. `idleMs` is how long a party may be idle, in milliseconds. */
export function passingTime(party: DropPartySummary, now: number, idleMs: number): z.output<typeof passingTimeSchema> {
  const endsInMs = Math.max(party.last_drop_at + idleMs - now, 0);
  return {
    time_since_last_drop: secondsSince(party.last_drop_at, now),
    seconds_until_end: party.is_active ? endsInMs / 1000 : null,
  };
}

export function cleanupAnswer(ended: DropPartySummary[]): z.output<typeof cleanupAnswerSchema> {
  const details = ended.map((party) => ({ ...cleanedFieldsJson(party), duration_minutes: durationMinutes(party) }));
  return { status: 'cleanup_complete', parties_ended: ended.length, details };
}

function durationMinutes({ created_at, last_drop_at }: DropPartySummary): number {
  return (last_drop_at - created_at) / MINUTE_MS;
}

/** Never below 0: the wall clock may have been set back. */
function secondsSince(time: number, now: number): number {
  return Math.max(now - time, 0) / 1000;
}
