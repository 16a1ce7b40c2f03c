import { faultsOf, lineThrough } from '../measure/figures.ts';
import type { Hour } from './state.ts';

/** Megabytes of heap that a day may add, by a straight line through the second half. */
const HEAP_MB_PER_DAY_MAX = 1;

/** Of each class. The one party that lasts all day adds some 15 Maps. */
const OBJECTS_PER_HOUR_MAX = 25;

/** With fewer hours there is no line. */
const HOURS_OF_LINE_MIN = 6;

/** Hours until everything has been used once and is as it stays. */
const WARM_UP_HOURS = 2;

export type Verdict = { slopes: Record<string, number>; faults: string[] };

/** What grew from hour to hour, in words. Counts must be as they were; of a short soak, only those are compared. */
export function verdictOf(hours: Hour[]): Verdict {
  const first = hours[Math.min(WARM_UP_HOURS, hours.length) - 1];
  const last = hours.at(-1);
  if (!first || !last) return { slopes: {}, faults: ['no hour was played'] };
  const counts = Object.fromEntries(Object.entries(first.counts).map(([name, count]) => [name, { atMost: count }]));
  const faults = faultsOf({ ...zeros(first.counts), ...last.counts }, { ...newKinds(first, last), ...counts });
  if (hours.length < HOURS_OF_LINE_MIN) return { slopes: {}, faults };
  const half = hours.slice(Math.floor(hours.length / 2));
  const perHour = (value: (hour: Hour) => number) =>
    lineThrough(half.map((hour) => ({ size: hour.hour, cost: value(hour) }))).slope;
  const slopes: Record<string, number> = { 'heap, MB per day': perHour(({ heapMb }) => heapMb) * 24 };
  const bounds = { 'heap, MB per day': { atMost: HEAP_MB_PER_DAY_MAX } } as Record<string, { atMost: number }>;
  for (const name of Object.keys(first.objects)) {
    slopes[`${name} objects per hour`] = perHour(({ objects }) => objects[name]!);
    bounds[`${name} objects per hour`] = { atMost: OBJECTS_PER_HOUR_MAX };
  }
  return { slopes, faults: [...faults, ...faultsOf(slopes, bounds)] };
}

function zeros(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.keys(counts).map((name) => [name, 0]));
}

/** Kinds of what the process has that there were none of. */
function newKinds(first: Hour, last: Hour): Record<string, { atMost: number }> {
  const news = Object.keys(last.counts).filter((name) => !(name in first.counts));
  return Object.fromEntries(news.map((name) => [name, { atMost: 0 }]));
}
