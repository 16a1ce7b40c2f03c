import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { WebSocket } from 'ws';
import { ProcessGroup } from '../test/support/ProcessGroup.ts';
import { connectRaw } from '../test/support/raw.ts';
import { ClusterMeter, type Used } from './ClusterMeter.ts';

const PROCESSES = [1, 2, 4];

const IDLE_SECONDS = 5;
/** Worlds that are reported to, each of which is in one process. */
const WORLDS = 32;

/** Reports one after the other, and for how long as many as clients wait for. */
const ALONE = 400;
const AT_ONCE = 32;
const LOAD_SECONDS = 8;

/** Watchers of one world, and reports of it. 25 ms apart, each is a patch of its own. */
const WATCHERS = 200;
const WATCHED_REPORTS = 240;
const WATCHED_GAP_MS = 25;

type Way = 'local' | 'forwarded';
type Seat = { processId: string; roomId: string; sessionId: string; publicAddress: string };
/** `owners` are the places of the processes of each world. */
type Stage = { group: ProcessGroup; meter: ClusterMeter; pools: Pool[]; owners: Map<number, number> };

/**
 * What a report, a patch and a watcher cost with 1, 2 and 4 processes: the figures of docs/scaling.md. Load generator, Muster, PostgreSQL
 * and Redis share the machine: compare CPU, not rates.
 */
export async function run(): Promise<void> {
  console.log('CPU that is used when idle is left out of all other figures.');
  for (const count of PROCESSES) {
    const group = await ProcessGroup.start(count, { env: { DEDUPE_WINDOW_MS: '0' } });
    const meter = new ClusterMeter(group);
    const pools = group.processes.map(({ url }) => new Pool(url, { connections: AT_ONCE }));
    try {
      console.log(`\n${count} ${count === 1 ? 'process' : 'processes'}`);
      const stage = { group, meter, pools, owners: await ownersOf(pools, group) };
      await measureIdle(stage);
      const ways: Way[] = count === 1 ? ['local'] : ['local', 'forwarded'];
      await measureAlone(stage, ways);
      for (const way of ways) await measureLoad(stage, way);
      if (count > 1) await measureOthers(stage);
      await measureWatched(stage);
    } finally {
      await Promise.all(pools.map((pool) => pool.destroy()));
      meter.close();
      await group.stop();
    }
  }
}

/** The process of each world, by its place, and a first report of each. */
async function ownersOf(pools: Pool[], { processes }: ProcessGroup): Promise<Map<number, number>> {
  const hosts = processes.map(({ url }) => new URL(url).host);
  const owners = new Map<number, number>();
  for (let world = 301; world < 301 + WORLDS; world++) {
    owners.set(world, hosts.indexOf((await seatIn(pools[0]!, world)).publicAddress));
    await report(pools[0]!, world);
  }
  return owners;
}

async function measureIdle({ meter }: Stage): Promise<void> {
  const { muster, postgres, redis } = await meter.measureIdle(IDLE_SECONDS);
  const ms = (cpu: number) => `${(cpu * 1_000).toFixed(1)} ms`;
  console.log(`idle, of CPU per second: a process ${ms(mean(muster))}, PostgreSQL ${ms(postgres)}, Redis ${ms(redis)}`);
}

/** The ways alternate, so that noise hits both. */
async function measureAlone(stage: Stage, ways: Way[]): Promise<void> {
  const waits = new Map(ways.map((way) => [way, [] as number[]]));
  for (let i = 0; i < ALONE; i++)
    for (const way of ways) waits.get(way)!.push(await timed(() => reportBy(stage, way, i)));
  for (const way of ways) console.log(`one report at a time, ${way}: ${percentiles(waits.get(way)!)}`);
}

async function measureLoad(stage: Stage, way: Way): Promise<void> {
  const { waits, used } = await load(stage, (i) => reportBy(stage, way, i));
  const perSecond = waits.length / used.seconds;
  const commits = used.commits / used.seconds;
  console.log(
    `${AT_ONCE} reports at once, ${way}: ${perSecond.toFixed(0)}/s in ${commits.toFixed(0)} commits/s, ${percentiles(waits)}; ` +
      costOf(used, waits.length),
  );
}

/** All reports go to worlds of one process: what the others use is for what they are told of them. */
async function measureOthers(stage: Stage): Promise<void> {
  const [, owner] = [...stage.owners][0]!;
  const worlds = [...stage.owners].flatMap(([world, place]) => (place === owner ? [world] : []));
  const { waits, used } = await load(stage, (i) => report(stage.pools[owner]!, worlds[i % worlds.length]!));
  const others = used.muster.filter((_, place) => place !== owner);
  console.log(`a drop that another process stored: ${micros(mean(others) / waits.length)} of CPU`);
}

