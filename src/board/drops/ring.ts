import type { ShownParty } from '../live/drop-parties.ts';

const LAST_PART_MS = 60_000;

/** Milliseconds between two looks of a ring that must not move. */
const STILL_MS = 5_000;

/** Milliseconds before its end from which a party's ring glows: a minute, and a fifth where parties are short. */
export function lastPartMs(wholeMs: number): number {
  return Math.min(LAST_PART_MS, wholeMs / 5);
}

/** How much of its time without a drop a party has used up, in steps of a few seconds. */
export function drained({ last_drop_at, ends_at }: Pick<ShownParty, 'last_drop_at' | 'ends_at'>, now: number) {
  const wholeMs = ends_at - last_drop_at;
  const gone = Math.min(wholeMs, Math.max(0, Math.floor((now - last_drop_at) / STILL_MS) * STILL_MS));
  return { percent: Math.round((100 * gone) / wholeMs), isLastPart: wholeMs - gone <= lastPartMs(wholeMs) };
}
