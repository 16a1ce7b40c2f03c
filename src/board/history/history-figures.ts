import type { BarRow } from '../chart/BarTable.tsx';
import { counted } from '../format/gp-notation.ts';
import type { EndedDropParty } from './ended-drop-parties.ts';

/** `value` is the total of the day's parties, `confirmed` what of it is confirmed, in GP. */
export type Day = { key: string; at: number; parties: EndedDropParty[]; value: number; confirmed: number };

/** When a party was over, in epoch milliseconds: at its last drop, not after the idle time that followed. */
export function overAt(party: EndedDropParty): number {
  return Date.parse(party.last_drop_at);
}

/** Groups parties by the day of their last drop in the viewer's time zone, newest day first. Keeps the order within a day. */
export function byDay(parties: readonly EndedDropParty[]): Day[] {
  const days = new Map<string, Day>();
  for (const party of parties) {
    const at = overAt(party);
    const key = dayKey(new Date(at));
    const day = days.get(key) ?? { key, at, parties: [], value: 0, confirmed: 0 };
    day.parties.push(party);
    day.value += party.total_value;
    day.confirmed += party.confirmed_value;
    days.set(key, day);
  }
  return [...days.values()].toSorted((one, other) => other.at - one.at);
}

function dayKey(date: Date): string {
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

const HOURS = 24;
const WEEKDAYS = 7;
const HOUR_MS = 3_600_000;

/** The most hours counted for one party. One that lasted for years would count in every hour of the week, and take a long time to count. */
const HOURS_COUNTED_MAX = WEEKDAYS * HOURS;

/** How many parties ran in each hour of the week in the viewer's time zone: `[weekday][hour]`, Monday first. */
export function heat(parties: readonly EndedDropParty[]): number[][] {
  const week = Array.from({ length: WEEKDAYS }, () => Array.from({ length: HOURS }, () => 0));
  for (const party of parties) {
    const hour = new Date(party.created_at);
    hour.setMinutes(0, 0, 0);
    const over = overAt(party);
    for (let counted = 0; hour.getTime() <= over && counted < HOURS_COUNTED_MAX; counted++) {
      week[(hour.getDay() + WEEKDAYS - 1) % WEEKDAYS]![hour.getHours()]! += 1;
      hour.setTime(hour.getTime() + HOUR_MS);
    }
  }
  return week;
}

/** The heat of one hour, from 0 for no party to 4 for the most. */
export function level(parties: number, most: number): number {
  return parties === 0 ? 0 : Math.max(1, Math.ceil((parties / most) * 4));
}

/** The `most` worlds with the highest confirmed total over all their parties, then the highest claimed one. Each leads to its page. */
export function topWorlds(parties: readonly EndedDropParty[], most: number): BarRow[] {
  return [...Map.groupBy(parties, ({ world }) => world)]
    .map(([world, there]): BarRow => ({
      key: world,
      name: `World ${world}`,
      note: counted(there.length, 'party', 'parties'),
      value: there.reduce((sum, { total_value }) => sum + total_value, 0),
      confirmed: there.reduce((sum, { confirmed_value }) => sum + confirmed_value, 0),
      to: { view: 'drops', party: null, world },
    }))
    .toSorted((one, other) => other.confirmed - one.confirmed || other.value - one.value)
    .slice(0, most);
}
