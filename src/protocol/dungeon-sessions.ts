import { z } from 'zod';
import { GAME_TYPES } from '../domain/dungeons/dungeon-party.ts';
import type { SessionView } from '../domain/sessions/session-view.ts';
import { freeDataJson, playersJson } from './dungeon-parties.ts';
import { count, isoTime } from './fields.ts';
import { dungeonPartyIdSchema } from './dungeon-party-requests.ts';
import { playerIdSchema } from './player-fields.ts';
import { sessionIdSchema } from './session-requests.ts';

export const SESSION_STATUSES = ['waiting', 'in_progress', 'complete'] as const;

const listedFields = {
  session_id: sessionIdSchema,
  party_id: dungeonPartyIdSchema,
  lobby: z.string().meta({ example: 'main' }),
  party: playersJson,
  status: z.enum(SESSION_STATUSES),
  leader_id: playerIdSchema.nullable().meta({ description: 'Null when everybody has left.' }),
  game_type: z.enum(GAME_TYPES),
  difficulty: z.string().meta({ example: 'normal' }),
  current_floor: z.int().meta({ example: 2 }),
  version: count('One more with each change. It is the ETag, too: `If-Match: "3"`.', 3),
  created_at: isoTime("When the party's leader started it."),
  started_at: isoTime('When it left `waiting`.').nullable(),
};

const listedSessionSchema = z.object(listedFields).meta({ id: 'ListedSession' });

export const sessionListSchema = z
  .object({
    sessions: z.array(listedSessionSchema),
    next_cursor: z
      .string()
      .optional()
      .meta({ description: 'Give it as `cursor` to get what follows. Not there on the last page.' }),
  })
  .meta({ id: 'SessionList' });

const playerSchema = z.object({
  player_id: playerIdSchema,
  name: z.string(),
  class: z.string().nullable(),
  ready: z.boolean(),
  connected: z.boolean(),
  left: z.boolean().meta({ description: 'Whether the player has left for good.' }),
  data: freeDataJson("The player's free-form data, for players of the session only.").optional(),
});

export const sessionSchema = z
  .object({
    ...listedFields,
    players: z.array(playerSchema).meta({ description: 'All that ever were in it, in joining order.' }),
    seed: z
      .int()
      .min(0)
      .meta({ description: 'What every client grows the same dungeon from: 32 bits.', example: 4711 }),
    current_position: z.object({ x: z.number(), y: z.number() }),
    progress: freeDataJson("The game's own account of the run."),
    ready_deadline_at: isoTime('When it starts without those who are missing.'),
    missing: z.array(playerIdSchema).meta({ description: 'Who was not there or not ready when it started.' }),
    completed_at: isoTime('When it was over.').nullable(),
    outcome: z.enum(['completed', 'failed', 'abandoned']).nullable(),
    result: z.unknown().meta({ description: "The game's own." }),
    updated_at: isoTime('When it last changed.'),
  })
  .meta({ id: 'Session' });

/** A row of the list: nothing free-form. */
export function listedSession(session: SessionView): z.output<typeof listedSessionSchema> {
  const { session_id, party_id, lobby, party, status, leader_id, game_type, difficulty } = session;
  const { current_floor, version, created_at, started_at } = session;
  return {
    session_id,
    party_id,
    lobby,
    party,
    status,
    leader_id,
    game_type,
    difficulty,
    current_floor,
    version,
    created_at: iso(created_at),
    started_at: isoOrNull(started_at),
  };
}

/** A session; `forPlayer` says whether the caller is one of its players, who see each other's data. */
export function sessionJson(session: SessionView, forPlayer: boolean): z.output<typeof sessionSchema> {
  const { players, seed, current_position, progress, missing, outcome, result } = session;
  return {
    ...listedSession(session),
    players: players.map(({ data, ...player }) => ({ ...player, ...(forPlayer && { data }) })),
    seed,
    current_position,
    progress,
    ready_deadline_at: iso(session.ready_deadline_at),
    missing: [...missing],
    completed_at: isoOrNull(session.completed_at),
    outcome,
    result,
    updated_at: iso(session.updated_at),
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

function isoOrNull(time: number | null): string | null {
  return time === null ? null : iso(time);
}
