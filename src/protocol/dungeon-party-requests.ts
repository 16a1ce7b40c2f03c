import { z } from 'zod';
import { JOIN_CODE_ALPHABET, JOIN_CODE_LENGTH, PARTY_PLAYERS_MAX } from '../domain/limits.ts';
import { type DungeonPartySettings, GAME_TYPES, PRIVACIES } from '../domain/dungeons/dungeon-party.ts';
import { LOBBY_NAME_LENGTH_MAX, NAME_LENGTH_MAX, PARTY_DATA_LENGTH_MAX, PASSWORD_LENGTH_MAX } from './limits.ts';
import { flag, ifVersion, lineOfText, mustBe, whole } from './fields.ts';
import { freeData } from './free-data.ts';
import { labelOrNoneSchema, labelSchema, newcomerFields, playerIdSchema } from './player-fields.ts';

/** The default lobby, which always exists. */
export const MAIN_LOBBY = 'main';

export const lobbyNameSchema = z
  .string(mustBe('must be a string'))
  .max(LOBBY_NAME_LENGTH_MAX, { error: `must have at most ${LOBBY_NAME_LENGTH_MAX} characters` })
  .regex(/^[a-zA-Z0-9_-]+$/, { error: 'must be letters, digits, _ and -' })
  .default(MAIN_LOBBY)
  .meta({ description: 'The name of a lobby.' });

export const dungeonPartyIdSchema = z
  .uuid(mustBe('must be a party id'))
  .meta({ description: "A party's id.", example: '3f0c7a52-5a0f-4c1e-9a53-2f1b8c6d7e90' });

const passwordSchema = z
  .string(mustBe('must be a string'))
  .min(1, { error: 'must not be empty' })
  .max(PASSWORD_LENGTH_MAX, { error: `must have at most ${PASSWORD_LENGTH_MAX} characters` });

const joinCodeSchema = z
  .string(mustBe('must be a string'))
  .trim()
  .toUpperCase()
  .regex(new RegExp(`^[${JOIN_CODE_ALPHABET}]{${JOIN_CODE_LENGTH}}$`), {
    error: `must be ${JOIN_CODE_LENGTH} characters of ${JOIN_CODE_ALPHABET}`,
  })
  .meta({ example: 'K7QX2M' });

const settingsFields = {
  name: lineOfText(NAME_LENGTH_MAX).optional(),
  max_players: whole(1, PARTY_PLAYERS_MAX).optional(),
  game_type: z.enum(GAME_TYPES, mustBe(`must be ${GAME_TYPES.join(', ')}`)).optional(),
  difficulty: labelSchema.optional().meta({ description: "The game's own word.", example: 'normal' }),
  region: labelOrNoneSchema
    .optional()
    .meta({ description: "The game's own word for where the party plays; empty for none.", example: 'eu' }),
  privacy: z.enum(PRIVACIES, mustBe(`must be ${PRIVACIES.join(' or ')}`)).optional(),
  password: passwordSchema.nullable().optional().meta({ description: 'null removes it.' }),
  locked: flag.optional(),
  data: freeData(PARTY_DATA_LENGTH_MAX).optional().meta({ description: "The party's free-form data." }),
} satisfies Record<Exclude<keyof DungeonPartySettings, 'password_hash'> | 'password', z.ZodType>;

/** The party, by default the player's own. With `if_version` the request is refused if the party has another version. */
const addressed = { party_id: dungeonPartyIdSchema.optional(), if_version: ifVersion };
const target = { target_id: playerIdSchema };
const { password } = settingsFields;

/** Requests to a lobby: messages of its room and bodies of REST have the same shapes. */
export const dungeonPartyRequests = {
  create: z.object({ ...settingsFields, ...newcomerFields }),
  update: z.object({ ...addressed, ...settingsFields }),
  join: z.object({ party_id: dungeonPartyIdSchema, if_version: ifVersion, password, ...newcomerFields }),
  join_by_code: z.object({ code: joinCodeSchema, password, ...newcomerFields }),
  quick_join: z.object({ ...settingsFields, ...newcomerFields }),
  leave: z.object(addressed),
  kick: z.object({ ...addressed, ...target }),
  promote: z.object({ ...addressed, ...target }),
  ready: z.object({
    ...addressed,
    ready: flag.default(true),
    class: newcomerFields.class,
    player_data: newcomerFields.player_data,
  }),
  lock: z.object(addressed),
  unlock: z.object(addressed),
  invite: z.object({ ...addressed, ...target }),
  accept_invite: z.object({ party_id: dungeonPartyIdSchema, if_version: ifVersion, ...newcomerFields }),
  decline_invite: z.object({ party_id: dungeonPartyIdSchema, if_version: ifVersion }),
  dissolve: z.object(addressed),
  start: z.object({ ...addressed, force: flag.default(false) }),
};

export type DungeonPartyRequests = {
  [Do in keyof typeof dungeonPartyRequests]: z.output<(typeof dungeonPartyRequests)[Do]>;
};

/** One request to a lobby's room, wherever it came from. */
export type DungeonPartyRequest = {
  [Do in keyof DungeonPartyRequests]: { type: Do } & DungeonPartyRequests[Do];
}[keyof DungeonPartyRequests];
