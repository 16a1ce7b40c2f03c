import { z } from 'zod';
import { GAME_TYPES, PRIVACIES } from '../domain/dungeons/dungeon-party.ts';
import type { MemberDungeonParty, PublicDungeonParty } from '../domain/dungeons/dungeon-party-views.ts';
import { count, isoTime } from './fields.ts';
import { dungeonPartyIdSchema } from './dungeon-party-requests.ts';
import { playerIdSchema } from './player-fields.ts';
import { sessionIdSchema } from './session-requests.ts';

export const freeDataJson = (description: string) => z.record(z.string(), z.unknown()).meta({ description });

export const playersJson = z
  .array(playerIdSchema)
  .meta({ description: 'Player ids in joining order.', example: ['alice', 'bob'] });

const blockerSchema = z
  .object({
    reason: z.enum(['party_empty', 'session_running', 'member_away', 'not_ready']),
    player_id: playerIdSchema.nullable().meta({ description: 'The member it is about; null for the whole party.' }),
  })
  .meta({ id: 'StartBlocker', description: 'What holds a run: `reason` is the kind that a start is refused with.' });

const memberSchema = z.object({
  player_id: playerIdSchema,
  name: z.string(),
  class: z.string().nullable(),
  ready: z.boolean(),
  connected: z
    .boolean()
    .meta({ description: 'False for who has lost the connection. Who came by REST has none to lose.' }),
});

const fullMemberSchema = memberSchema.extend({
  data: freeDataJson("The member's free-form data."),
  joined_at: isoTime('When the member came in.'),
});

const publicFields = {
  party_id: dungeonPartyIdSchema,
  lobby: z.string().meta({ description: "The lobby's name.", example: 'main' }),
  name: z.string().meta({ example: "Alice's party" }),
  leader_id: playerIdSchema.nullable().meta({ description: 'Null while the party has no members.' }),
  players: playersJson,
  player_count: count('Members.', 2),
  max_players: count('Seats there are: 1 in a solo party.', 8),
  game_type: z.enum(GAME_TYPES),
  difficulty: z.string().meta({ example: 'normal' }),
  privacy: z.enum(PRIVACIES),
  locked: z.boolean(),
  has_password: z.boolean(),
  can_start: z.boolean(),
  blockers: z.array(blockerSchema),
  session_id: sessionIdSchema.nullable().meta({ description: 'The run that the party is on.' }),
  version: count('One more with each change. It is the ETag, too: `If-Match: "3"`.', 3),
  created_at: isoTime('When the party was made.'),
  updated_at: isoTime('When it last changed.'),
};

const publicDungeonPartySchema = z
  .object({ ...publicFields, members: z.array(memberSchema) })
  .meta({ id: 'DungeonParty', description: 'What anybody may see of a public party.' });

const memberFields = {
  ...publicFields,
  members: z.array(fullMemberSchema),
  join_code: z.string().meta({ description: 'Lets whoever has it into a private party.', example: 'K7QX2M' }),
  data: freeDataJson("The party's free-form data."),
};

const memberDungeonPartySchema = z
  .object(memberFields)
  .meta({ id: 'DungeonPartyForMembers', description: 'What members see.' });

export const dungeonPartyViewSchema = z.union([memberDungeonPartySchema, publicDungeonPartySchema]);

export const dungeonPartyListSchema = z
  .object({
    parties: z.array(publicDungeonPartySchema),
    next_cursor: z
      .string()
      .optional()
      .meta({ description: 'Give it as `cursor` to get what follows. Not there on the last page.' }),
  })
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
  'dissolved',
] as const;

export type DungeonPartyStatus = (typeof DUNGEON_PARTY_STATUSES)[number];

export const dungeonPartyAnswerSchema = z
  .object({
    ...z.object(memberFields).partial().shape,
    status: z.enum(DUNGEON_PARTY_STATUSES).meta({ description: 'What was done.' }),
    party_id: dungeonPartyIdSchema,
    session_id: publicFields.session_id,
    version: publicFields.version.nullable().meta({ description: 'Null for a party that is gone.' }),
  })
  .meta({
    id: 'PartyAnswer',
    description: 'What was done, and the party as its members see it, unless the caller is not in it any more.',
  });

export const startAnswerSchema = z
  .object({
    session_id: sessionIdSchema,
    party_id: dungeonPartyIdSchema,
    party: playersJson.optional(),
    status: z.literal('waiting'),
    version: count("The session's version.", 1),
  })
  .meta({ id: 'StartAnswer' });

export function publicDungeonPartyJson(party: PublicDungeonParty): z.output<typeof publicDungeonPartySchema> {
  return { ...party, created_at: iso(party.created_at), updated_at: iso(party.updated_at) };
}

export function memberDungeonPartyJson(party: MemberDungeonParty): z.output<typeof memberDungeonPartySchema> {
  const members = party.members.map((member) => ({ ...member, joined_at: iso(member.joined_at) }));
  return { ...party, members, created_at: iso(party.created_at), updated_at: iso(party.updated_at) };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
