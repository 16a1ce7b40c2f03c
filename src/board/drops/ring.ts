import type { ShownParty } from '../live/shown-party.ts';

type Times = Pick<ShownParty, 'last_drop_at' | 'ends_at'>;

const LAST_PART_MS = 60_000;

/** Milliseconds between two steps of a ring for somebody who asked for less motion. */
const STILL_MS = 5_000;

/** Percent of its time without a drop that a party has used up, to a tenth. */
export function drained({ last_drop_at, ends_at }: Times, now: number, isStill: boolean): number {
  const at = isStill ? Math.floor(now / STILL_MS) * STILL_MS : now;
  const share = (at - last_drop_at) / (ends_at - last_drop_at);
  return Math.round(1_000 * Math.min(1, Math.max(0, share))) / 10;
}

/** Whether the ring glows: in the last minute before the party's end; in the last fifth where parties are short. */
export function isLastPart({ last_drop_at, ends_at }: Times, now: number): boolean {
  return ends_at - now <= Math.min(LAST_PART_MS, (ends_at - last_drop_at) / 5);
}
