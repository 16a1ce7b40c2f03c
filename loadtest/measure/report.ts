import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { type Reading, ratioOfCpu, ratioTo, type Spread, spreadOfEach } from './figures.ts';

const FOLDER = join(import.meta.dirname, '../../bench-results');

/** One subject's readings beside others of the same run. The first subject of a comparison is its floor. */
export type Comparison = { what: string; target?: number; subjects: Record<string, Reading[]> };

/**
 * Prints a comparison as a table in Markdown: rates, and the CPU of the server alone. `by CPU` is the floor's CPU for one operation as a
 * share of the subject's, which depends neither on the load generator nor on what else the machine does.
 */
export function printComparison({ what, target, subjects }: Comparison): void {
  const [[floorName, floor]] = Object.entries(subjects) as [[string, Reading[]]];
  const ofFloor = target === undefined ? `of ${floorName}` : `of ${floorName} (target ${target})`;
  const rows = Object.entries(subjects).map(([name, readings]) => [
    name,
    show(spreadOfEach(readings, 'perSecond'), 0),
    show(ratioTo(floor, readings), 2),
    show(spreadOfEach(readings, 'p50Ms'), 1),
    show(spreadOfEach(readings, 'p99Ms'), 1),
    show(spreadOfEach(readings, 'cpuMicros'), 0),
    show(ratioOfCpu(floor, readings), 2),
  ]);
  console.log(`\n${what}\n`);
  printTable(['', 'per second', ofFloor, 'p50 ms', 'p99 ms', 'CPU µs each', 'by CPU'], rows);
}

export function printTable(head: string[], rows: string[][]): void {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: string[], fill = ' ') =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!, fill) : cell.padStart(widths[column]!, fill))).join(' | ')} |`;
  const dashes = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  for (const text of [line(head), line(dashes), ...rows.map((row) => line(row))]) console.log(text);
}

/** The median, and from where to where the rounds went. */
export function show(spread: Spread | null, digits: number): string {
  if (spread === null) return '–';
  const [median, min, max] = [spread.median, spread.min, spread.max].map((value) =>
    Number(value.toFixed(digits)).toLocaleString('en', { minimumFractionDigits: digits }),
  );
  return min === max ? median! : `${median} (${min} to ${max})`;
}

/** Writes what was measured, and where, to `bench-results/<name>.json`. */
export async function saveResults(name: string, results: object): Promise<void> {
  const machine = { cpu: cpus()[0]?.model, cores: availableParallelism(), node: process.version, load: loadavg() };
  const path = join(FOLDER, `${name}.json`);
  await mkdir(FOLDER, { recursive: true });
  await writeFile(path, `${JSON.stringify({ at: new Date().toISOString(), machine, ...results }, null, 2)}\n`);
  console.log(`\nwritten to ${path}`);
}
