import { z } from 'zod';
import { LABEL_LENGTH_MAX, NAME_LENGTH_MAX, PAGE_SIZE_MAX, PARTY_PLAYERS_MAX } from '../domain/limits.ts';
import type { Json } from '../domain/json.ts';
import { GAME_TYPES } from '../domain/dungeons/dungeon-party.ts';
import { LABEL_FILTERS, type LabelFilter } from '../domain/dungeons/find-dungeon-party.ts';
import { mustBe, wholeDigits } from './fields.ts';
import { lobbyNameSchema, dungeonPartyIdSchema } from './dungeon-party-requests.ts';
import { playerIdSchema } from './player-fields.ts';
import { cursor, idempotencyKey, query } from './drop-queries.ts';
import { sessionIdSchema } from './session-requests.ts';

/** Characters of a value of a `data.<key>` filter. */
const DATA_VALUE_LENGTH_MAX = 128;

export const callerField = {
  player_id: playerIdSchema.optional().meta({ description: 'Who asks, where no token says so.', example: 'alice' }),
};

export const callerQuery = query(callerField);

const PARTY_SORT_FIELDS = ['created_at', 'updated_at', 'name', 'player_count'] as const;

export type DungeonPartySortField = (typeof PARTY_SORT_FIELDS)[number];

const PARTY_SORTS = [...PARTY_SORT_FIELDS, ...PARTY_SORT_FIELDS.map((field) => `-${field}` as const)] as const;

const gameType = z
  .enum(GAME_TYPES, { error: `must be given once, as one of ${GAME_TYPES.join(', ')}` })
  .optional()
  .meta({ description: 'Only this one.' });

const text = (lengthMax: number) =>
  z
    .string(mustBe('must be given once'))
    .min(1, { error: 'must not be empty' })
    .max(lengthMax, { error: `must have at most ${lengthMax} characters` })
    .optional();

const players = wholeDigits(0, PARTY_PLAYERS_MAX).optional();

const limit = wholeDigits(1, PAGE_SIZE_MAX).default(PAGE_SIZE_MAX).meta({ description: 'Rows in the answer.' });

const labelFilters = Object.fromEntries(
  LABEL_FILTERS.map((label) => [
    label,
    text(LABEL_LENGTH_MAX).meta({ description: `Only parties with this ${label}.` }),
  ]),
) as Record<LabelFilter, ReturnType<typeof text>>;

/** Beside these, `data.<key>=<value>`: see `dataValue`. */
export const dungeonPartyListQuery = query({
  ...callerField,
  lobby: lobbyNameSchema,
  game_type: gameType,
  ...labelFilters,
  has_room: z
    .enum(['true', 'false'], { error: 'must be given once, as true or false' })
    .transform((text) => text === 'true')
    .optional()
    .meta({ description: 'Whether there is a free seat.', override: { type: 'string', enum: ['true', 'false'] } }),
  players_min: players.meta({ description: 'Only parties with at least as many members.' }),
  players_max: players.meta({ description: 'Only parties with at most as many members.' }),
  name_prefix: text(NAME_LENGTH_MAX).meta({ description: 'How the name begins; upper and lower case are the same.' }),
  sort: z
    .enum(PARTY_SORTS, { error: `must be given once, as one of ${PARTY_SORTS.join(', ')}` })
    .default('created_at')
    .meta({ description: 'Lowest or first at the top; with `-` highest or last.' }),
  limit,
  cursor,
}).refine(({ players_min = 0, players_max = PARTY_PLAYERS_MAX }) => players_min <= players_max, {
  path: ['players_max'],
  error: 'must not be below players_min',
});

export type DungeonPartyListQuery = z.output<typeof dungeonPartyListQuery>;

/** The value of one `data.<key>`: JSON, or text that is none and stands for itself. So `5` is a number and `"5"` is text. */
export const dataValue = z
  .string(mustBe('must be given once'))
  .max(DATA_VALUE_LENGTH_MAX, { error: `must have at most ${DATA_VALUE_LENGTH_MAX} characters` })
  .transform(jsonOrText);

function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

const ACTIVE_STATUSES = ['waiting', 'in_progress'] as const;

export const sessionListQuery = query({
  ...callerField,
  status: z
    .enum(ACTIVE_STATUSES, { error: `must be given once, as one of ${ACTIVE_STATUSES.join(', ')}` })
    .optional()
    .meta({ description: 'Only sessions with this one.' }),
  game_type: gameType,
  limit,
  cursor,
});

export const dungeonPartyParams = z.object({ party_id: dungeonPartyIdSchema });

export const sessionParams = z.object({ session_id: sessionIdSchema });

/** `"3"`, also weak, because proxies that compress make ETags weak. */
const VERSION_TAG = /^(?:W\/)?"([1-9]\d{0,15})"$/;

const RULE = 'must be one ETag as an answer gave it, such as "3", or *';

/** The version that what is changed must have; null for any. */
export const ifMatch = z
  .string()
  .trim()
  .transform((text, context): number | null => {
    const version = Number(VERSION_TAG.exec(text)?.[1]);
    if (text === '*' || Number.isSafeInteger(version)) return text === '*' ? null : version;
    context.addIssue({ code: 'custom', message: RULE });
    return z.NEVER;
  })
  .optional()
  .meta({
    description:
      'Only where nobody changed it in the meantime: the ETag of an answer, which is the version in quotes. The field `if_version` says the same.',
    example: '"3"',
    override: { type: 'string' },
  });

export const changeHeaders = z.object({ 'Idempotency-Key': idempotencyKey, 'If-Match': ifMatch });
