import { schema, t, type SchemaType } from '@colyseus/schema';

// Docstrings are in the C# classes too. Times and versions are float64, because C#'s `number` is a float and would lose them.

/** A member of a party. `class` is the game's own word, empty where there is none. */
export const PartyMemberState = schema(
  {
    player_id: t.string().default(''),
    name: t.string().default(''),
    class: t.string().default(''),
    ready: t.boolean().default(false),
    connected: t.boolean().default(false),
    /** 0 for the longest-standing member. */
    place: t.uint8().default(0),
  },
  'PartyMemberState',
);
export type PartyMemberState = SchemaType<typeof PartyMemberState>;

/** Whom or what a start waits for; player_id is empty where it is the party itself. */
export const StartBlockerState = schema(
  { player_id: t.string().default(''), reason: t.string().default('') },
  'StartBlockerState',
);
export type StartBlockerState = SchemaType<typeof StartBlockerState>;

/** A public party. Strings are empty where there is nothing: no leader, no run. */
export const PartyState = schema(
  {
    party_id: t.string().default(''),
    name: t.string().default(''),
    leader_id: t.string().default(''),
    player_count: t.uint8().default(0),
    max_players: t.uint8().default(0),
    game_type: t.string().default(''),
    difficulty: t.string().default(''),
    locked: t.boolean().default(false),
    has_password: t.boolean().default(false),
    can_start: t.boolean().default(false),
    session_id: t.string().default(''),
    /** A whole number, one more with each change. */
    version: t.float64().default(0),
    /** Epoch milliseconds. */
    created_at: t.float64().default(0),
    /** Epoch milliseconds. */
    updated_at: t.float64().default(0),
    /** Keyed by player_id. */
    members: t.map(PartyMemberState),
    /** What holds a start, keyed by player_id. */
    blockers: t.map(StartBlockerState),
    /** The game's own word for where the party plays; empty for none. */
    region: t.string().default(''),
    /** When it was last heard of, if nobody in it is there; 0 otherwise. Epoch milliseconds. */
    last_heard_at: t.float64().default(0),
  },
  'PartyState',
);
export type PartyState = SchemaType<typeof PartyState>;

/** Who looks for a group of one game type, by the region of first choice, which is empty for none. */
export const QueueState = schema(
  {
    game_type: t.string().default(''),
    region: t.string().default(''),
    players: t.uint32().default(0),
    tickets: t.uint32().default(0),
  },
  'QueueState',
);
export type QueueState = SchemaType<typeof QueueState>;

/** One lobby: its public parties, keyed by party_id. */
export const LobbyState = schema(
  {
    name: t.string().default(''),
    parties: t.map(PartyState),
    /** How many more public parties there are, for which the state has no room. Lists of REST have them. */
    more: t.uint32().default(0),
    /** Who looks for a group: those with most players first, keyed by game type and region, as in `coop eu-west`. */
    queues: t.map(QueueState),
  },
  'LobbyState',
);
export type LobbyState = SchemaType<typeof LobbyState>;
