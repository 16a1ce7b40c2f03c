import { schema, t, type SchemaType } from '@colyseus/schema';

export const SessionPlayerState = schema(
  {
    player_id: t.string().default(''),
    name: t.string().default(''),
    class: t.string().default(''),
    /** Free-form, as JSON. */
    data: t.string().default('{}'),
    ready: t.boolean().default(false),
    connected: t.boolean().default(false),
    /** For good. */
    left: t.boolean().default(false),
    /** Whether the run started without this player. */
    missing: t.boolean().default(false),
    place: t.uint8().default(0),
  },
  'SessionPlayerState',
);
export type SessionPlayerState = SchemaType<typeof SessionPlayerState>;

export const PositionState = schema({ x: t.float64().default(0), y: t.float64().default(0) }, 'PositionState');
export type PositionState = SchemaType<typeof PositionState>;

/** One run. Times are epoch milliseconds, 0 where it has not come to that; strings are empty likewise. Players are keyed by player_id. */
export const SessionState = schema(
  {
    session_id: t.string().default(''),
    party_id: t.string().default(''),
    status: t.string().default('waiting'),
    leader_id: t.string().default(''),
    game_type: t.string().default(''),
    difficulty: t.string().default(''),
    seed: t.uint32().default(0),
    current_floor: t.int32().default(0),
    current_position: t.ref(PositionState),
    /** Free-form, as JSON. */
    progress: t.string().default('{}'),
    version: t.float64().default(0),
    created_at: t.float64().default(0),
    ready_deadline_at: t.float64().default(0),
    started_at: t.float64().default(0),
    completed_at: t.float64().default(0),
    outcome: t.string().default(''),
    /** Free-form, as JSON. */
    result: t.string().default('null'),
    players: t.map(SessionPlayerState),
  },
  'SessionState',
);
export type SessionState = SchemaType<typeof SessionState>;
