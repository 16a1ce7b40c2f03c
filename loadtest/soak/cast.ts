import type { SimulatedTime } from './SimulatedTime.ts';
import type { Visitor } from './Visitor.ts';

/** What those who act work with. */
export type Stage = { time: SimulatedTime; visitor: (what: string) => Visitor };

/** One part of the play. */
export type Act = (stage: Stage) => Promise<void>;

/** In milliseconds. */
export function seconds(count: number): number {
  return count * 1_000;
}

/** In milliseconds. */
export function minutes(count: number): number {
  return seconds(count * 60);
}
