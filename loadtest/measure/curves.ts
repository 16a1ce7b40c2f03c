import { cpuSeconds } from './cpu.ts';
import { type Length, type Line, lineThrough, type Spread, spreadOf } from './figures.ts';
import { printTable, show } from './report.ts';

/** How the cost of an operation grows with the size of something. */
export type Curve = {
  what: string;
  /** What there is more and more of. */
  of: string;
  sizes: number[];
  /** Makes it so large: sizes only grow. */
  grow: (size: number) => Promise<void>;
  /** Microseconds of the server's CPU for one operation, measured for so many seconds. */
  cost: (seconds: number) => Promise<number>;
};

/** Seconds before the first size, in which V8 compiles what the server does over and over, and before each other one. */
const WARM_UP_SECONDS = { first: 5, other: 1 };

export type Measured = { what: string; of: string; points: { size: number; cost: Spread }[]; line: Line };

/** Measures each size `rounds` times before the next. */
export async function measureCurve({ what, of, sizes, grow, cost }: Curve, length: Length): Promise<Measured> {
  const points: Measured['points'] = [];
  for (const size of sizes) {
    await grow(size);
    const costs: number[] = [];
    await cost(points.length === 0 ? WARM_UP_SECONDS.first : WARM_UP_SECONDS.other);
    for (let round = 0; round < length.rounds; round++) costs.push(await cost(length.seconds));
    points.push({ size, cost: spreadOf(costs) });
  }
  const line = lineThrough(points.map(({ size, cost }) => ({ size, cost: cost.median })));
  return { what, of, points, line };
}

export function printCurve({ what, of, points, line }: Measured): void {
  const first = points[0]!.cost.median;
  console.log(`\n${what}\n`);
  printTable(
    [of, 'CPU µs each', 'of the first'],
    points.map(({ size, cost }) => [size.toLocaleString('en'), show(cost, 0), (cost.median / first).toFixed(2)]),
  );
  console.log(`\nslope: ${line.slope.toPrecision(2)} µs for one more, from ${line.base.toFixed(0)} µs`);
}

/** Does a task over and over, one after the other, for so long. Returns the microseconds of the server's CPU for each. */
export async function cpuOfEach(pid: number, seconds: number, task: () => Promise<unknown>): Promise<number> {
  const cpu = cpuSeconds([pid]);
  const end = performance.now() + seconds * 1_000;
  let done = 0;
  for (; performance.now() < end; done++) await task();
  return ((cpuSeconds([pid]) - cpu) * 1e6) / done;
}
