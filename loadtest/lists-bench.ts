import { alternate, type Length, type Reading } from './measure/figures.ts';
import { type Comparison, printComparison, saveResults } from './measure/report.ts';
import { wrk } from './measure/wrk.ts';
import { type BarePeer, type Peer, startBare, startMuster } from './peers/start-peers.ts';
import { FilledLobby, inParallel, keepChanging, post, reportNumber } from './requests.ts';

const CONNECTIONS = 64;
const CHANGES_PER_SECOND = 50;
const AT_ONCE = 32;

const WORLDS = 250;
const PARTIES = 1_000;
const MEMBERS = 8;
const SESSIONS = 200;

/** What is asked for, and what changes meanwhile. `If-None-Match: *` is always answered 304. */
const LISTS: { path: string; headers?: Record<string, string>; change: Change; target: number }[] = [
  { path: '/parties', change: reportDrop, target: 0.8 },
  { path: '/parties', headers: { 'If-None-Match': '*' }, change: reportDrop, target: 0.9 },
  { path: '/party', change: toggleReady, target: 0.8 },
  { path: '/party', headers: { 'If-None-Match': '*' }, change: toggleReady, target: 0.9 },
  { path: '/party?has_room=true&sort=-updated_at', change: toggleReady, target: 0.8 },
  { path: '/sessions', change: toggleReady, target: 0.8 },
];

type Stage = { muster: Peer; bare: BarePeer; lobby: FilledLobby };
type Change = (stage: Stage, n: number) => Promise<unknown>;

/** Lists that change all the time, against bare express that sends the same bytes from memory. */
export async function run(length: Length): Promise<void> {
  const bare = await startBare('bare-express');
  const muster = await startMuster();
  const comparisons: Comparison[] = [];
  try {
    const stage = { muster, bare, lobby: await fill(muster) };
    for (const list of LISTS) {
      const comparison = await compare(stage, list, length);
      printComparison(comparison);
      comparisons.push(comparison);
    }
  } finally {
    await bare.stop();
    await muster.stop();
  }
  await saveResults('lists', { length, comparisons });
}

async function compare(stage: Stage, list: (typeof LISTS)[number], length: Length): Promise<Comparison> {
  const { path, headers = {}, change, target } = list;
  const { muster, bare } = stage;
  const answer = await fetch(muster.url + path, { headers });
  const body = await (await fetch(muster.url + path)).text();
  bare.answerList({ body, etag: answer.headers.get('etag')! });
  const stopChanging = keepChanging(CHANGES_PER_SECOND, (n) => change(stage, n));
  const get = ({ pid }: Peer, url: string) => {
    return (seconds: number): Promise<Reading> => wrk({ url, pid, connections: CONNECTIONS, headers }, seconds);
  };
  const subjects = { 'bare express': get(bare, `${bare.url}/list`), Muster: get(muster, muster.url + path) };
  await subjects.Muster(1);
  const readings = await alternate(subjects, length);
  await stopChanging();
  const what = answer.status === 304 ? '304' : `${Buffer.byteLength(body)} bytes`;
  return { what: `GET ${path}: ${what}, ${CHANGES_PER_SECOND} changes a second`, target, subjects: readings };
}

async function fill(muster: Peer): Promise<FilledLobby> {
  await inParallel(WORLDS, AT_ONCE, (n) => post(`${muster.url}/drops`, reportNumber(n, WORLDS)));
  const lobby = new FilledLobby(muster, { members: MEMBERS, seats: MEMBERS + 1 });
  await lobby.grow(PARTIES);
  await inParallel(SESSIONS, AT_ONCE, (p) => {
    const { id, members } = lobby.parties[p]!;
    return post(`${muster.url}/session`, { party_id: id, player_id: members[0], force: true });
  });
  return lobby;
}

function reportDrop({ muster }: Stage, n: number): Promise<unknown> {
  return post(`${muster.url}/drops`, reportNumber(n, WORLDS));
}

/** In the parties that are in no session. */
function toggleReady({ lobby }: Stage): Promise<unknown> {
  return lobby.toggleReady(SESSIONS);
}
