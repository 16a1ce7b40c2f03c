/**
 * The embedded store: commits a second, alone and in groups, beside raw append + fdatasync in the same run on the same
 * disk; and how long a start takes with 1,000,000 drops stored. `npm run bench -- store`.
 */
import { cp, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { DropEvent } from '../src/domain/drops/drop-events.ts';
import { EmbeddedStore } from '../src/store/embedded/EmbeddedStore.ts';

const COMMITS = 2_000;
const WRITERS = [1, 10, 100];
const DROPS = 1_000_000;
const DROPS_PER_PARTY = 10_000;
const DROPS_PER_COMMIT = 500;
const RUNNING = 9_999;
/** Just below the 8 MB of journal that make a checkpoint. */
const REPLAYED = 25_000;
const PAGES = 200;

export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-store-bench-'));
  try {
    await measureCommits(folder);
    await measureStart(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measureCommits(folder: string): Promise<void> {
  const floor = await rawSyncsPerSecond(join(folder, 'floor'));
  console.log(`raw append + fdatasync     ${floor.toFixed(0).padStart(7)}/s`);
  for (const writers of WRITERS) {
    const rate = await commitsPerSecond(join(folder, `writers-${writers}`), writers);
    console.log(
      `commits, ${String(writers).padStart(3)} at once      ${rate.toFixed(0).padStart(7)}/s  ${(rate / floor).toFixed(2)} x raw`,
    );
  }
}

async function rawSyncsPerSecond(path: string): Promise<number> {
  const line = Buffer.from(`${JSON.stringify(dropAdded(1, 1, 1))}\n`);
  const file = await open(path, 'a');
  const begin = performance.now();
  for (let i = 0; i < COMMITS; i++) {
    await file.write(line);
    await file.datasync();
  }
  const seconds = (performance.now() - begin) / 1_000;
  await file.close();
  return COMMITS / seconds;
}

/** Each writer has a world of its own and waits for its commit before the next one. */
async function commitsPerSecond(dataDir: string, writers: number): Promise<number> {
  const store = new EmbeddedStore({ dataDir });
  await store.open();
  const each = Math.ceil((COMMITS * Math.sqrt(writers)) / writers);
  const begin = performance.now();
  await Promise.all(Array.from({ length: writers }, (_, i) => write(store, i + 1, each)));
  const seconds = (performance.now() - begin) / 1_000;
  await store.close();
  return (writers * each) / seconds;
}

async function write(store: EmbeddedStore, world: number, drops: number): Promise<void> {
  await store.commit({ events: [partyStarted(world, world, 0)], answers: [] });
  for (let n = 1; n <= drops; n++) await store.commit({ events: [dropAdded(world, world, n)], answers: [] });
}

async function measureStart(folder: string): Promise<void> {
  const dataDir = join(folder, 'big');
  const store = new EmbeddedStore({ dataDir });
  await store.open();
  // One party runs on and has a tenth of all drops; the others ended.
  for (let id = 1; id <= (DROPS * 0.9) / DROPS_PER_PARTY; id++) await fill(store, id, DROPS_PER_PARTY, true);
  await fill(store, RUNNING, DROPS / 10, false);
  await store.close();
  const clean = await timeStart(dataDir);
  console.log(`start, ${DROPS} drops      ${clean.toFixed(0).padStart(7)} ms  after a clean stop`);
  const killed = await timeStart(await asIfKilled(dataDir, join(folder, 'killed')));
  console.log(
    `                           ${killed.toFixed(0).padStart(7)} ms  after a kill, with ${REPLAYED} commits to replay`,
  );
  await timePages(dataDir);
}

/** As the folder is when the process dies just before the next checkpoint: a copy of it in use, but for the lock. */
async function asIfKilled(dataDir: string, copy: string): Promise<string> {
  const store = new EmbeddedStore({ dataDir });
  await store.open();
  const start = partyStarted(700, RUNNING + 1, 0);
  const drops = Array.from({ length: REPLAYED }, (_, i) => dropAdded(700, RUNNING + 1, i + 1));
  await Promise.all([start, ...drops].map((event) => store.commit({ events: [event], answers: [] })));
  await cp(dataDir, copy, { recursive: true, filter: (path) => basename(path) !== 'lock' });
  await store.close();
  return copy;
}

async function timePages(dataDir: string): Promise<void> {
  const store = new EmbeddedStore({ dataDir });
  await store.open();
  const begin = performance.now();
  for (let i = 1; i <= PAGES; i++) await store.dropsOf(RUNNING, { before: i * 400, limit: 100 });
  const ms = (performance.now() - begin) / PAGES;
  const heap = process.memoryUsage().heapUsed / 2 ** 20;
  console.log(`a page of 100 drops        ${ms.toFixed(2).padStart(7)} ms  anywhere in a party of ${DROPS / 10}`);
  console.log(`heap with all this stored  ${heap.toFixed(0).padStart(7)} MB`);
  await store.close();
}

async function fill(store: EmbeddedStore, id: number, drops: number, ends: boolean): Promise<void> {
  const world = (id % 600) + 1;
  const at = id * 10_000_000;
  let events: DropEvent[] = [partyStarted(world, id, at)];
  for (let n = 1; n <= drops; n++) {
    events.push(dropAdded(world, id, n, at + n * 100));
    if (events.length < DROPS_PER_COMMIT && n < drops) continue;
    await store.commit({ events, answers: [] });
    events = [];
  }
  if (ends)
    await store.commit({
      events: [{ type: 'drop_party_ended', world, party_id: id, at: at + 9_000_000 }],
      answers: [],
    });
}

async function timeStart(dataDir: string): Promise<number> {
  const store = new EmbeddedStore({ dataDir });
  const begin = performance.now();
  await store.open();
  const ms = performance.now() - begin;
  await store.close();
  return ms;
}

function partyStarted(world: number, party_id: number, at: number): DropEvent {
  return { type: 'drop_party_started', world, party_id, at, world_type: null };
}

function dropAdded(world: number, party_id: number, number: number, at = number * 100): DropEvent {
  const item = {
    item_id: 526 + (number % 50),
    item_name: 'Dragon bones',
    quantity: 1,
    value: 2_000 + (number % 1_000),
  };
  const seen = { reporter: `reporter-hash-${number % 20}`, tile: { plane: 0, x: 3_200, y: 3_200 }, tick: number };
  return { type: 'drop_added', world, party_id, number, at, world_type: null, ...item, ...seen };
}
