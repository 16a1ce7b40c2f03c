import type { Drop } from '../domain/drops/drop.ts';

/** A drop, and its world. */
export type FoundDrop = Drop & { world: number };

/** What of one item dropped: how often, and its GP, claimed and confirmed. Inexact beyond 2^53. */
export type ItemTotals = {
  item_id: number;
  item_name: string;
  drops: number;
  value: number;
  confirmed_value: number;
};

/** GP of one party's drops in one step of time, counted from 0. */
export type PartyGain = { drop_party_id: number; step: number; gp: number };
