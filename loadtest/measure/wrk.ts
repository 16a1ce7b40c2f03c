import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cpuSeconds } from './cpu.ts';
import type { Reading } from './figures.ts';

/** Bodies of POST /drops, of many worlds, items and values. */
const REPORTS = join(import.meta.dirname, 'wrk-reports.lua');

/** wrk counts answers that take longer as failed. FastAPI, and what others do to the machine, may take seconds. */
const TIMEOUT = '30s';

const MS: Record<string, number> = { us: 0.001, ms: 1, s: 1_000, m: 60_000 };

export type Load = {
  url: string;
  /** Of the server, whose CPU is measured. */
  pid: number;
  connections: number;
  headers?: Record<string, string>;
  /** Posts reports of so many worlds, so many in each request: `batch` 1 is POST /drops. */
  reports?: { worlds: number; batch: number };
};

/** Loads a server with wrk, because a generator in JavaScript would be the bottleneck. Rejects if an answer is no success. */
export async function wrk({ url, pid, connections, headers = {}, reports }: Load, seconds: number): Promise<Reading> {
  const before = cpuSeconds([pid]);
  const stdout = await run([
    ...['--threads', '1', '--connections', `${connections}`, '--duration', `${seconds}s`, '--latency'],
    ...['--timeout', TIMEOUT],
    ...Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
    ...(reports ? ['--script', REPORTS] : []),
    url,
    ...(reports ? ['--', `${reports.worlds}`, `${reports.batch}`] : []),
  ]);
  const cpu = cpuSeconds([pid]) - before;
  const reading = readWrk(stdout);
  return { ...reading, cpuMicros: (cpu * 1e6) / reading.requests };
}

/** Reads what wrk prints. Throws if a request failed. */
export function readWrk(text: string): Reading & { requests: number; p50Ms: number; p99Ms: number } {
  const [, requests] = /(\d+) requests in/.exec(text) ?? [];
  const [, perSecond] = /Requests\/sec: +([\d.]+)/.exec(text) ?? [];
  const failed = /Non-2xx|Socket errors/.test(text);
  if (requests === undefined || perSecond === undefined || failed) throw new Error(`wrk failed:\n${text}`);
  const latency = (share: number) => {
    const [, value, unit] = new RegExp(`^ *${share}% +([\\d.]+)(us|ms|s|m) *$`, 'm').exec(text) ?? [];
    return unit === undefined ? NaN : Number(value) * MS[unit]!;
  };
  return { requests: Number(requests), perSecond: Number(perSecond), p50Ms: latency(50), p99Ms: latency(99) };
}

async function run(args: string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('wrk', args);
    return stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error('this benchmark needs wrk: apt-get install wrk', { cause: error });
  }
}
