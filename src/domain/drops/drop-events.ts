import type { Report } from './drop.ts';

/** Everything that can happen in a world. Stored in this form: a change here needs a change in the store's schema. Times are epoch milliseconds. */
export type DropEvent = DropPartyStarted | DropAdded | DropWitnessed | DropPartyEnded;

export type DropPartyStarted = {
  type: 'drop_party_started';
  world: number;
  party_id: number;
  at: number;
  /** As the first drop names it. */
  world_type: string | null;
};

export type DropAdded = Report & { type: 'drop_added'; party_id: number; number: number; at: number };

export type DropWitnessed = {
  type: 'drop_witnessed';
  world: number;
  party_id: number;
  number: number;
  at: number;
  reporter: string;
  tick: number | null;
};

/** `at` is when the idle time had passed. The end may be noticed later, for instance because the server was down. */
export type DropPartyEnded = { type: 'drop_party_ended'; world: number; party_id: number; at: number };
