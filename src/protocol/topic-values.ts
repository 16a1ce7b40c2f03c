import { z } from 'zod';
import type { Drop } from '../domain/drops/drop.ts';
import type { DropPartySummary } from '../domain/drops/drop-party.ts';
import { COORDINATE_MAX, PLANE_MAX } from '../domain/limits.ts';
import type { Data, Json } from '../domain/json.ts';
import { GAME_TYPES, PRIVACIES } from '../domain/dungeons/dungeon-party.ts';
import type { MemberDungeonParty, PublicDungeonParty } from '../domain/dungeons/dungeon-party-views.ts';
import type { SessionView } from '../domain/sessions/session-view.ts';
import type { BoardDropParty, WorldDropParty, WorldValue } from '../projections/topic-values.ts';
import { count, gp, knownWorldType, whole, worldSchema } from './fields.ts';
import { dungeonPartyIdSchema } from './dungeon-party-requests.ts';
import { playerIdSchema } from './player-fields.ts';
import { sessionIdSchema } from './session-requests.ts';

/** What /updates shows of each topic: the same fields as REST, but times are epoch milliseconds. */
export const epochMs = (description: string) =>
  z
    .int()
    .min(0)
    .meta({ description: `${description} Epoch milliseconds.`, example: 1765281600000 });

/** Whatever a game puts there. */
export const json = z.custom<Json>();
export const freeData = z.custom<Data>().meta({ override: { type: 'object' } });

export const dropSchema = z.object({
  drop_party_id: count('The drop party it counts for.', 1),
  number: count('1, 2, 3 ... within its party.', 5),
  item_id: count('OSRS item id.', 1319),
  item_name: z.string(),
  quantity: count('How many items.', 1),
  value: gp('Total value of the drop.', 38052),
  dropped_at: epochMs('When the server first heard of it.'),
  tile: z
    .object({ plane: whole(0, PLANE_MAX), x: whole(0, COORDINATE_MAX), y: whole(0, COORDINATE_MAX) })
    .nullable()
    .meta({ description: 'Where it lies, if its first reporter told.' }),
  witnesses: count('Named reporters who saw it; 0 for a bare report.', 3),
}) satisfies z.ZodType<Drop>;

export const boardDropPartySchema = z.object({
  id: count('Drop party id.', 1),
  world: worldSchema,
  is_active: z.boolean(),
  created_at: epochMs('When it started.'),
  ended_at: epochMs('When it ended.').nullable(),
  total_drops: count('Drops counted.', 5),
  total_value: gp('Value of all drops.', 125000),
  avg_drop: gp('Average value of a drop: floor(total / drops).', 25000),
  last_drop_at: epochMs('When the last drop was counted.'),
  world_type: knownWorldType,
}) satisfies z.ZodType<BoardDropParty>;

export const worldDropPartySchema = boardDropPartySchema.extend({
  witnesses: count('Named reporters who took part.', 7),
  biggest_drops: z.array(dropSchema).meta({ description: 'Highest value first, at most 10.' }),
}) satisfies z.ZodType<WorldDropParty>;

export const endedDropPartySchema = worldDropPartySchema.extend({
  median_drop: gp('Median value of a drop.', 22000),
}) satisfies z.ZodType<DropPartySummary>;

export const worldValueSchema = z.object({
  world: worldSchema,
  party: worldDropPartySchema.nullable().meta({ description: 'The running drop party.' }),
  drops: z.array(dropSchema).meta({ description: "The running party's newest 50, newest first." }),
}) satisfies z.ZodType<WorldValue>;

const memberSchema = z.object({
  player_id: playerIdSchema,
  name: z.string(),
  class: z.string().nullable(),
  ready: z.boolean(),
  connected: z.boolean(),
});

const playerIds = z.array(playerIdSchema).meta({ description: 'In joining order.' });

export const publicDungeonPartySchema = z.object({
  party_id: dungeonPartyIdSchema,
  lobby: z.string(),
  name: z.string(),
  leader_id: playerIdSchema.nullable(),
  players: playerIds,
  members: z.array(memberSchema),
  player_count: count('Members.', 2),
  max_players: count('Seats there are: 1 in a solo party.', 8),
  game_type: z.enum(GAME_TYPES),
  difficulty: z.string(),
  privacy: z.enum(PRIVACIES),
  locked: z.boolean(),
  has_password: z.boolean(),
  can_start: z.boolean(),
  blockers: z.array(
    z.union([
      z.object({ reason: z.enum(['party_empty', 'session_running']), player_id: z.null() }),
      z.object({ reason: z.enum(['member_away', 'not_ready']), player_id: playerIdSchema }),
    ]),
  ),
  session_id: sessionIdSchema.nullable().meta({ description: 'The run that the party is on.' }),
  version: count('One more with each change.', 3),
  created_at: epochMs('When it was made.'),
  updated_at: epochMs('When it last changed.'),
}) satisfies z.ZodType<PublicDungeonParty>;

export const memberDungeonPartySchema = publicDungeonPartySchema.extend({
  members: z.array(memberSchema.extend({ data: freeData, joined_at: epochMs('When the member came in.') })),
  join_code: z.string(),
  data: freeData,
}) satisfies z.ZodType<MemberDungeonParty>;

export const sessionSchema = z.object({
  session_id: sessionIdSchema,
  party_id: dungeonPartyIdSchema,
  lobby: z.string(),
  leader_id: playerIdSchema.nullable().meta({ description: 'Null when everybody has left.' }),
  game_type: z.enum(GAME_TYPES),
  difficulty: z.string(),
  seed: z.int().min(0).meta({ description: 'What every client grows the same dungeon from: 32 bits.' }),
  party: playerIds,
  players: z.array(memberSchema.extend({ data: freeData, left: z.boolean().meta({ description: 'Left for good.' }) })),
  status: z.enum(['waiting', 'in_progress', 'complete']),
  current_floor: z.int(),
  current_position: z.object({ x: z.number(), y: z.number() }),
  progress: freeData,
  version: count('One more with each change.', 3),
  created_at: epochMs("When the party's leader started it."),
  updated_at: epochMs('When it last changed.'),
  ready_deadline_at: epochMs('When it starts without those who are missing.'),
  started_at: epochMs('When it left `waiting`.').nullable(),
  missing: z.array(playerIdSchema).meta({ description: 'Who was not there or not ready when it started.' }),
  completed_at: epochMs('When it was over.').nullable(),
  outcome: z.enum(['completed', 'failed', 'abandoned']).nullable(),
  result: json.meta({ description: "The game's own; null before the end." }),
}) satisfies z.ZodType<SessionView>;
