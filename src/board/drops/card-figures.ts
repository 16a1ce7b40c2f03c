import { spanInWords } from '../format/time.ts';
import type { RunningDropParty } from '../live/drop-parties.ts';
import { type Pace, STEPS } from '../live/Pace.ts';

const MINUTE_MS = 60_000;

/**
 * GP per minute and, in words, the time that it covers. Until the page has watched the party for a minute, this is the average of the whole
 * party, which the server knows: total by age, where an age of less than a minute counts as one.
 */
export function pacePerMinute(
  { total_value, started_at }: Pick<RunningDropParty, 'total_value' | 'started_at'>,
  pace: Pace,
  now: number,
): { gp: number; over: string } {
  const watched = pace.perMinute(now);
  if (watched !== undefined) {
    const covered = pace.coveredMs(now);
    return { gp: watched, over: covered < MINUTE_MS ? 'in its first minute' : `over the last ${spanInWords(covered)}` };
  }
  return { gp: Math.floor(total_value / Math.max(1, (now - started_at) / MINUTE_MS)), over: 'since it began' };
}

const BAR_WIDTH = 2;
const BAR_GAP = 1;

/** The size of the bars' view box. */
export const BARS_WIDTH = STEPS * (BAR_WIDTH + BAR_GAP) - BAR_GAP;
export const BARS_HEIGHT = 24;

/** The height of the lowest bars. A step without drops has one too, so that the watched time has a base line. */
const LEAST_HEIGHT = 1;

/** An SVG path with one bar per step, the newest at the right end. Steps that were not watched are left blank. */
export function bars(steps: readonly number[]): string {
  const most = Math.max(1, ...steps);
  const first = BARS_WIDTH - steps.length * (BAR_WIDTH + BAR_GAP) + BAR_GAP;
  return steps
    .map((gp, i) => {
      const height = gp === 0 ? LEAST_HEIGHT : LEAST_HEIGHT + (gp / most) * (BARS_HEIGHT - LEAST_HEIGHT);
      const left = first + i * (BAR_WIDTH + BAR_GAP);
      return `M${left} ${BARS_HEIGHT}v${-Math.round(height * 10) / 10}h${BAR_WIDTH}V${BARS_HEIGHT}z`;
    })
    .join('');
}

type Times = Pick<RunningDropParty, 'last_drop_at' | 'ends_at'>;

const LAST_PART_MS = 60_000;

/** Milliseconds between two steps of the ring with reduced motion. */
const REDUCED_STEP_MS = 5_000;

/** How much of the time from the last drop to the party's end has passed, in percent to one decimal. */
export function drained({ last_drop_at, ends_at }: Times, now: number, isReduced: boolean): number {
  const at = isReduced ? Math.floor(now / REDUCED_STEP_MS) * REDUCED_STEP_MS : now;
  const share = (at - last_drop_at) / (ends_at - last_drop_at);
  return Math.round(1_000 * Math.min(1, Math.max(0, share))) / 10;
}

/** Whether the party is about to end, and the ring glows: in the last minute, or in the last fifth where parties are short. */
export function isLastPart({ last_drop_at, ends_at }: Times, now: number): boolean {
  return ends_at - now <= Math.min(LAST_PART_MS, (ends_at - last_drop_at) / 5);
}
