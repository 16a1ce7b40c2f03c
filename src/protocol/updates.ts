import { z } from 'zod';
import type { Topic } from '../projections/update.ts';
import { mustBe, whole, worldSchema } from './fields.ts';
import { REF_LENGTH_MAX } from './limits.ts';
import { lobbyNameSchema, dungeonPartyIdSchema } from './dungeon-party-requests.ts';
import { playerIdSchema, tokenSchema } from './player-fields.ts';
import { sessionIdSchema } from './session-requests.ts';

/** The version of the protocol of /updates. A change that breaks clients makes it 2. */
export const UPDATES_PROTOCOL = 1;

export const ref = z
  .union(
    [z.string().max(REF_LENGTH_MAX), z.number()],
    mustBe(`must be a number or at most ${REF_LENGTH_MAX} characters`),
  )
  .optional()
  .meta({ description: 'Returned in the answer to this frame.' });

const since = whole(0, Number.MAX_SAFE_INTEGER).optional().meta({
  description: 'The last `seq` that the client has. It then gets the updates it missed instead of a snapshot.',
});

/** A topic is named by exactly one of these. */
const selector = {
  party_id: dungeonPartyIdSchema.optional(),
  session_id: sessionIdSchema.optional(),
  world: worldSchema.optional(),
  lobby: lobbyNameSchema.unwrap().optional(),
  board: z.literal(true, mustBe('must be true')).optional(),
};

const SELECTORS = Object.keys(selector) as (keyof typeof selector)[];

type Selector = z.output<z.ZodObject<typeof selector>>;

function namesOneTopic(frame: Selector): boolean {
  return SELECTORS.filter((name) => frame[name] !== undefined).length === 1;
}

/** For the JSON schema, in which `refine` does not show. */
const oneTopicMeta = {
  override: {
    oneOf: SELECTORS.map((name) => ({ type: 'object' as const, required: [name], properties: { [name]: {} } })),
  },
};

const ONE_TOPIC = { error: `must have exactly one of ${SELECTORS.join(', ')}`, path: ['topic'] };

/** What a watcher sends. */
export const fromWatcherSchema = z.discriminatedUnion(
  'type',
  [
    z
      .object({ type: z.literal('subscribe'), ...selector, since, ref })
      .refine(namesOneTopic, ONE_TOPIC)
      .meta(oneTopicMeta),
    z
      .object({ type: z.literal('unsubscribe'), ...selector, ref })
      .refine(namesOneTopic, ONE_TOPIC)
      .meta(oneTopicMeta),
    z.object({ type: z.literal('auth'), token: tokenSchema.optional(), player_id: playerIdSchema.optional(), ref }),
    z.object({ type: z.literal('ping'), ref }),
  ],
  { error: 'type must be subscribe, unsubscribe, auth or ping' },
);

export type FromWatcher = z.output<typeof fromWatcherSchema>;

/** Close codes of /updates. The WebSocket library adds 1009 for a frame that is too long and 1007 for one that is not UTF-8. */
export const UPDATES_CLOSE = {
  /** Reconnect in a few seconds, and subscribe with `since`. */
  shuttingDown: 1001,
  /** Frames must be text. */
  binary: 1003,
  /** The client reads too slowly. One that does not read at all sees the connection end without a code. */
  tooSlow: 4408,
  /** Too many connections from this client's address. */
  tooManySockets: 4409,
  /** Too many frames per second, or waiting for an answer. */
  tooManyFrames: 4429,
} as const;

export function topicOf(frame: Selector): Topic {
  if (frame.party_id !== undefined) return `party:${frame.party_id}`;
  if (frame.session_id !== undefined) return `session:${frame.session_id}`;
  if (frame.world !== undefined) return `world:${frame.world}`;
  if (frame.lobby !== undefined) return `lobby:${frame.lobby}`;
  return 'board';
}
