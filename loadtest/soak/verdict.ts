import { type Bounds, faultsOf, lineThrough } from '../measure/figures.ts';
import type { Hour } from './state.ts';

const HEAP = 'heap, MB per day';

/** Megabytes of heap that a day may add, by a straight line through the second half: 0.4 are the drops of the party that lasts all day. */
const HEAP_MB_PER_DAY_MAX = 2;

/** Of each class. The one party that lasts all day adds some 15 Maps. */
const OBJECTS_PER_HOUR_MAX = 25;

/** With fewer hours there is no line. */
const HOURS_OF_LINE_MIN = 6;

/** Hours until everything has been used once and is as it stays. */
export const WARM_UP_HOURS = 2;

/** A timer more or less may run just then. What leaks does so in each of these. */
const LAST_HOURS = 3;

export type Verdict = { slopes: Record<string, number>; faults: string[] };

/** What grew from hour to hour, in words. Counts must be as they were after the first hours; of a short soak, only those are compared. */
export function verdictOf(hours: Hour[]): Verdict {
  if (hours.length === 0) return { slopes: {}, faults: ['no hour was played'] };
  const faults = growthOfCounts(hours.map(({ counts }) => counts));
  if (hours.length < HOURS_OF_LINE_MIN) return { slopes: {}, faults };
  const half = hours.slice(Math.floor(hours.length / 2));
  const perHour = (value: (hour: Hour) => number) =>
    lineThrough(half.map((hour) => ({ size: hour.hour, cost: value(hour) }))).slope;
  const slopes: Record<string, number> = { [HEAP]: perHour(({ heapMb }) => heapMb) * 24 };
  const bounds: Record<string, Bounds> = { [HEAP]: { atMost: HEAP_MB_PER_DAY_MAX } };
  for (const name of Object.keys(half[0]!.objects)) {
    slopes[`${name} objects per hour`] = perHour(({ objects }) => objects[name]!);
    bounds[`${name} objects per hour`] = { atMost: OBJECTS_PER_HOUR_MAX };
  }
  return { slopes, faults: [...faults, ...faultsOf(slopes, bounds)] };
}

/** What there is more of in each of the last hours than in any of the first. */
function growthOfCounts(counts: Record<string, number>[]): string[] {
  const first = counts.slice(0, WARM_UP_HOURS);
  const last = counts.slice(WARM_UP_HOURS).slice(-LAST_HOURS);
  if (last.length === 0) return [];
  const names = [...new Set(counts.flatMap((each) => Object.keys(each)))];
  const of = (name: string, hours: Record<string, number>[]) => hours.map((each) => each[name] ?? 0);
  const least = Object.fromEntries(names.map((name) => [name, Math.min(...of(name, last))]));
  const bounds = Object.fromEntries(names.map((name) => [name, { atMost: Math.max(...of(name, first)) }]));
  return faultsOf(least, bounds);
}
