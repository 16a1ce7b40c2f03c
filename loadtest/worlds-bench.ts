import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BATCH_REPORTS_MAX } from '../src/protocol/limits.ts';
import { startApp, type TestApp } from '../test/support/app.ts';

/** Worlds with a running drop party, one drop each, that nobody watches. */
const WORLDS = [0, 1_000, 10_000];

/** What a restart finds: parties that still run, and parties whose idle time ran out while the server was down. */
const RUNNING = 2_000;
const EXPIRED = 36_000;

const IDLE_MS = 300_000;
const ENV = { DROP_PARTIES_MAX: '65535', PARTY_IDLE_MS: String(IDLE_MS) };

/** Memory of a world with a running drop party, and the start of a server that finds many. */
export async function run(): Promise<void> {
  const measured = await inChild<{ heap: number; rss: number }[]>('memory');
  for (const [i, { heap, rss }] of measured.entries()) {
    const more = WORLDS[i]! - (WORLDS[i - 1] ?? 0);
    const each = (bytes: number, before = 0) =>
      i === 0 ? '' : `, ${((bytes - before) / more / 1024).toFixed(1)} KB per world`;
    console.log(
      `${WORLDS[i]} worlds: heap and buffers ${megabytes(heap)}${each(heap, measured[i - 1]?.heap)}; ` +
        `RSS ${megabytes(rss)}${each(rss, measured[i - 1]?.rss)}`,
    );
  }
  const start = await inChild<{ ms: number; longestMs: number }>('start');
  console.log(
    `start with ${RUNNING} running and ${EXPIRED} expired parties: ${start.ms.toFixed(0)} ms, ` +
      `/livez answered within ${start.longestMs.toFixed(0)} ms meanwhile`,
  );
}

/** A process of its own, because memory that was freed before would hide what is measured. */
async function inChild<T>(task: string): Promise<T> {
  const child = fork(import.meta.filename, [task], { execArgv: ['--expose-gc'] });
  const exit = once(child, 'exit');
  let answer: T | undefined;
  // Colyseus sends a message of its own, for process managers.
  child.on('message', (message: { answer?: T }) => (answer ??= message.answer));
  await exit;
  if (answer === undefined) throw new Error('a measurement failed');
  return answer;
}

async function measureMemory(): Promise<object[]> {
  const app = await startApp({ env: ENV });
  const measured: object[] = [];
  for (const [i, worlds] of WORLDS.entries()) {
    await openWorlds(app, (WORLDS[i - 1] ?? 0) + 1, worlds);
    measured.push(memory());
  }
  await app.stop();
  return measured;
}

async function measureStart(): Promise<object> {
  const dataDir = await mkdtemp(join(tmpdir(), 'muster-bench-'));
  let time = Date.now();
  const seed = await startApp({ env: ENV, dataDir, now: () => time });
  await openWorlds(seed, 1, EXPIRED);
  // So near the end that no timer of a room fires before the server stops.
  time += IDLE_MS - 1;
  await openWorlds(seed, EXPIRED + 1, EXPIRED + RUNNING);
  await seed.stop();
  time += 1;
  const before = performance.now();
  let longestMs = 0;
  let last = before;
  const beat = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - last);
    last = performance.now();
  }, 1);
  const app = await startApp({ env: ENV, dataDir, now: () => time });
  const ms = performance.now() - before;
  longestMs = Math.max(longestMs, performance.now() - last);
  clearInterval(beat);
  await app.stop();
  await rm(dataDir, { recursive: true });
  return { ms, longestMs };
}

async function openWorlds(app: TestApp, from: number, to: number): Promise<void> {
  for (let world = from; world <= to; world += BATCH_REPORTS_MAX) {
    const reports = Array.from({ length: Math.min(BATCH_REPORTS_MAX, to - world + 1) }, (_, i) => ({
      ...{ world: world + i, item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38_052 },
    }));
    const response = await app.post('/drops/batch', { reports });
    if (!response.ok) throw new Error(`a batch was answered ${response.status}`);
    await response.text();
  }
}

function memory(): { heap: number; rss: number } {
  for (let i = 0; i < 4; i++) globalThis.gc!();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MB`;
}

if (process.send) {
  const answer = await (process.argv[2] === 'start' ? measureStart() : measureMemory());
  process.send({ answer }, () => process.disconnect());
}
