import { z } from 'zod';
import { JOIN_CODE_ALPHABET, JOIN_CODE_LENGTH, PARTY_PLAYERS_MAX } from '../domain/limits.ts';
import { type DungeonPartySettings, GAME_TYPES, PRIVACIES } from '../domain/dungeons/dungeon-party.ts';
import {
  LOBBY_NAME_LENGTH_MAX,
  NAME_LENGTH_MAX,
  PARTY_DATA_LENGTH_MAX,
  PASSWORD_LENGTH_MAX,
  REQUEST_MESSAGE_LENGTH_MAX,
} from './limits.ts';
import { ERROR_KINDS } from '../errors.ts';
import { flag, idOf, ifVersion, lineOfText, lineOrNone, mustBe, nameOf, whole } from './fields.ts';
import { freeData } from './free-data.ts';
import { labelOrNoneSchema, labelSchema, newcomerFields, playerIdSchema } from './player-fields.ts';

/** The default lobby, which always exists. */
export const MAIN_LOBBY = 'main';

export const lobbyNameSchema = z
  .string()
  .max(LOBBY_NAME_LENGTH_MAX)
  .regex(/^[a-zA-Z0-9_-]+$/, { error: 'must be letters, digits, _ and -' })
  .default(MAIN_LOBBY)
  .meta({ description: 'The name of a lobby.' });

export const dungeonPartyIdSchema = idOf('party_not_found').meta({
  description: "A party's id.",
  example: '3f0c7a52-5a0f-4c1e-9a53-2f1b8c6d7e90',
});

const passwordSchema = z.string().min(1).max(PASSWORD_LENGTH_MAX);

const JOIN_CODE = new RegExp(`^\\s*[${JOIN_CODE_ALPHABET}]{${JOIN_CODE_LENGTH}}\\s*$`, 'i');

const joinCodeSchema = nameOf(
  'join_code_unknown',
  (text) => JOIN_CODE.test(text),
  `${ERROR_KINDS.join_code_unknown} A join code is ${JOIN_CODE_LENGTH} characters of ${JOIN_CODE_ALPHABET}.`,
)
  .trim()
  .toUpperCase()
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
/** One of the members, so that an id that no player can have is not one of them. */
const member = {
  target_id: nameOf('player_not_in_party', (text) => playerIdSchema.safeParse(text).success).meta({
    description: "A member's player id.",
    example: 'bob',
  }),
};
/** One of those who ask, so that an id that no player can have is not one of them. */
const asker = {
  target_id: nameOf('request_not_found', (text) => playerIdSchema.safeParse(text).success).meta({
    description: 'The id of the player who asks.',
    example: 'carol',
  }),
};
const { password } = settingsFields;

/** Requests to a lobby: messages of its room and bodies of REST have the same shapes. */
export const dungeonPartyRequests = {
  create: z.strictObject({ ...settingsFields, ...newcomerFields }),
  update: z.strictObject({ ...addressed, ...settingsFields }),
  join: z.strictObject({ party_id: dungeonPartyIdSchema, if_version: ifVersion, password, ...newcomerFields }),
  join_by_code: z.strictObject({ code: joinCodeSchema, password, ...newcomerFields }),
  quick_join: z.strictObject({ ...settingsFields, ...newcomerFields }),
  leave: z.strictObject(addressed),
  kick: z.strictObject({ ...addressed, ...member }),
  promote: z.strictObject({ ...addressed, ...member }),
  ready: z.strictObject({
    ...addressed,
    ready: flag.default(true),
    class: newcomerFields.class,
    player_data: newcomerFields.player_data,
  }),
  lock: z.strictObject(addressed),
  unlock: z.strictObject(addressed),
  invite: z.strictObject({ ...addressed, ...target }),
  accept_invite: z.strictObject({ party_id: dungeonPartyIdSchema, if_version: ifVersion, ...newcomerFields }),
  decline_invite: z.strictObject({ party_id: dungeonPartyIdSchema, if_version: ifVersion }),
  request: z.strictObject({
    party_id: dungeonPartyIdSchema,
    if_version: ifVersion,
    message: lineOrNone(REQUEST_MESSAGE_LENGTH_MAX)
      .default('')
      .meta({ description: 'What the leader is told; empty for nothing.', example: 'Healer, knows the way' }),
    ...newcomerFields,
  }),
  withdraw_request: z.strictObject({ party_id: dungeonPartyIdSchema, if_version: ifVersion }),
  accept_request: z.strictObject({ ...addressed, ...asker }),
  decline_request: z.strictObject({ ...addressed, ...asker }),
  dissolve: z.strictObject(addressed),
  start: z.strictObject({ ...addressed, force: flag.default(false) }),
};

export type DungeonPartyRequests = {
  [Do in keyof typeof dungeonPartyRequests]: z.output<(typeof dungeonPartyRequests)[Do]>;
};

/** One request to a lobby's room, wherever it came from. */
export type DungeonPartyRequest = {
  [Do in keyof DungeonPartyRequests]: { type: Do } & DungeonPartyRequests[Do];
}[keyof DungeonPartyRequests];
