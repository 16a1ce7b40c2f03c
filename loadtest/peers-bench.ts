import { alternate, type Length, type Reading } from './measure/figures.ts';
import { type Comparison, printComparison, saveResults } from './measure/report.ts';
import { wrk } from './measure/wrk.ts';
import { commanders, joiners, openGames } from './peers/lobby-peers.ts';
import { type BarePeer, type Peer, startBare, startFastApi, startMuster } from './peers/start-peers.ts';
import { inParallel, keepChanging, post, reportNumber } from './requests.ts';

const CONNECTIONS = 64;
const WORLDS = 250;
const BATCH = 50;
/** Rooms or parties that a lobby lists. */
const LISTED = 100;

const CHANGES_PER_SECOND = 50;

type Subjects = Record<string, (seconds: number) => Promise<Reading>>;
type Compare = (what: string, subjects: Subjects, target?: number) => Promise<void>;

/** Muster beside its floors and peers: bare express and node:http, FastAPI with SQLite as the seed has it, and stock Colyseus. */
export async function run(length: Length): Promise<void> {
  const [express, http] = [await startBare('bare-express'), await startBare('bare-http')];
  const colyseus = await startBare('bare-colyseus');
  const fastapi = await startFastApi();
  const muster = await startMuster();
  const results: Comparison[] = [];
  const compare: Compare = async (what, subjects, target) => {
    for (const measure of Object.values(subjects)) await measure(1);
    const comparison = { what, subjects: await alternate(subjects, length), ...(target && { target }) };
    printComparison(comparison);
    results.push(comparison);
  };
  try {
    const seeds = { ...(fastapi && { FastAPI: fastapi }), Muster: muster };
    const web = { 'bare express': express, 'bare node:http': http, ...seeds };
    const posts = { ...each(web, (peer) => posting(peer, 1)), [`Muster, batches of ${BATCH}`]: posting(muster, BATCH) };
    await compare(`POST /drops: reports of ${WORLDS} worlds, ${CONNECTIONS} connections`, posts, 0.8);
    await compareLists({ express, http }, seeds, compare);
    const echo = await commanders(colyseus, 'echo');
    const commands = { 'bare echo rooms': echo, Muster: await commanders(muster, 'lobby') };
    await compare('party commands, as requests to a room', commands, 0.7);
    await list(colyseus, muster);
    const joins = { 'stock Colyseus': joiners(colyseus), Muster: joiners(muster) };
    await compare(`clients that join a lobby, get its list of ${LISTED}, and leave`, joins);
  } finally {
    for (const peer of [express, http, colyseus, muster, fastapi]) await peer?.stop();
  }
  await saveResults('peers', { length, comparisons: results });
}

/** Durable reports per second, one a request or many. */
function posting({ url, pid }: Peer, batch: number): (seconds: number) => Promise<Reading> {
  const path = batch === 1 ? '/drops' : '/drops/batch';
  const load = { url: url + path, pid, connections: CONNECTIONS, reports: { worlds: WORLDS, batch } };
  return async (seconds) => {
    const { perSecond, cpuMicros, ...times } = await wrk(load, seconds);
    return { ...times, perSecond: perSecond * batch, cpuMicros: cpuMicros! / batch };
  };
}

/** The seeds' lists change meanwhile; the bare servers send Muster's bytes as they were. */
async function compareLists(bare: Record<'express' | 'http', BarePeer>, seeds: Record<string, Peer>, compare: Compare) {
  const answer = await fetch(`${seeds['Muster']!.url}/parties`);
  const given = { body: await answer.text(), etag: answer.headers.get('etag')! };
  for (const peer of Object.values(bare)) peer.answerList(given);
  const stopChanging = Object.values(seeds).map(({ url }) =>
    keepChanging(CHANGES_PER_SECOND, (n) => post(`${url}/drops`, reportNumber(n, WORLDS))),
  );
  const getting = ({ url, pid }: Peer, path: string) => {
    return (seconds: number) => wrk({ url: url + path, pid, connections: CONNECTIONS }, seconds);
  };
  await compare(
    `GET /parties: ${WORLDS} parties that change ${CHANGES_PER_SECOND} times a second`,
    {
      'bare express': getting(bare.express, '/list'),
      'bare node:http': getting(bare.http, '/list'),
      ...each(seeds, (peer) => getting(peer, '/parties')),
    },
    0.8,
  );
  for (const stop of stopChanging) await stop();
}

/** As many parties in Muster's lobby as rooms in the stock one's list. */
async function list(colyseus: Peer, muster: Peer): Promise<void> {
  await openGames(colyseus, LISTED);
  await inParallel(LISTED, 8, (i) => post(`${muster.url}/party`, { player_id: `leader-${i}` }));
}

function each<T extends Peer>(peers: Record<string, T>, measure: (peer: T) => Subjects[string]): Subjects {
  return Object.fromEntries(Object.entries(peers).map(([name, peer]) => [name, measure(peer)]));
}
