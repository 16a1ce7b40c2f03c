import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { Drop, Tile } from '../../domain/drops/drop.ts';
import type { DropEvent } from '../../domain/drops/events.ts';
import type { PartySummary } from '../../domain/drops/party.ts';
import type { RememberedAnswer } from '../store.ts';

const whole = z.int().min(0);
const time = z.number();

export const tileSchema = z.strictObject({ plane: z.int(), x: z.int(), y: z.int() }) satisfies z.ZodType<Tile>;

const ofParty = { world: whole, party_id: z.int().min(1), at: time };

const eventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('drop_party_started'), ...ofParty }),
  z.strictObject({
    type: z.literal('drop_added'),
    ...ofParty,
    number: z.int().min(1),
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
    number: z.int().min(1),
    reporter: z.string(),
    tick: z.int().nullable(),
  }),
  z.strictObject({ type: z.literal('drop_party_ended'), ...ofParty }),
]) satisfies z.ZodType<DropEvent>;

/** A body may be anything that is JSON: it is given back as it came. */
const storedAnswerSchema = z.union([
  z.strictObject({
    report: z.custom<{ status: string }>((value) => z.object({ status: z.string() }).safeParse(value).success),
  }),
  z.strictObject({ body: z.unknown() }),
]);

export const answerSchema = z.strictObject({
  id: z.string(),
  fingerprint: z.string(),
  at: time,
  answer: storedAnswerSchema,
}) as unknown as z.ZodType<RememberedAnswer>;

export const dropSchema = z.strictObject({
  drop_party_id: z.int().min(1),
  number: z.int().min(1),
  item_id: whole,
  item_name: z.string(),
  quantity: whole,
  value: whole,
  dropped_at: time,
  tile: tileSchema.nullable(),
  witnesses: whole,
}) satisfies z.ZodType<Drop>;

export const summarySchema = z.strictObject({
  id: z.int().min(1),
  world: whole,
  is_active: z.boolean(),
  avg_drop: z.number(),
  total_drops: whole,
  total_value: z.number(),
  created_at: time,
  last_drop_at: time,
  ended_at: time.nullable(),
  witnesses: whole,
  median_drop: z.number(),
  biggest_drops: z.array(dropSchema),
}) satisfies z.ZodType<PartySummary>;

export const commitSchema = z.strictObject({ events: z.array(eventSchema), answers: z.array(answerSchema) });

const recordSchema = commitSchema.extend({ n: z.int().min(1), at: time, crc: z.string() });

/** One line of the journal: a commit, its number `n` (from 1, no gaps) and when it was written (epoch milliseconds). */
export type JournalRecord = z.infer<typeof recordSchema>;

const CRC_SUFFIX = /,"crc":"([0-9a-f]{8})"\}$/;
const CRC_SUFFIX_LENGTH = ',"crc":"00000000"}'.length;

/** `content` is what `commitContent` gave. The checksum covers all that stands before it. */
export function encodeRecord(n: number, at: number, content: string): string {
  const checked = `{"n":${n},"at":${at},${content}`;
  return `${checked},"crc":"${checksum(checked)}"}\n`;
}

export function commitContent(commit: { events: DropEvent[]; answers: RememberedAnswer[] }): string {
  return JSON.stringify(commitSchema.parse(commit)).slice(1, -1);
}

/** Throws an Error that says what is wrong with the line. */
export function decodeRecord(line: string): JournalRecord {
  const found = CRC_SUFFIX.exec(line);
  const record = recordSchema.safeParse(JSON.parse(line));
  if (!record.success) throw new Error(z.prettifyError(record.error).replaceAll('\n', ' '));
  const actual = checksum(line.slice(0, -CRC_SUFFIX_LENGTH));
  if (found?.[1] !== actual) throw new Error(`its crc is ${record.data.crc}, but its content gives ${actual}`);
  return record.data;
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
