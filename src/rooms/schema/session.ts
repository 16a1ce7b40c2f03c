import { schema, t, type SchemaType } from '@colyseus/schema';

// Docstrings are in the C# classes too. Times and versions are float64, because C#'s `number` is a float and would lose them.

/** A player of a run. `class` is the game's own word, empty where there is none. */
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
    /** 0 for the longest-standing player. */
    place: t.uint8().default(0),
    /** 1 for the first team of a match, 2 for the next; 0 where all play together. */
    team: t.uint8().default(0),
  },
  'SessionPlayerState',
);
export type SessionPlayerState = SchemaType<typeof SessionPlayerState>;

/** In the game's own units. */
export const PositionState = schema({ x: t.float64().default(0), y: t.float64().default(0) }, 'PositionState');
export type PositionState = SchemaType<typeof PositionState>;

/** One run. Times are 0 where it has not come to that; strings are empty likewise. */
export const SessionState = schema(
  {
    session_id: t.string().default(''),
    party_id: t.string().default(''),
    /** `waiting`, `in_progress` or `complete`. */
    status: t.string().default('waiting'),
    leader_id: t.string().default(''),
    game_type: t.string().default(''),
    difficulty: t.string().default(''),
    seed: t.uint32().default(0),
    current_floor: t.int32().default(0),
    current_position: t.ref(PositionState),
    /** Free-form, as JSON. */
    progress: t.string().default('{}'),
    /** A whole number, one more with each change. */
    version: t.float64().default(0),
    /** Epoch milliseconds. */
    created_at: t.float64().default(0),
    /** Epoch milliseconds. */
    ready_deadline_at: t.float64().default(0),
    /** Epoch milliseconds. */
    started_at: t.float64().default(0),
    /** Epoch milliseconds. */
    completed_at: t.float64().default(0),
    /** `completed`, `failed` or `abandoned`. */
    outcome: t.string().default(''),
    /** Free-form, as JSON. */
    result: t.string().default('null'),
    /** Keyed by player_id. */
    players: t.map(SessionPlayerState),
  },
  'SessionState',
);
export type SessionState = SchemaType<typeof SessionState>;
