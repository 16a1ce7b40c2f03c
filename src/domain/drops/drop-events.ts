import type { Tile } from './drop.ts';

/** All that can happen to a world. Stored in this form, so a change here needs a change in the store's schema too. */
export type DropEvent = DropPartyStarted | DropAdded | DropWitnessed | DropPartyEnded;

export type DropPartyStarted = {
  type: 'drop_party_started';
  world: number;
  party_id: number;
  at: number;
  /** What its first drop says. */
  world_type: string | null;
};

export type DropAdded = {
  type: 'drop_added';
  world: number;
  party_id: number;
  number: number;
  at: number;
  world_type: string | null;
  item_id: number;
  item_name: string;
  quantity: number;
  value: number;
  reporter: string | null;
  tile: Tile | null;
  tick: number | null;
};

export type DropWitnessed = {
  type: 'drop_witnessed';
  world: number;
  party_id: number;
  number: number;
  at: number;
  reporter: string;
  tick: number | null;
};

/** `at` is when the idle time was over, which can be before it was noticed: the server may have been down. */
export type DropPartyEnded = { type: 'drop_party_ended'; world: number; party_id: number; at: number };
