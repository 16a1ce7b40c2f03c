import { schema, t, type SchemaType } from '@colyseus/schema';

// Docstrings are in the C# classes too. Times and GP are float64, because C#'s `number` is a float and would lose them.

/** A drop of a running party. */
export const DropState = schema(
  {
    /** From 1, in the order they fell. */
    number: t.uint32().default(0),
    item_id: t.uint32().default(0),
    item_name: t.string().default(''),
    quantity: t.uint32().default(0),
    /** Of the whole drop, in GP. */
    value: t.float64().default(0),
    /** Epoch milliseconds. */
    dropped_at: t.float64().default(0),
    /** Clients that saw it. */
    witnesses: t.uint32().default(0),
    /** Whether it counts in the confirmed totals. */
    confirmed: t.boolean().default(false),
    /** Whether its value is too far from the server's price table. */
    suspect: t.boolean().default(false),
  },
  'DropState',
);
export type DropState = SchemaType<typeof DropState>;

/** A running drop party. */
export const DropPartyState = schema(
  {
    id: t.uint32().default(0),
    world: t.uint16().default(0),
    /** Epoch milliseconds. */
    started_at: t.float64().default(0),
    /** Epoch milliseconds. */
    last_drop_at: t.float64().default(0),
    /** Epoch milliseconds: when it is over if nothing more drops. */
    ends_at: t.float64().default(0),
    total_drops: t.uint32().default(0),
    /** In GP. */
    total_value: t.float64().default(0),
    /** In GP, rounded down. */
    avg_drop: t.float64().default(0),
    witnesses: t.uint32().default(0),
    /** The type of its world, such as `pvp`; empty while no drop has said it. */
    world_type: t.string().default(''),
    /** Of the drops that are confirmed, in GP. */
    confirmed_value: t.float64().default(0),
    confirmed_drops: t.uint32().default(0),
  },
  'DropPartyState',
);
export type DropPartyState = SchemaType<typeof DropPartyState>;

/** One world. `party` is null between parties; `drops` are its newest, keyed by number. */
export const DropTrackerState = schema(
  {
    world: t.uint16().default(0),
    party: t.ref(DropPartyState).optional(),
    drops: t.map(DropState),
  },
  'DropTrackerState',
);
export type DropTrackerState = SchemaType<typeof DropTrackerState>;

/** A drop on the board. */
export const BoardDropState = schema(
  {
    world: t.uint16().default(0),
    /** From 1, in the order they fell in their party. */
    number: t.uint32().default(0),
    item_id: t.uint32().default(0),
    item_name: t.string().default(''),
    quantity: t.uint32().default(0),
    /** Of the whole drop, in GP. */
    value: t.float64().default(0),
    /** Epoch milliseconds. */
    dropped_at: t.float64().default(0),
    /** Whether it counts in the confirmed totals. */
    confirmed: t.boolean().default(false),
    /** Whether its value is too far from the server's price table. */
    suspect: t.boolean().default(false),
  },
  'BoardDropState',
);
export type BoardDropState = SchemaType<typeof BoardDropState>;

/** All active parties, keyed by world. `drops` are the newest few of each, keyed by world and number (`444-17`); `biggest` the biggest of each, keyed by world. */
export const DropBoardState = schema(
  { parties: t.map(DropPartyState), drops: t.map(BoardDropState), biggest: t.map(BoardDropState) },
  'DropBoardState',
);
export type DropBoardState = SchemaType<typeof DropBoardState>;
