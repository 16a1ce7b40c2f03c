import { spanInWords } from '../format/time.ts';
import type { ShownParty } from '../live/shown-party.ts';
import type { Pace } from '../live/Pace.ts';

const MINUTE_MS = 60_000;

/**
 * GP a minute and, in words, over what time. Until a minute of a party was watched it is that of the whole party, which the server
 * tells: its total by its age, less than a minute counting as one.
 */
export function pacePerMinute(
  { total_value, started_at }: Pick<ShownParty, 'total_value' | 'started_at'>,
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
