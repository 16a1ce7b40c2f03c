import { z } from 'zod';
import { GAME_TYPES } from '../domain/dungeons/dungeon-party.ts';
import type { SessionView } from '../domain/sessions/session-view.ts';
import { playerFields, playersField, withBob } from './dungeon-parties.ts';
import { dungeonPartyIdSchema } from './dungeon-party-requests.ts';
import { countField, nextCursor } from './fields.ts';
import { dataField, jsonField } from './free-data.ts';
import { playerIdSchema } from './player-fields.ts';
import { sessionIdSchema } from './session-requests.ts';
import { exampleOf, timeField, toRest } from './shapes.ts';

// The shape of a session, written once. /updates sends it as it is; REST sends its times as text.

const publicPlayerSchema = z.object({
  ...playerFields,
  left: z.boolean().meta({ description: 'Whether the player has left for good.' }),
});

const playerSchema = publicPlayerSchema.extend({
  data: dataField("The player's free-form data, for players of the session only.", { gold: 12 }),
});

const PLAYERS = { description: 'Everybody who has ever been in it, in joining order.' };

export const sessionSchema = z.object({
  session_id: sessionIdSchema,
  party_id: dungeonPartyIdSchema,
  lobby: z.string().meta({ example: 'main' }),
  party: playersField,
  players: z.array(playerSchema).meta(PLAYERS),
  status: z.enum(['waiting', 'in_progress', 'complete']).meta({ example: 'in_progress' }),
  leader_id: playerIdSchema.nullable().meta({ description: 'Null when everybody has left.' }),
  game_type: z.enum(GAME_TYPES).meta({ example: 'coop' }),
  difficulty: z.string().meta({ example: 'normal' }),
  seed: z
    .int()
    .min(0)
    .meta({ description: '32-bit seed from which every client generates the same dungeon.', example: 4711 }),
  current_floor: z.int().meta({ example: 2 }),
  current_position: z.object({ x: z.number(), y: z.number() }).meta({ example: { x: 3, y: 7 } }),
  progress: dataField("The game's own record of the run.", { boss: 'beaten' }),
  version: countField('One more with each change. It is also the ETag of REST: `If-Match: "3"`.', 5),
  created_at: timeField("When the party's leader started it."),
  updated_at: timeField('When it last changed.', '2025-12-09T12:15:00.000Z'),
  ready_deadline_at: timeField('When it starts without players who are missing.', '2025-12-09T12:06:00.000Z'),
  started_at: timeField('When it left `waiting`.', '2025-12-09T12:05:30.000Z').nullable(),
  missing: z
    .array(playerIdSchema)
    .meta({ description: 'Players who were absent or not ready when it started.', example: [] }),
  completed_at: timeField('When it ended.').nullable().meta({ example: null }),
  outcome: z.enum(['completed', 'failed', 'abandoned']).nullable().meta({ example: null }),
  result: jsonField("The game's own; null before the end."),
  teams: z.array(z.object({ party_id: dungeonPartyIdSchema, players: playersField })).meta({
    description: 'The teams that play against each other, each a party; empty if all play together.',
    example: [],
  }),
}) satisfies z.ZodType<unknown, SessionView>;

/** Only players of the session see each other's data. */
export const restSessionSchema = sessionSchema
  .extend({ players: z.array(playerSchema.partial({ data: true })).meta(PLAYERS) })
  .meta({ id: 'Session' });

/** A row of the list, without free-form data. */
const listedSessionSchema = sessionSchema
  .pick({
    session_id: true,
    party_id: true,
    lobby: true,
    party: true,
    status: true,
    leader_id: true,
    game_type: true,
    difficulty: true,
    current_floor: true,
    version: true,
    created_at: true,
    started_at: true,
  })
  .meta({ id: 'ListedSession' });

export const sessionListSchema = z
  .object({ sessions: z.array(listedSessionSchema), next_cursor: nextCursor })
  .meta({ id: 'SessionList' });

export const listedSessionJson = toRest(listedSessionSchema);
export const sessionJsonForPlayers = toRest(sessionSchema);
export const sessionJsonForOthers = toRest(sessionSchema.extend({ players: z.array(publicPlayerSchema) }));

/** The session of examples: alice leads, bob is not ready. */
export const sessionExample = {
  ...exampleOf(sessionSchema),
  players: withBob(exampleOf(sessionSchema.shape.players)),
};
