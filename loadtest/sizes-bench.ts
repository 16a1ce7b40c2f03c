import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { BATCH_REPORTS_MAX } from '../src/protocol/limits.ts';
import { MetricsReader } from '../test/support/metrics.ts';
import { joinRaw } from '../test/support/raw.ts';
import { type ServerProcess, spawnServer } from '../test/support/server-process.ts';
import { inParallel, post } from './requests.ts';

const REPORTS = 200_000;
const BATCHES_AT_ONCE = 8;
const WORLDS = 1_000;
const PLAYERS = 1_000;
const WATCHERS = 1_000;
const AT_ONCE = 50;

/** Bytes: what is in use after a garbage collection, and the database. */
type Size = { memory: number; disk: number };

/** What a report, a world, a player and a watcher cost in memory and on disk, in a real server: the figures of docs/operating.md. */
export async function run(): Promise<void> {
  const server = await spawnServer({ env: { NODE_OPTIONS: '--inspect=127.0.0.1:0' } });
  const sockets: WebSocket[] = [];
  try {
    let before = await sizeOf(server);
    console.log(`a server without anything: ${show(before.memory)} of memory, ${show(before.disk)} on disk`);
    const measure = async (what: string, count: number, work: () => Promise<unknown>) => {
      await work();
      const after = await sizeOf(server);
      const each = (key: keyof Size) => show((after[key] - before[key]) / count);
      console.log(`${what}: ${each('memory')} of memory, ${each('disk')} on disk, of ${count}`);
      before = after;
    };
    await measure('a report', REPORTS, () => report(server, REPORTS, () => 444));
    await measure('a running drop party of one drop', WORLDS, () => report(server, WORLDS, (i) => 1_000 + i));
    await measure('a player in a lobby, in a party of 4', PLAYERS, () => play(server, sockets));
    await measure('a watcher of /updates', WATCHERS, () => watch(server, sockets));
    const resident = await new MetricsReader(server.url).sum('process_resident_memory_bytes');
    console.log(
      `in all: ${show(before.memory)} of memory, ${show(before.disk)} on disk; the process has ${show(resident)}`,
    );
  } finally {
    for (const socket of sockets) socket.terminate();
    await server.stop();
  }
}

async function report({ url }: ServerProcess, reports: number, world: (i: number) => number): Promise<void> {
  const batches = Array.from({ length: reports / BATCH_REPORTS_MAX }, (_, batch) =>
    Array.from({ length: BATCH_REPORTS_MAX }, (_drop, i) => {
      const number = batch * BATCH_REPORTS_MAX + i;
      const item = { item_id: number % 30_000, item_name: 'Rune 2h sword', quantity: 1, value: 38_052 };
      return { world: world(number), ...item, reporter: `r${batch % 20}` };
    }),
  );
  await inParallel(batches.length, BATCHES_AT_ONCE, async (i) => {
    const { results } = await post<{ results: { status: string }[] }>(`${url}/drops/batch`, { reports: batches[i] });
    const lost = results.filter(({ status }) => status !== 'drop_added' && status !== 'party_created');
    if (lost.length > 0) throw new Error(`${lost.length} reports of a batch did not count: ${lost[0]!.status}`);
  });
}

async function play({ url }: ServerProcess, sockets: WebSocket[]): Promise<void> {
  await inParallel(PLAYERS / 4, AT_ONCE, async (party) => {
    const { party_id } = await post<{ party_id: string }>(`${url}/party`, { player_id: `p${party}-0` });
    for (let i = 0; i < 4; i++) {
      const player_id = `p${party}-${i}`;
      if (i > 0) await post(`${url}/party/${party_id}/join`, { player_id });
      sockets.push((await joinRaw(url, 'lobby', { player_id })).socket);
    }
  });
}

async function watch({ url }: ServerProcess, sockets: WebSocket[]): Promise<void> {
  await inParallel(WATCHERS, AT_ONCE, async () => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/updates`);
    sockets.push(socket);
    await new Promise((resolve) => socket.once('message', resolve));
    socket.send(JSON.stringify({ type: 'subscribe', world: 444 }));
    await new Promise((resolve) => socket.once('message', resolve));
  });
}

async function sizeOf(server: ServerProcess): Promise<Size> {
  const { url, dataDir } = server;
  await collectGarbage(server);
  const reader = new MetricsReader(url);
  const memory = (await reader.sum('nodejs_heap_size_used_bytes')) + (await reader.sum('nodejs_external_memory_bytes'));
  const files = ['muster.db', 'muster.db-wal'].map((name) => stat(join(dataDir, name)));
  const disk = (await Promise.all(files)).reduce((sum, { size }) => sum + size, 0);
  return { memory, disk };
}

/** Asks Node's inspector for it, because a process that has had much to do keeps memory that it does not need. */
async function collectGarbage(server: ServerProcess): Promise<void> {
  const [address] = /ws:\S+/.exec(server.output())!;
  const inspector = new WebSocket(address);
  await once(inspector, 'open');
  inspector.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }));
  await once(inspector, 'message');
  inspector.close();
}

function show(bytes: number): string {
  if (Math.abs(bytes) >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return Math.abs(bytes) >= 1e4 ? `${(bytes / 1e3).toFixed(0)} KB` : `${bytes.toFixed(0)} B`;
}
