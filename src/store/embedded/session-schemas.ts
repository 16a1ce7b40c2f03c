import { z } from 'zod';
import type { SessionEvent } from '../../domain/sessions/session-events.ts';
import type { CompleteSession, Session } from '../../domain/sessions/session.ts';
import { dataSchema, gameTypeSchema, jsonSchema } from './lobby-schemas.ts';

const positive = z.int().min(1);
const time = z.number();
const id = z.string();

const outcomeSchema = z.enum(['completed', 'failed', 'abandoned']);
const positionSchema = z.strictObject({ x: z.number(), y: z.number() });

const run = {
  party_id: id,
  lobby: z.string(),
  game_type: gameTypeSchema,
  difficulty: z.string(),
  seed: z.int().min(0),
  ready_deadline_at: time,
};

const player = { player_id: id, name: z.string(), class: z.string().nullable(), data: dataSchema, ready: z.boolean() };

const reportSchema = z
  .strictObject({ current_floor: z.number(), current_position: positionSchema, progress: dataSchema })
  .partial();

function event<T extends string, Fields extends z.core.$ZodLooseShape>(type: T, fields: Fields) {
  return z.strictObject({ type: z.literal(type), session_id: id, version: positive, at: time, ...fields });
}

export const sessionEventSchemas = [
  event('session_created', {
    ...run,
    leader_id: id,
    players: z.array(z.strictObject({ ...player, presence: z.enum(['expected', 'rest']) })),
  }),
  event('session_player_joined', { player_id: id, presence: z.enum(['rest', 'online']) }),
  event('session_player_away', { player_id: id }),
  event('session_player_left', { player_id: id, reason: z.enum(['left', 'away']), leader_id: id.nullable() }),
  event('session_player_ready', { player_id: id, ready: z.boolean() }),
  event('session_player_data', { player_id: id, data: dataSchema }),
  event('session_started', { by: z.enum(['all_ready', 'leader', 'deadline']), missing: z.array(id) }),
  event('session_progressed', { report: reportSchema }),
  event('session_ended', { outcome: outcomeSchema, result: jsonSchema }),
] as const satisfies z.ZodType<SessionEvent>[];

const presenceSchema = z.discriminatedUnion('status', [
  z.strictObject({ status: z.enum(['expected', 'rest', 'online', 'left']) }),
  z.strictObject({ status: z.literal('away'), since: time }),
]);

const common = {
  session_id: id,
  ...run,
  leader_id: id.nullable(),
  players: z.array(z.strictObject({ ...player, presence: presenceSchema })),
  current_floor: z.number(),
  current_position: positionSchema,
  progress: dataSchema,
  version: positive,
  created_at: time,
  updated_at: time,
};

const started = { started_at: time, missing: z.array(id) };

/** One that goes on: those that are complete are not in a snapshot. */
export const activeSessionSchema: z.ZodType<Session> = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('waiting'), ...common }),
  z.strictObject({ status: z.literal('in_progress'), ...common, ...started }),
]);

export const completeSessionSchema: z.ZodType<CompleteSession> = z.strictObject({
  status: z.literal('complete'),
  ...common,
  started_at: time.nullable(),
  missing: z.array(id),
  completed_at: time,
  outcome: outcomeSchema,
  result: jsonSchema,
});
