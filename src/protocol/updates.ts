import { z } from 'zod';
import type { Topic } from '../projections/update.ts';
import { mustBe, whole, worldSchema } from './fields.ts';
import { REF_LENGTH_MAX } from './limits.ts';
import { lobbyNameSchema, dungeonPartyIdSchema } from './dungeon-party-requests.ts';
import { plainWords } from './plain-words.ts';
import { identityFields } from './player-fields.ts';
import { ticketIdSchema } from './queue-requests.ts';
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

const TOPIC_FORMS = 'must be board, world:<number>, lobby:<name>, party:<id>, session:<id> or ticket:<id>';

/** What stands behind the colon of a topic's name. */
const TOPIC_NAMES: Partial<Record<string, z.ZodType<string | number, string>>> = {
  board: z.literal(''),
  world: z
    .string()
    .regex(/^\d{1,16}$/, TOPIC_FORMS)
    .transform(Number)
    .pipe(worldSchema),
  lobby: lobbyNameSchema.unwrap(),
  party: dungeonPartyIdSchema,
  session: sessionIdSchema,
  ticket: ticketIdSchema,
};

/** A topic as every answer names it. */
const topicName = z
  .string()
  .transform((text, context): Topic => {
    const [kind = '', ...rest] = text.split(':');
    const parsed = TOPIC_NAMES[kind]?.safeParse(rest.join(':'), { error: plainWords });
    if (parsed?.success) return (kind === 'board' ? kind : `${kind}:${parsed.data}`) as Topic;
    // An unknown id's refusal is in the issue's params.
    const issues = parsed?.error.issues ?? [{ message: TOPIC_FORMS }];
    for (const issue of issues) context.addIssue({ ...issue, code: 'custom', path: [] });
    return z.NEVER;
  })
  .meta({ description: 'The topic, as answers name it.', example: 'world:444', override: { type: 'string' } });

/** A topic is named by exactly one of these. */
const selector = {
  topic: topicName.optional(),
  party_id: dungeonPartyIdSchema.optional(),
  session_id: sessionIdSchema.optional(),
  ticket_id: ticketIdSchema.optional(),
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

const ONE_TOPIC = { error: `must be named once, by one of ${SELECTORS.join(', ')}`, path: ['topic'] };

/** What a watcher sends. */
export const fromWatcherSchema = z.discriminatedUnion(
  'type',
  [
    z
      .strictObject({ type: z.literal('subscribe'), ...selector, since, ref })
      .refine(namesOneTopic, ONE_TOPIC)
      .meta(oneTopicMeta),
    z
      .strictObject({ type: z.literal('unsubscribe'), ...selector, ref })
      .refine(namesOneTopic, ONE_TOPIC)
      .meta(oneTopicMeta),
    z.strictObject({ type: z.literal('auth'), ...identityFields, ref }),
    z.strictObject({ type: z.literal('ping'), ref }),
  ],
  {
    error: ({ code }) => (code === 'invalid_union' ? 'must be subscribe, unsubscribe, auth or ping' : undefined),
  },
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
  if (frame.topic !== undefined) return frame.topic;
  if (frame.party_id !== undefined) return `party:${frame.party_id}`;
  if (frame.session_id !== undefined) return `session:${frame.session_id}`;
  if (frame.ticket_id !== undefined) return `ticket:${frame.ticket_id}`;
  if (frame.world !== undefined) return `world:${frame.world}`;
  if (frame.lobby !== undefined) return `lobby:${frame.lobby}`;
  return 'board';
}
