/**
 * A crowd that watches all drops: how far the slowest of them is behind, how late the server's event loop is, and how much memory each
 * watcher takes. A fiftieth of them decodes what it is sent, as a page does.
 *
 *   npm run loadtest -- watchers [--endpoint ws://localhost:2567] [--numClients 5000] [--seconds 15] [--rate 20] [--worlds 50] [--slack 1]
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Callbacks } from '@colyseus/sdk';
import type { BoardDropState, DropBoardState } from '../src/rooms/schema/drops.ts';
import { MetricsReader } from '../test/support/metrics.ts';
import { joinRaw } from '../test/support/raw.ts';
import { cpuSeconds } from './measure/cpu.ts';
import { rssBytes } from './measure/process.ts';
import { WatchingClient } from './play/clients.ts';
import { PatchArrivals } from './play/PatchArrivals.ts';
import { play } from './play/play.ts';
import { Reporter } from './play/Reporter.ts';

/** Targets of this project, on two cores. */
const LOOP_LATE_MS_MAX = 100;
const KB_PER_WATCHER_MAX = 45;

/** Among fewer, what the server takes for its first load counts for more than they do. */
const CROWD_MIN = 1_000;

const WATCHERS_PER_READER = 50;

/** A Colyseus frame that has what changed in a room's state. */
const ROOM_STATE_PATCH = 15;

/** prom-client samples the event loop so often. A sample without any delay takes as long. */
const LOOP_SAMPLE_MS = 10;

/** Milliseconds in which the last patches may arrive, and in which a crowd that has just joined comes to rest. */
const REST_MS_MAX = 5_000;
const REST_MS = 1_000;
const LOOK_MS = 20;

const arrivals = new PatchArrivals();
let reporter: Reporter;
let loop: MetricsReader;
let bytesBefore = 0;

await play({
  room: 'board',
  settings: { numClients: 5_000, seconds: 15, rate: 20, worlds: 50 },
  limits: { 'report to a watcher': { max: 1_000 } },
  async prepare({ url, worlds, findings, serverPid }) {
    reporter = new Reporter(url, worlds, findings);
    loop = new MetricsReader(url);
    await reporter.open();
    if (serverPid !== null) bytesBefore = await rssBytes(serverPid);
  },
  async client({ url, findings }, clientId) {
    const watch = clientId % WATCHERS_PER_READER === 0 ? read : count;
    await findings.timed('join of board', () => watch(url));
  },
  async load({ allCame, countCores, rate, seconds, findings, serverPid, numClients }) {
    await allCame;
    await delay(REST_MS);
    arrivals.clear();
    await loopLateMs();
    countCores();
    const cpuBefore = cpuSeconds(serverPid === null ? [] : [serverPid]);
    await reporter.report(rate, seconds);
    findings.found('event loop late, p99 ms', await loopLateMs(), LOOP_LATE_MS_MAX);
    const end = performance.now() + REST_MS_MAX;
    while (!arrivals.isLevel && performance.now() < end) await delay(LOOK_MS);
    arrivals.tell(findings, 'report to a watcher', (item) => reporter.sentAt(item));
    findings.found('patches per second', arrivals.patches / seconds);
    if (serverPid === null) return;
    const cpu = cpuSeconds([serverPid]) - cpuBefore;
    findings.found('CPU of the server per patch, ms', (cpu * 1_000) / arrivals.patches);
    const kbPerWatcher = ((await rssBytes(serverPid)) - bytesBefore) / 1024 / numClients;
    findings.found('memory per watcher, KB', kbPerWatcher, numClients < CROWD_MIN ? Infinity : KB_PER_WATCHER_MAX);
  },
});

/** The server tells the percentile since it was last asked. */
async function loopLateMs(): Promise<number> {
  return (await loop.sum('nodejs_eventloop_lag_p99_seconds')) * 1_000 - LOOP_SAMPLE_MS;
}

async function count(url: string): Promise<void> {
  const { arrived } = arrivals.addWatcher();
  const { socket } = await joinRaw(url, 'board');
  socket.removeAllListeners('message');
  socket.on('message', (frame: Buffer) => {
    if (frame[0] === ROOM_STATE_PATCH) arrived();
  });
}

async function read(url: string): Promise<void> {
  const room = await new WatchingClient(url).joinOrCreate<DropBoardState>('board');
  const { arrived, brought } = arrivals.addWatcher();
  const hear = reporter.listen('a reader');
  const { serializer } = room as unknown as { serializer: { patch(...frame: unknown[]): void } };
  const decode = serializer.patch.bind(serializer);
  serializer.patch = (...frame) => {
    arrived();
    decode(...frame);
  };
  Callbacks.get(room).onAdd('drops', ({ item_id }: BoardDropState) => {
    hear(item_id);
    if (reporter.sentAt(item_id) !== undefined) brought(item_id);
  });
}
