import { z } from 'zod';
import { GAME_TYPES, PRIVACIES, type StartBlocker } from '../domain/dungeons/dungeon-party.ts';
import type {
  JoinRequestView,
  MemberDungeonParty,
  PublicDungeonParty,
} from '../domain/dungeons/dungeon-party-views.ts';
import { dungeonPartyIdSchema } from './dungeon-party-requests.ts';
import { countField, nextCursor } from './fields.ts';
import { dataField } from './free-data.ts';
import { playerIdSchema } from './player-fields.ts';
import { sessionIdSchema } from './session-requests.ts';
import { exampleOf, timeField, toRest } from './shapes.ts';

// The shape of a dungeon party, written once. /updates sends it as it is; REST sends its times as text.

export const playersField = z
  .array(playerIdSchema)
  .meta({ description: 'Player ids in joining order.', example: ['alice', 'bob'] });

export const startBlockerSchema = z
  .union([
    z.object({ reason: z.enum(['party_empty', 'session_running']), player_id: z.null() }),
    z.object({ reason: z.enum(['member_away', 'not_ready']), player_id: playerIdSchema }),
  ])
  .meta({
    id: 'StartBlocker',
    description:
      'What keeps a run from starting. `reason` is the kind that a start is refused with; `player_id` is the member it is about, null for the whole party.',
    example: { reason: 'not_ready', player_id: 'bob' },
  }) satisfies z.ZodType<unknown, StartBlocker>;

/** What members of a party and players of a session have in common. */
export const playerFields = {
  player_id: playerIdSchema,
  name: z.string().meta({ example: 'Alice' }),
  class: z.string().nullable().meta({ description: "The game's own word for what the player plays.", example: 'mage' }),
  ready: z.boolean().meta({ example: true }),
  connected: z.boolean().meta({
    description: 'False after the connection was lost. Players who use REST have none to lose.',
    example: true,
  }),
};

/** The players of examples: an example of one player is alice, and bob joins her. */
export function withBob<Player extends object>([alice]: Player[]): Player[] {
  return [alice!, { ...alice!, player_id: 'bob', name: 'Bob', class: null, ready: false }];
}

const publicMemberSchema = z.object(playerFields);

export const publicDungeonPartySchema = z
  .object({
    party_id: dungeonPartyIdSchema,
    lobby: z.string().meta({ description: "The lobby's name.", example: 'main' }),
    name: z.string().meta({ example: "Alice's party" }),
    leader_id: playerIdSchema.nullable().meta({ description: 'Null while the party has no members.' }),
    players: playersField,
    members: z.array(publicMemberSchema),
    player_count: countField('Members.', 2),
    max_players: countField('Seats: 1 in a solo party.', 8),
    game_type: z.enum(GAME_TYPES).meta({ example: 'coop' }),
    difficulty: z.string().meta({ description: "The game's own word.", example: 'normal' }),
    region: z
      .string()
      .meta({ description: "The game's own word for where it is played; empty for none.", example: 'eu' }),
    privacy: z.enum(PRIVACIES),
    locked: z.boolean(),
    has_password: z.boolean(),
    can_start: z.boolean(),
    blockers: z.array(startBlockerSchema),
    session_id: sessionIdSchema.nullable().meta({ description: 'The session that the party is in.', example: null }),
    version: countField('One more with each change. It is also the ETag of REST: `If-Match: "3"`.', 3),
    created_at: timeField('When the party was created.', '2025-12-09T12:00:00.000Z'),
    updated_at: timeField('When it last changed.'),
    last_heard_at: timeField('When it was last heard of, if nobody in it is there; null otherwise.')
      .nullable()
      .meta({ example: null }),
  })
  .meta({
    id: 'DungeonParty',
    description: 'What anybody may see of a public party.',
  }) satisfies z.ZodType<unknown, PublicDungeonParty>;

