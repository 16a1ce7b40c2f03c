import type { ShownDrop } from './shown-drop.ts';

/** A party's total after each of its drops: seconds of the epoch, and GP. */
export type ValueOverTime = [seconds: number[], gp: number[]];

/**
 * Where drops are missing at the beginning, the line starts at what those were worth together. `until` draws it on to now: a party where
 * nothing drops is a level line, not a line that ends.
 */
export function valueOverTime(oldestFirst: readonly ShownDrop[], totalValue: number, until: number): ValueOverTime {
  const loaded = oldestFirst.reduce((sum, { value }) => sum + value, 0);
  const seconds: number[] = [];
  const gp: number[] = [];
  let total = Math.max(0, totalValue - loaded);
  for (const { dropped_at, value } of oldestFirst) {
    total += value;
    const at = dropped_at / 1000;
    if (seconds.at(-1) === at) gp[gp.length - 1] = total;
    else {
      seconds.push(at);
      gp.push(total);
    }
  }
  const last = seconds.at(-1);
  if (last !== undefined && until / 1000 > last) {
    seconds.push(until / 1000);
    gp.push(total);
  }
  return [seconds, gp];
}
