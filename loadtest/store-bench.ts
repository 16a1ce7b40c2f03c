/**
 * The store: durable commits per second, alone and in groups, next to raw append + fdatasync in the same run on the same disk;
 * the delay of the event loop; and a start with 1,000,000 drops. `npm run bench -- store`.
 */
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { DropEvent } from '../src/domain/drops/drop-events.ts';
import { emptyWorld } from '../src/domain/drops/world.ts';
import { applyDropEvents } from '../src/projections/drop-updates.ts';
import type { Engine } from '../src/store/sql/Engine.ts';
import { PostgresEngine } from '../src/store/postgres/PostgresEngine.ts';
import { SqlStore } from '../src/store/sql/SqlStore.ts';
import { SqliteEngine } from '../src/store/sqlite/SqliteEngine.ts';
import { fillLarge, largeContent } from '../test/store/large-database.ts';
import { BIN, PostgresServer } from '../test/support/PostgresServer.ts';

const COMMITS = 4_000;
const WRITERS = [1, 16, 64, 256];
const PAGES = 200;
const LIVE_PARTY = 20_500;

const print = (details: object, message: string) => console.log(message, details);
const LOG = { error: print, warn: print, info: print };

export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-store-bench-'));
  const server = BIN === null ? null : await PostgresServer.start();
  try {
    const floor = await rawSyncsPerSecond(join(folder, 'floor'));
    console.log(`raw append + fdatasync     ${floor.toFixed(0).padStart(7)}/s`);
    for (const writers of WRITERS) {
      await measureCommits('SQLite', new SqliteEngine(join(folder, `${writers}`)), writers);
      if (server) await measureCommits('PostgreSQL', await postgresOn(server), writers);
    }
    await measureSqliteStart(join(folder, 'large'));
    if (server) await measurePostgresStart(server);
    else console.log('PostgreSQL was not measured: install it, or set POSTGRES_BIN to the folder of its programs');
  } finally {
    await server?.remove();
    await rm(folder, { recursive: true });
  }
}

async function postgresOn(server: PostgresServer): Promise<Engine> {
  return new PostgresEngine(server.url(await server.newDatabase()), LOG);
}

async function rawSyncsPerSecond(path: string): Promise<number> {
  const line = Buffer.from(`${JSON.stringify(dropAdded(1, 1))}\n`);
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

/** Each writer has its own world and waits for each commit before the next one. */
async function measureCommits(name: string, engine: Engine, writers: number): Promise<void> {
  const store = storeOn(engine);
  await store.open();
  const each = Math.ceil(COMMITS / writers);
  const loop = monitorEventLoopDelay({ resolution: 2 });
  const waits: number[] = [];
  const cpu = process.cpuUsage();
  loop.enable();
  const begin = performance.now();
  await Promise.all(Array.from({ length: writers }, (_, i) => write(store, i + 1, each, waits)));
  const seconds = (performance.now() - begin) / 1_000;
  loop.disable();
  const { user, system } = process.cpuUsage(cpu);
  await store.close();
  const rate = `${name}, ${String(writers).padStart(3)} at once    ${(waits.length / seconds).toFixed(0).padStart(7)}/s`;
  const wait = `p50 ${at(waits, 0.5)} ms, p99 ${at(waits, 0.99)} ms`;
  const cost = `${((user + system) / waits.length).toFixed(0)} us of CPU per commit`;
  console.log(`${rate}  ${wait}, ${cost}, event loop p99 ${(loop.percentile(99) / 1e6).toFixed(1)} ms`);
}

async function write(store: SqlStore, world: number, drops: number, waits: number[]): Promise<void> {
  const state = emptyWorld(world);
  const start: DropEvent = { type: 'drop_party_started', world, party_id: world, at: 0, world_type: null };
  for (const event of [start, ...Array.from({ length: drops }, (_, i) => dropAdded(world, i + 1))]) {
    const told = applyDropEvents(state, [event]);
    const begin = performance.now();
    await store.commit({ events: [event], ...told, answers: [] });
    waits.push(performance.now() - begin);
  }
}

async function measureSqliteStart(folder: string): Promise<void> {
  const empty = storeOn(new SqliteEngine(folder));
  await empty.open();
  await empty.close();
  fillLarge(join(folder, 'muster.db'), Date.now());
  await measureStart('SQLite', new SqliteEngine(folder));
}

async function measurePostgresStart(server: PostgresServer): Promise<void> {
  const database = await server.newDatabase();
  const empty = storeOn(new PostgresEngine(server.url(database), LOG));
  await empty.open();
  await empty.close();
  await server.query(database, largeContent(Date.now()));
  await server.query(database, 'analyze');
  await measureStart('PostgreSQL', new PostgresEngine(server.url(database), LOG));
}

async function measureStart(name: string, engine: Engine): Promise<void> {
  const store = storeOn(engine);
  const begin = performance.now();
  await store.open();
  const opened = performance.now();
  const running = await store.runningDropParties();
  const listed = performance.now();
  for (let i = 1; i <= PAGES; i++) await store.dropsOf(LIVE_PARTY, { limit: 100 });
  const ms = (performance.now() - listed) / PAGES;
  console.log(`${name}, start, 1,000,000 drops     ${(opened - begin).toFixed(0).padStart(7)} ms`);
  console.log(`${running.length} running parties       ${(listed - opened).toFixed(0).padStart(7)} ms`);
  console.log(`a page of 100 drops        ${ms.toFixed(2).padStart(7)} ms`);
  console.log(`RSS with all this stored   ${(process.memoryUsage().rss / 2 ** 20).toFixed(0).padStart(7)} MB`);
  await store.close();
}

function storeOn(engine: Engine): SqlStore {
  return new SqlStore(engine, { now: Date.now, log: LOG });
}

function at(values: number[], part: number): string {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * part)]!.toFixed(2);
}

function dropAdded(world: number, number: number): DropEvent {
  const item = {
    item_id: 526 + (number % 50),
    item_name: 'Dragon bones',
    quantity: 1,
    value: 2_000 + (number % 1_000),
  };
  const trust = { source: `source-hash-${number % 20}`, key: null, confirmed: false, suspect: false };
  const seen = {
    reporter: `reporter-hash-${number % 20}`,
    tile: { plane: 0, x: 3_200, y: 3_200 },
    tick: number,
    despawns_in: null,
    public_in: null,
  };
  const learnt = { dies: null, offset: null, repeats: null };
  const place = { world, party_id: world, number, at: number * 100, world_type: null };
  return { type: 'drop_added', ...place, ...item, ...seen, ...learnt, ...trust };
}
