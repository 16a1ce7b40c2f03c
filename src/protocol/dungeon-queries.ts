import { z } from 'zod';
import { PARTY_PLAYERS_MAX } from '../domain/limits.ts';
import { DATA_VALUE_LENGTH_MAX, LABEL_LENGTH_MAX, LONG_POLL_S_MAX, NAME_LENGTH_MAX } from './limits.ts';
import type { Json } from '../domain/json.ts';
import { GAME_TYPES, LABEL_FILTERS, type LabelFilter } from '../domain/dungeons/dungeon-party.ts';
import { mustBe, wholeDigits } from './fields.ts';
import { lobbyNameSchema, dungeonPartyIdSchema } from './dungeon-party-requests.ts';
import { playerIdSchema } from './player-fields.ts';
import { cursor, limit, oneOf, sortBy } from './queries.ts';
import { sessionIdSchema } from './session-requests.ts';

export const callerField = {
  player_id: playerIdSchema
    .optional()
    .meta({ description: 'The player who calls, if no token is sent.', example: 'alice' }),
};

export const waitField = wholeDigits(0, LONG_POLL_S_MAX)
  .default(0)
  .meta({ description: 'Seconds to wait for a change before the answer.', example: 20 });

export const callerQuery = z.strictObject(callerField);

const PARTY_SORT_FIELDS = ['created_at', 'updated_at', 'name', 'player_count'] as const;

export type DungeonPartySortField = (typeof PARTY_SORT_FIELDS)[number];

const gameType = oneOf(GAME_TYPES).optional().meta({ description: 'Only this game type.' });

const text = (lengthMax: number) => z.string(mustBe('must be given once')).min(1).max(lengthMax).optional();

const players = wholeDigits(0, PARTY_PLAYERS_MAX).optional();

const labelFilters = Object.fromEntries(
  LABEL_FILTERS.map((label) => [
    label,
    text(LABEL_LENGTH_MAX).meta({ description: `Only parties with this ${label}.` }),
  ]),
) as Record<LabelFilter, ReturnType<typeof text>>;

/** There is also `data.<key>=<value>`: see `dataValue`. */
export const dungeonPartyListQuery = z
  .strictObject({
    ...callerField,
    lobby: lobbyNameSchema,
    game_type: gameType,
    ...labelFilters,
    has_room: z
      .enum(['true', 'false'], { error: 'must be given once, as true or false' })
      .transform((text) => text === 'true')
      .optional()
      .meta({
        description: 'Only parties with a free seat, or only full ones.',
        override: { type: 'string', enum: ['true', 'false'] },
      }),
    players_min: players.meta({ description: 'Only parties with at least this many members.' }),
    players_max: players.meta({ description: 'Only parties with at most this many members.' }),
    name_prefix: text(NAME_LENGTH_MAX).meta({
      description: 'Only parties whose name begins with this; case is ignored.',
    }),
    sort: sortBy(PARTY_SORT_FIELDS),
    limit,
    cursor,
  })
  .refine(({ players_min = 0, players_max = PARTY_PLAYERS_MAX }) => players_min <= players_max, {
    path: ['players_max'],
    error: 'must not be below players_min',
  });

export type DungeonPartyListQuery = z.output<typeof dungeonPartyListQuery>;

/** The value of a `data.<key>` filter: JSON; text that is not JSON is taken as a string. So `5` is a number and `"5"` a string. */
export const dataValue = z.string(mustBe('must be given once')).max(DATA_VALUE_LENGTH_MAX).transform(jsonOrText);

function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

export const sessionListQuery = z.strictObject({
  ...callerField,
  status: oneOf(['waiting', 'in_progress']).optional().meta({ description: 'Only sessions with this status.' }),
  game_type: gameType,
  limit,
  cursor,
});

export const dungeonPartyParams = z.object({ party_id: dungeonPartyIdSchema });

export const sessionParams = z.object({ session_id: sessionIdSchema });
