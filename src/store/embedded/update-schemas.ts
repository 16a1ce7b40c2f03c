import { z } from 'zod';
import type { NewAnnouncement } from '../../projections/announcement.ts';
import type { UpdateName } from '../../projections/update.ts';
import type { StoredAnnouncements } from './Announcements.ts';
import { dataSchema } from './lobby-schemas.ts';
import { timeSchema } from './schemas.ts';
import type { StoredTopic, StoredUpdate } from './TopicLog.ts';
import type { StoredUpdates } from './Updates.ts';

// Here every field counts: a start reads tens of thousands of these.
const updateSchema = z.strictObject({
  event: z.custom<UpdateName>((value) => typeof value === 'string', 'must be the name of an update'),
  at: timeSchema,
  data: dataSchema,
  for_members: dataSchema.optional(),
  members_only: z.literal(true).optional(),
}) satisfies z.ZodType<StoredUpdate>;

const topicSchema = z.strictObject({
  topic: z.string(),
  seq: z.int().min(1),
  ended_at: timeSchema.nullable(),
  updates: z.array(updateSchema),
}) satisfies z.ZodType<StoredTopic>;

const topics = z.array(topicSchema);

const announcedSchema = z.custom<NewAnnouncement>(
  (value) => typeof value === 'object' && value !== null && 'event' in value && 'at' in value && 'data' in value,
  'must have event, at and data',
);

/** None in what was stored before there were webhooks. */
export const NO_ANNOUNCEMENTS: StoredAnnouncements = { seq: 0, kept: [] };

const announcementsSchema = z
  .strictObject({ seq: z.int().min(0), kept: z.array(announcedSchema) })
  .refine(({ seq, kept }) => kept.length <= seq, 'seq: must count all that are kept')
  .default(NO_ANNOUNCEMENTS) satisfies z.ZodType<StoredAnnouncements>;

export const updatesSchema = z.strictObject({
  drops: topics,
  lobbies: topics,
  parties: topics,
  sessions: topics,
  announcements: announcementsSchema,
}) satisfies z.ZodType<StoredUpdates>;
