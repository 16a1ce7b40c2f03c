import { z } from 'zod';
import type { Data, Json } from '../domain/json.ts';
import type { Topic, UpdateName } from '../projections/update.ts';
import { boardDropPartySchema, worldValueSchema } from './drop-parties.ts';
import { memberDungeonPartySchema, publicDungeonPartySchema } from './dungeon-parties.ts';
import { sessionSchema } from './dungeon-sessions.ts';
import { countField, epochMs } from './fields.ts';
import { currentNotice } from './notice.ts';
import { playerIdSchema } from './player-fields.ts';
import { errorKindSchema, faultSchema } from './problem.ts';
import { ticketSchema } from './tickets.ts';
import { updateEvents } from './update-events.ts';
import { ref, UPDATES_PROTOCOL } from './updates.ts';

type TopicKind = keyof typeof updateEvents;

const topics = {
  board: z.literal('board'),
  world: z.templateLiteral(['world:', z.int()]),
  lobby: z.templateLiteral(['lobby:', z.string()]),
  party: z.templateLiteral(['party:', z.string()]),
  session: z.templateLiteral(['session:', z.string()]),
  ticket: z.templateLiteral(['ticket:', z.string()]),
};

const topic: z.ZodType<Topic> = z.union(Object.values(topics));

const seq = countField("The topic's number: 1, 2, 3 ... without gaps, across restarts.", 7);

/** Answers to frames, and frames about the socket. Times are epoch milliseconds. */
const plain = {
  hello: z.object({
    type: z.literal('hello'),
    protocol: z.literal(UPDATES_PROTOCOL),
    server_time: epochMs('Now.'),
    heartbeat_ms: z.int().meta({ description: 'Milliseconds between two WebSocket pings.', example: 15_000 }),
  }),
  subscribed: z.object({ type: z.literal('subscribed'), topic, ref }),
  unsubscribed: z.object({ type: z.literal('unsubscribed'), topic, ref }),
  authenticated: z.object({ type: z.literal('authenticated'), player_id: playerIdSchema, ref }),
  resync: z.object({ type: z.literal('resync'), topic }).meta({
    description: 'The missed updates are no longer kept, or this watcher may not see them. A snapshot follows.',
  }),
  error: z.object({
    type: z.literal('error'),
    kind: errorKindSchema,
    message: z.string(),
    faults: z.array(faultSchema).optional(),
    ref,
  }),
  notice: z.object({ type: z.literal('notice'), notice: currentNotice }).meta({
    description:
      'What the operator tells everybody: right after `hello` if there is a notice, and when one is posted, is cleared or ends.',
  }),
  pong: z.object({ type: z.literal('pong'), server_time: epochMs('Now.'), ref }),
};

const values: Record<TopicKind, z.ZodType> = {
  board: z.array(boardDropPartySchema).meta({ description: 'All running drop parties, in order of id.' }),
  world: worldValueSchema,
  lobby: z
    .array(publicDungeonPartySchema)
    .meta({ description: 'The public parties that are shown, in order of creation.' }),
  party: z.union([memberDungeonPartySchema, publicDungeonPartySchema]),
  session: sessionSchema,
  ticket: ticketSchema,
};

const more = countField(
  'How many more public parties there are, which `data` has no room for. Lists of REST have them.',
  0,
);

const snapshots = Object.entries(values).map(([kind, data]): [string, z.ZodObject] => [
  `snapshot.${kind}`,
  z.object({
    type: z.literal('snapshot'),
    topic: topics[kind as TopicKind],
    seq,
    data,
    ...(kind === 'lobby' && { more }),
  }),
]);

const events = Object.entries(updateEvents).flatMap(([kind, ofTopic]) =>
  Object.entries(ofTopic).map(([event, data]): [string, z.ZodObject] => [
    `${kind}.${event}`,
    z.object({
      type: z.literal('event'),
      topic: topics[kind as TopicKind],
      seq,
      event: z.literal(event),
      at: epochMs('When it happened.'),
      data,
    }),
  ]),
);

/** Every frame by its name. The names of snapshots and events include the kind of topic. */
export const toWatcherSchemas: ReadonlyMap<string, z.ZodObject> = new Map([
  ...Object.entries<z.ZodObject>(plain),
  ...snapshots,
  ...events,
]);

/** A frame to a watcher. `toWatcherSchemas` has the shape of `data` for each topic and event. */
export type ToWatcher =
  | z.input<(typeof plain)[keyof typeof plain]>
  | { type: 'snapshot'; topic: Topic; seq: number; data: Json; more?: number }
  | { type: 'event'; topic: Topic; seq: number; event: UpdateName; at: number; data: Data };
