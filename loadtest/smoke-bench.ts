import autocannon from 'autocannon';
import { cpuSeconds } from './measure/cpu.ts';
import { alternate, type Bounds, faultsOf, ratioTo, type Reading } from './measure/figures.ts';
import { type Comparison, printComparison } from './measure/report.ts';
import { commanders } from './peers/lobby-peers.ts';
import { type BarePeer, type Peer, startBare, startMuster } from './peers/start-peers.ts';
import { inParallel, post, reportNumber } from './requests.ts';

/** Short rounds, for CI: half a minute in all. What `npm run bench -- peers` measures precisely, this only compares. */
const LENGTH = { rounds: 3, seconds: 1 };

const CONNECTIONS = 32;
const WORLDS = 100;
/** Bodies that autocannon repeats. */
const BODIES = 1_000;

/**
 * Muster's rate as a share of its floor's in the same run. Machines are noisy, and CI's are shared, so each bound is an eighth of the
 * usual share on a busy machine: what makes a door ten times slower fails, and noise does not.
 */
const SHARES = {
  'POST /drops': { atLeast: 0.05 },
  'GET /parties': { atLeast: 0.06 },
  'party commands': { atLeast: 0.04 },
} satisfies Record<string, Bounds>;

/** Fails if a door has become many times slower than its floor. Needs nothing but npm's packages. */
export async function run(): Promise<void> {
  const express = await startBare('bare-express');
  const colyseus = await startBare('bare-colyseus');
  const muster = await startMuster();
  const shares: Record<string, number> = {};
  try {
    for await (const [what, subjects] of comparisons(express, colyseus, muster)) {
      const readings: Comparison['subjects'] = await alternate(subjects, LENGTH);
      const [floor, measured] = Object.values(readings) as [Reading[], Reading[]];
      printComparison({ what, subjects: readings });
      // The best round: noise in one of them proves nothing.
      shares[what] = ratioTo(floor, measured).max;
    }
  } finally {
    for (const peer of [express, colyseus, muster]) await peer.stop();
  }
  const faults = faultsOf(shares, SHARES);
  for (const fault of faults) console.error(`\nof the floor, ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
  else console.log('\nno door is many times slower than its floor');
}

/** Each with its floor first. */
async function* comparisons(express: BarePeer, colyseus: BarePeer, muster: Peer) {
  const reports = Array.from({ length: BODIES }, (_, n) => reportNumber(n, WORLDS));
  await inParallel(WORLDS, CONNECTIONS, (n) => post(`${muster.url}/drops`, reports[n]));
  const toReports: autocannon.Request[] = reports.map((report) => ({
    ...{ method: 'POST', path: '/drops', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify(report),
  }));
  yield* warm('POST /drops', loading(express, toReports), loading(muster, toReports));
  const list = await fetch(`${muster.url}/parties`);
  express.answerList({ body: await list.text(), etag: list.headers.get('etag')! });
  yield* warm('GET /parties', loading(express, [{ path: '/list' }]), loading(muster, [{ path: '/parties' }]));
  yield* warm('party commands', await commanders(colyseus, 'echo'), await commanders(muster, 'lobby'));
}

type Measure = (seconds: number) => Promise<Reading>;

async function* warm(what: keyof typeof SHARES, floor: Measure, measured: Measure) {
  await floor(1);
  await measured(1);
  yield [what, { floor, Muster: measured }] as const;
}

function loading({ url, pid }: Peer, requests: autocannon.Request[]): Measure {
  return async (seconds) => {
    const cpu = cpuSeconds([pid]);
    const result = await autocannon({ url, connections: CONNECTIONS, duration: seconds, requests });
    const { non2xx, errors, requests: answered, latency } = result;
    if (non2xx > 0 || errors > 0) throw new Error(`${non2xx} answers were no success, ${errors} requests failed`);
    return {
      perSecond: answered.total / result.duration,
      p50Ms: latency.p50,
      p99Ms: latency.p99,
      cpuMicros: ((cpuSeconds([pid]) - cpu) * 1e6) / answered.total,
    };
  };
}