export const joinRequestSchema = z
  .object({
    player_id: playerIdSchema.meta({ example: 'carol' }),
    name: z.string().meta({ example: 'Carol' }),
    class: playerFields.class,
    message: z
      .string()
      .meta({ description: 'What the player says; empty for nothing.', example: 'Healer, knows the way' }),
    requested_at: timeField('When the player asked.'),
    expires_at: timeField('Until when the leader can answer.', '2025-12-09T12:40:00.000Z'),
  })
  .meta({ id: 'JoinRequest', description: 'A player who asks to be let in.' }) satisfies z.ZodType<
  unknown,
  JoinRequestView
>;

export const memberDungeonPartySchema = publicDungeonPartySchema
  .extend({
    members: z.array(
      publicMemberSchema.extend({
        data: dataField("The member's free-form data."),
        joined_at: timeField('When the member joined.', '2025-12-09T12:00:00.000Z'),
      }),
    ),
    join_code: z.string().meta({ description: 'Lets whoever has it into a private party.', example: 'K7QX2M' }),
    data: dataField("The party's free-form data.", { mode: 'speedrun' }),
    requests: z
      .array(joinRequestSchema)
      .meta({ description: 'Who waits to be let in, the earliest first.', example: [] }),
  })
  .meta({
    id: 'DungeonPartyForMembers',
    description: 'What members see.',
  }) satisfies z.ZodType<unknown, MemberDungeonParty>;

export const publicDungeonPartyJson = toRest(publicDungeonPartySchema);
export const memberDungeonPartyJson = toRest(memberDungeonPartySchema);

export const dungeonPartyViewSchema = z.union([memberDungeonPartySchema, publicDungeonPartySchema]);

export const dungeonPartyListSchema = z
  .object({ parties: z.array(publicDungeonPartySchema), next_cursor: nextCursor })
  .meta({ id: 'DungeonPartyList' });

export const DUNGEON_PARTY_STATUSES = [
  'created',
  'updated',
  'joined',
  'left',
  'kicked',
  'promoted',
  'ready',
  'not_ready',
  'locked',
  'unlocked',
  'invited',
  'declined',
  'accepted',
  'requested',
  'withdrawn',
  'dissolved',
] as const;

export type DungeonPartyStatus = (typeof DUNGEON_PARTY_STATUSES)[number];

const { party_id, session_id, version } = publicDungeonPartySchema.shape;

export const dungeonPartyAnswerSchema = z
  .object({
    ...memberDungeonPartySchema.partial().shape,
    status: z.enum(DUNGEON_PARTY_STATUSES).meta({ description: 'What was done.' }),
    party_id,
    session_id,
    version: version.nullable().meta({ description: 'Null for a party that is gone.' }),
  })
  .meta({
    id: 'PartyAnswer',
    description: 'What was done, and the party as its members see it, unless the caller is no longer in it.',
  });

export const requestAnswerSchema = z
  .object({
    party_id,
    status: z.enum(['waiting', 'declined', 'joined']).meta({ description: '`joined`: the player is a member.' }),
    until: timeField(
      'Waiting: until when the leader can answer. Declined: when you may ask again. Null for a member.',
    ).nullable(),
  })
  .meta({ id: 'JoinRequestAnswer', description: 'What became of your join request.' });

export const requestAnswerJson = toRest(requestAnswerSchema);

export const startAnswerSchema = z
  .object({
    session_id: sessionIdSchema,
    party_id,
    party: playersField.optional(),
    status: z.literal('waiting'),
    version: countField("The session's version.", 1),
  })
  .meta({ id: 'StartAnswer' });

export const heartbeatAnswerSchema = z
  .object({
    status: z.literal('heard'),
    party_id,
    session_id,
    version,
    presence_ms: z
      .int()
      .meta({ description: 'Milliseconds without a call after which you are away.', example: 90_000 }),
  })
  .meta({ id: 'HeartbeatAnswer' });

/** The party of examples: alice leads, bob is not ready. */
export const publicDungeonPartyExample = {
  ...exampleOf(publicDungeonPartySchema),
  members: withBob(exampleOf(publicDungeonPartySchema.shape.members)),
};
export const memberDungeonPartyExample = {
  ...exampleOf(memberDungeonPartySchema),
  members: withBob(exampleOf(memberDungeonPartySchema.shape.members)),
};
