import { z } from 'zod';
import type { DungeonPartyEvent } from '../../domain/dungeons/dungeon-party-events.ts';
import type { Data, Json } from '../../domain/json.ts';
import { GAME_TYPES, PRIVACIES } from '../../domain/dungeons/dungeon-party.ts';
import type { DungeonPartyJson } from './dungeon-party-json.ts';

const positive = z.int().min(1);
const time = z.number();
const id = z.string();

/** What was read as JSON is JSON all the way down, so only the outermost is looked at. */
export const dataSchema = z.custom<Data>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'must be an object',
);

export const jsonSchema = z.custom<Json>((value) => value !== undefined, 'must be there');

export const gameTypeSchema = z.enum(GAME_TYPES);
const arrivalSchema = z.enum(['rest', 'online']);

const settings = {
  name: z.string(),
  max_players: positive,
  game_type: gameTypeSchema,
  difficulty: z.string(),
  region: z.string(),
  privacy: z.enum(PRIVACIES),
  password_hash: z.string().nullable(),
  locked: z.boolean(),
  data: dataSchema,
};

/** A party that was stored before there were regions has none. */
const storedSettings = { ...settings, region: settings.region.default('') };

const newcomerSchema = z.strictObject({
  player_id: id,
  name: z.string(),
  class: z.string().nullable(),
  data: dataSchema,
  presence: arrivalSchema,
});

const memberChangesSchema = z
  .strictObject({ ready: z.boolean(), class: z.string().nullable(), data: dataSchema })
  .partial();

function event<T extends string, Fields extends z.core.$ZodLooseShape>(type: T, fields: Fields) {
  const common = { lobby: z.string(), party_id: id, version: positive, at: time };
  return z.strictObject({ type: z.literal(type), ...common, ...fields });
}

export const partyEventSchemas = [
  event('party_created', {
    join_code: z.string(),
    settings: z.strictObject(storedSettings),
    member: newcomerSchema.nullable(),
  }),
  event('party_updated', { changes: z.strictObject(settings).partial() }),
  event('member_joined', { member: newcomerSchema }),
  event('member_left', {
    player_id: id,
    reason: z.enum(['left', 'away']),
    leader_id: id.nullable(),
    session_id: id.nullable(),
  }),
  event('member_kicked', { player_id: id, by: id, session_id: id.nullable() }),
  event('member_changed', { player_id: id, changes: memberChangesSchema }),
  event('member_presence', { player_id: id, status: z.enum(['rest', 'online', 'away']) }),
  event('leader_promoted', { player_id: id, by: id }),
  event('player_invited', { player_id: id, by: id, expires_at: time }),
  event('invite_declined', { player_id: id }),
  event('party_session_started', { session_id: id }),
  event('party_session_ended', { session_id: id }),
  event('party_dissolved', {
    reason: z.enum(['dissolved', 'last_left', 'empty', 'untouched']),
    by: id.nullable(),
    session_id: id.nullable(),
  }),
] as const satisfies z.ZodType<DungeonPartyEvent>[];

const memberSchema = z.strictObject({
  player_id: id,
  name: z.string(),
  class: z.string().nullable(),
  data: dataSchema,
  ready: z.boolean(),
  presence: z.discriminatedUnion('status', [
    z.strictObject({ status: arrivalSchema }),
    z.strictObject({ status: z.literal('away'), since: time }),
  ]),
  joined_at: time,
});

export const dungeonPartySchema: z.ZodType<DungeonPartyJson> = z.strictObject({
  ...storedSettings,
  party_id: id,
  lobby: z.string(),
  leader_id: id.nullable(),
  members: z.array(memberSchema),
  join_code: z.string(),
  banned: z.array(id),
  invites: z.array(z.strictObject({ player_id: id, by: id, expires_at: time })),
  session_id: id.nullable(),
  version: positive,
  created_at: time,
  updated_at: time,
});
