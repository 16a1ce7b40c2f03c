const FIRST_MS = 500;
const LONGEST_MS = 10_000;

/** Milliseconds before the next try: 0.5 s doubling to 10 s, each by a random half, so that all pages of a restarted server do not come at once. */
export function rejoinDelayMs(attempt: number): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return longest / 2 + (Math.random() * longest) / 2;
}
