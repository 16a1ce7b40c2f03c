import { z } from 'zod';
import type { UpdateName } from '../../domain/updates/update.ts';
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

export const updatesSchema = z.strictObject({
  drops: topics,
  lobbies: topics,
  parties: topics,
  sessions: topics,
}) satisfies z.ZodType<StoredUpdates>;
