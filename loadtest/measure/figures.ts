/** What was measured of one subject in one round. Times are in milliseconds, `cpuMicros` is what one operation takes of the server's CPU. */
export type Reading = { perSecond: number; p50Ms?: number; p99Ms?: number; cpuMicros?: number };

/** How long to measure: rounds of so many seconds for each subject. */
export type Length = { rounds: number; seconds: number };

/** What a measured value must be: at least one of the two. */
export type Bounds = { atLeast?: number; atMost?: number };

export type Spread = { median: number; min: number; max: number };

/** A curve's straight line: the least squares of `cost = base + slope * size`. */
export type Line = { base: number; slope: number };

/** The smallest value that at least this share of the values do not exceed. NaN of none. */
export function percentile(values: number[], share: number): number {
  // Numbers sort ten times as fast in it, and there may be millions.
  const sorted = Float64Array.from(values).toSorted();
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}

export function spreadOf(values: number[]): Spread {
  return { median: percentile(values, 0.5), min: Math.min(...values), max: Math.max(...values) };
}

/** Measures all subjects in turn, round by round, so that noise hits all of them. */
export async function alternate<Name extends string>(
  subjects: Record<Name, (seconds: number) => Promise<Reading>>,
  { rounds, seconds }: Length,
): Promise<Record<Name, Reading[]>> {
  const names = Object.keys(subjects) as Name[];
  const readings = Object.fromEntries(names.map((name) => [name, [] as Reading[]])) as Record<Name, Reading[]>;
  for (let round = 0; round < rounds; round++)
    for (const name of names) readings[name].push(await subjects[name](seconds));
  return readings;
}

/** The rate as a share of the floor's in the same round. */
export function ratioTo(floor: Reading[], readings: Reading[]): Spread {
  return spreadOf(readings.map(({ perSecond }, round) => perSecond / floor[round]!.perSecond));
}

/** The floor's CPU for one operation as a share of what one takes here, in the same round. Null if any reading lacks its CPU. */
export function ratioOfCpu(floor: Reading[], readings: Reading[]): Spread | null {
  const ratios = readings.map(({ cpuMicros }, round) => (floor[round]!.cpuMicros ?? NaN) / (cpuMicros ?? NaN));
  return ratios.some(Number.isNaN) ? null : spreadOf(ratios);
}

/** Null if any reading lacks it. */
export function spreadOfEach(readings: Reading[], key: keyof Reading): Spread | null {
  const values = readings.map((reading) => reading[key]);
  return values.every((value) => value !== undefined) ? spreadOf(values) : null;
}

export function lineThrough(points: { size: number; cost: number }[]): Line {
  const mean = (of: (point: { size: number; cost: number }) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const size = mean((point) => point.size);
  const cost = mean((point) => point.cost);
  const variance = mean((point) => (point.size - size) ** 2);
  const slope = variance === 0 ? 0 : mean((point) => (point.size - size) * (point.cost - cost)) / variance;
  return { base: cost - slope * size, slope };
}

/**
 * What is wrong, in words: each measured value that is outside its bounds, and each that has bounds but was not measured. NaN is
 * outside any bounds.
 */
export function faultsOf(measured: Record<string, number>, bounds: Record<string, Bounds>): string[] {
  return Object.entries(bounds).flatMap(([what, { atLeast = -Infinity, atMost = Infinity }]) => {
    const value = measured[what];
    if (value === undefined || Number.isNaN(value)) return [`${what}: not measured`];
    if (value < atLeast) return [`${what}: ${shown(value)} is less than ${atLeast}`];
    return value > atMost ? [`${what}: ${shown(value)} is more than ${atMost}`] : [];
  });
}

function shown(value: number): string {
  return value < 10 ? value.toPrecision(2) : value.toFixed(0);
}
