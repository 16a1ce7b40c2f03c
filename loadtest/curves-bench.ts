import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { BATCH_REPORTS_MAX } from '../src/protocol/limits.ts';
import { joinRaw } from '../test/support/raw.ts';
import { cpuSeconds } from './measure/cpu.ts';
import { cpuOfEach, type Curve, measureCurve, type Measured, printCurve } from './measure/curves.ts';
import type { Length } from './measure/figures.ts';
import { saveResults } from './measure/report.ts';
import { wrk } from './measure/wrk.ts';
import { type Peer, startMuster } from './peers/start-peers.ts';
import { FilledLobby, inParallel, keepChanging, post, reportNumber } from './requests.ts';

const CONNECTIONS = 64;
const AT_ONCE = 16;

const WORLDS = [1, 10, 100, 500, 1_000, 2_000];
const WATCHERS = [1, 10, 100, 1_000, 5_000];
const PARTIES = [1, 10, 100, 500, 1_000];

/** So few that each is a patch or an event of its own, and 5,000 watchers can be sent them. */
const WATCHED_REPORTS_PER_SECOND = 8;

const ROOM_STATE = 14;

/** How the cost of a report, a command and a join grows with what there is. Each curve has a server of its own. */
export async function run({ rounds, seconds }: Length): Promise<void> {
  const curves: Measured[] = [];
  for (const curveOf of [worlds, boardWatchers, updatesWatchers, commands, joins]) {
    const muster = await startMuster();
    const sockets: WebSocket[] = [];
    try {
      // The curves have 26 points: half as long for each keeps all of them to a few minutes.
      const curve = await measureCurve(curveOf(muster, sockets), { rounds, seconds: Math.ceil(seconds / 2) });
      printCurve(curve);
      curves.push(curve);
    } finally {
      for (const socket of sockets) socket.terminate();
      await muster.stop();
    }
  }
  await saveResults('curves', { rounds, seconds, curves });
}

function worlds({ url, pid }: Peer): Curve {
  let size = 0;
  return {
    what: `a report, ${CONNECTIONS} at once, over all worlds`,
    of: 'worlds with a drop party',
    sizes: WORLDS,
    async grow(to) {
      for (let n = 0; n < to; n += BATCH_REPORTS_MAX) {
        const reports = Array.from({ length: Math.min(BATCH_REPORTS_MAX, to - n) }, (_, i) => reportNumber(n + i, to));
        await post(`${url}/drops/batch`, { reports });
      }
      size = to;
    },
    async cost(seconds) {
      const reports = { worlds: size, batch: 1 };
      const { cpuMicros } = await wrk({ url: `${url}/drops`, pid, connections: CONNECTIONS, reports }, seconds);
      return cpuMicros!;
    },
  };
}

function boardWatchers(muster: Peer, sockets: WebSocket[]): Curve {
  return {
    what: `a report and its patch to the watchers of the board, ${WATCHED_REPORTS_PER_SECOND} a second`,
    of: 'watchers of the board',
    sizes: WATCHERS,
    grow: (to) =>
      inParallel(to - sockets.length, AT_ONCE, async () => {
        const { socket } = await joinRaw(muster.url, 'board');
        sockets.push(socket.removeAllListeners('message'));
      }),
    cost: (seconds) => costOfWatched(muster, seconds),
  };
}

function updatesWatchers(muster: Peer, sockets: WebSocket[]): Curve {
  return {
    what: `a report and its event to the watchers of the world by /updates, ${WATCHED_REPORTS_PER_SECOND} a second`,
    of: 'watchers of the world',
    sizes: WATCHERS,
    grow: (to) =>
      inParallel(to - sockets.length, AT_ONCE, async () => {
        const socket = new WebSocket(`${muster.url.replace('http', 'ws')}/updates`);
        sockets.push(socket);
        const hasSnapshot = new Promise<void>((resolve) => {
          socket.on('message', (data: Buffer) => {
            if (data.includes('"type":"snapshot"')) resolve();
          });
        });
        socket.on('open', () => socket.send(JSON.stringify({ type: 'subscribe', world: 301 })));
        await hasSnapshot;
        socket.removeAllListeners('message');
      }),
    cost: (seconds) => costOfWatched(muster, seconds),
  };
}

/** Of reports of one world, beside what the server uses without any. */
async function costOfWatched({ url, pid }: Peer, seconds: number): Promise<number> {
  const before = cpuSeconds([pid]);
  await delay(seconds * 1_000);
  const idle = cpuSeconds([pid]) - before;
  let reports = 0;
  const stop = keepChanging(WATCHED_REPORTS_PER_SECOND, () => post(`${url}/drops`, reportNumber(reports++, 1)));
  await delay(seconds * 1_000);
  await stop();
  return ((cpuSeconds([pid]) - before - 2 * idle) * 1e6) / reports;
}

/** A member's ready flag by REST, with a client in the lobby's room. */
function commands(muster: Peer, sockets: WebSocket[]): Curve {
  const lobby = new FilledLobby(muster);
  return {
    what: 'a party command by REST, with one client in the lobby',
    of: 'parties in the lobby',
    sizes: PARTIES,
    async grow(to) {
      if (sockets.length === 0) sockets.push((await joinRaw(muster.url, 'lobby')).socket.removeAllListeners('message'));
      await lobby.grow(to);
    },
    cost: (seconds) => cpuOfEach(muster.pid, seconds, () => lobby.toggleReady()),
  };
}

/** Each after a change, so that no state is sent twice. */
function joins(muster: Peer): Curve {
  const lobby = new FilledLobby(muster);
  return {
    what: 'a party command by REST, and a client that joins the lobby and gets its state',
    of: 'parties in the lobby',
    sizes: PARTIES,
    grow: (to) => lobby.grow(to),
    cost: (seconds) =>
      cpuOfEach(muster.pid, seconds, async () => {
        await lobby.toggleReady();
        const { socket, frames } = await joinRaw(muster.url, 'lobby');
        while (!frames.some(([type]) => type === ROOM_STATE))
          await new Promise((resolve) => socket.once('message', resolve));
        socket.terminate();
      }),
  };
}
