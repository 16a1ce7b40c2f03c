import { overAt } from './days.ts';
import type { EndedParty } from './ended-party.ts';

const HOURS = 24;
const WEEKDAYS = 7;

/** Hours of one party that are counted: a party of weeks would light every hour alike, and loop for long. */
const HOURS_COUNTED_MAX = WEEKDAYS * HOURS;

/** How many parties ran in each hour of the week where the viewer is: `[weekday][hour]`, Monday first. */
export function heat(parties: readonly EndedParty[]): number[][] {
  const week = Array.from({ length: WEEKDAYS }, () => Array.from({ length: HOURS }, () => 0));
  for (const party of parties) {
    const hour = new Date(party.created_at);
    hour.setMinutes(0, 0, 0);
    const over = overAt(party);
    for (let counted = 0; hour.getTime() <= over && counted < HOURS_COUNTED_MAX; counted++) {
      week[(hour.getDay() + WEEKDAYS - 1) % WEEKDAYS]![hour.getHours()]! += 1;
      hour.setTime(hour.getTime() + 3_600_000);
    }
  }
  return week;
}

/** How warm a cell is, from 0 for no party to 4 for the most there are. */
export function level(parties: number, most: number): number {
  return parties === 0 ? 0 : Math.max(1, Math.ceil((parties / most) * 4));
}