/** As many reports as AT_ONCE clients get answered. */
async function load({ meter }: Stage, work: (i: number) => Promise<void>): Promise<{ waits: number[]; used: Used }> {
  const waits: number[] = [];
  let next = 0;
  const used = await meter.measure(async () => {
    const end = performance.now() + LOAD_SECONDS * 1_000;
    const client = async () => {
      while (performance.now() < end) waits.push(await timed(() => work(next++)));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, client));
  });
  return { waits, used };
}

/** What watchers of the world cost beside its reports. Those of /updates are at another process than the world, if there is one. */
async function measureWatched(stage: Stage): Promise<void> {
  const { group, pools, owners } = stage;
  const [world, owner] = [...owners][0]!;
  const elsewhere = (owner + 1) % pools.length;
  const alone = await reportsOf(stage, world);
  console.log(`one report each ${WATCHED_GAP_MS} ms: ${costOf(alone, WATCHED_REPORTS)}`);
  const sockets: WebSocket[] = [];
  for (let i = 0; i < WATCHERS; i++) {
    const seat = await seatIn(pools[0]!, world);
    const { publicAddress, processId, roomId, sessionId } = seat;
    sockets.push((await connectRaw(`ws://${publicAddress}/${processId}/${roomId}?sessionId=${sessionId}`)).socket);
  }
  await showWatched('a patch to one client', stage, world, { sockets, place: owner, alone });
  for (let i = 0; i < WATCHERS; i++) sockets.push(await watcherAt(group.processes[elsewhere]!.url, world));
  await showWatched('an event to one watcher of /updates', stage, world, { sockets, place: elsewhere, alone });
}

type Watched = { sockets: WebSocket[]; place: number; alone: Used };

async function showWatched(what: string, stage: Stage, world: number, { sockets, place, alone }: Watched) {
  let frames = 0;
  let bytes = 0;
  for (const socket of sockets)
    socket.on('message', (data: Buffer) => {
      frames += 1;
      bytes += data.length;
    });
  const used = await reportsOf(stage, world);
  const cpu = (used.muster[place]! - alone.muster[place]!) / frames;
  console.log(`${what}: ${micros(cpu)} of CPU, ${(bytes / frames).toFixed(0)} B, of ${frames}`);
  for (const socket of sockets.splice(0)) socket.terminate();
}

function reportsOf({ meter, pools, owners }: Stage, world: number): Promise<Used> {
  return meter.measure(async () => {
    const pending: Promise<unknown>[] = [];
    for (let i = 0; i < WATCHED_REPORTS; i++) {
      pending.push(report(pools[owners.get(world)!]!, world), delay(WATCHED_GAP_MS));
      await pending.at(-1);
    }
    await Promise.all(pending);
  });
}

/** Resolves when it has its snapshot. */
async function watcherAt(url: string, world: number): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/updates`);
  const watching = Promise.withResolvers<void>();
  socket.on('open', () => socket.send(JSON.stringify({ type: 'subscribe', world })));
  socket.on('message', (data: Buffer) => {
    if (String(data).startsWith('{"type":"snapshot"')) watching.resolve();
  });
  await watching.promise;
  return socket;
}

/** To the process that has the world, or to the next one. */
async function reportBy({ pools, owners }: Stage, way: Way, i: number): Promise<void> {
  const world = 301 + (i % WORLDS);
  const owner = owners.get(world)!;
  await report(pools[(owner + (way === 'forwarded' ? 1 : 0)) % pools.length]!, world);
}

let items = 0;

async function report(pool: Pool, world: number): Promise<void> {
  const drop = { world, item_id: 1 + (items++ % 30_000), item_name: 'Rune 2h sword', quantity: 1, value: 38_052 };
  await post(pool, '/drops', drop);
}

function seatIn(pool: Pool, world: number): Promise<Seat> {
  return post(pool, '/matchmake/joinOrCreate/drop_tracker', { world }) as Promise<Seat>;
}

async function post(pool: Pool, path: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const answer = await pool.request({ method: 'POST', path, headers, body: JSON.stringify(body) });
  if (answer.statusCode !== 200)
    throw new Error(`${path} was answered ${answer.statusCode}: ${await answer.body.text()}`);
  return answer.body.json();
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function costOf({ muster, postgres, redis, walBytes, redisInBytes, redisOutBytes }: Used, reports: number): string {
  const all = muster.reduce((sum, cpu) => sum + cpu, 0);
  const cpu = `of CPU per report: Muster ${micros(all / reports)}, PostgreSQL ${micros(postgres / reports)}, Redis ${micros(redis / reports)}`;
  const bytes = [walBytes, redisInBytes, redisOutBytes].map((count) => (count / reports).toFixed(0));
  return `${cpu}; bytes per report: WAL ${bytes[0]}, into Redis ${bytes[1]}, out of it ${bytes[2]}`;
}

function percentiles(waits: number[]): string {
  const sorted = waits.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.floor(sorted.length * part)]!.toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}

function micros(seconds: number): string {
  return `${(seconds * 1e6).toFixed(0)} us`;
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
