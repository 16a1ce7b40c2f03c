import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ServerProcess, spawnServer } from '../test/support/server-process.ts';

const ROUNDS = 5;
const SECONDS_A_ROUND = 3;
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

type Change = (muster: ServerProcess, n: number) => Promise<unknown>;

/** Lists that change all the time, against bare express that sends the same bytes from memory. The two alternate, so that noise hits both. */
export async function run(): Promise<void> {
  const floor = fork(join(import.meta.dirname, 'bare-express.ts'));
  const muster = await spawnServer({ env: { DEDUPE_WINDOW_MS: '0' } });
  try {
    const [port] = (await once(floor, 'message')) as [number];
    await fill(muster);
    console.log('| list | bytes | answers per second | of bare express | min to max | target |');
    console.log('| ---- | ----- | ------------------ | --------------- | ---------- | ------ |');
    for (const { path, headers = {}, change, target } of LISTS) {
      const answer = await fetch(muster.url + path, { headers });
      floor.send({ body: await (await fetch(muster.url + path)).text(), etag: answer.headers.get('etag') });
      const stopChanging = keepChanging(muster, change);
      const rounds: { ratio: number; perSecond: number }[] = [];
      await load(muster.url + path, headers, 1);
      for (let round = 0; round < ROUNDS; round++) {
        const bare = await load(`http://127.0.0.1:${port}/list`, headers, SECONDS_A_ROUND);
        const perSecond = await load(muster.url + path, headers, SECONDS_A_ROUND);
        rounds.push({ ratio: perSecond / bare, perSecond });
      }
      await stopChanging();
      const sorted = rounds.toSorted((a, b) => a.ratio - b.ratio);
      const { ratio, perSecond } = sorted[Math.floor(ROUNDS / 2)]!;
      const what = `GET ${path}${answer.status === 304 ? ', 304' : ''}`;
      const bytes = Buffer.byteLength(await answer.text());
      const spread = `${sorted[0]!.ratio.toFixed(2)} to ${sorted.at(-1)!.ratio.toFixed(2)}`;
      console.log(`| ${what} | ${bytes} | ${perSecond.toFixed(0)} | ${ratio.toFixed(2)} | ${spread} | ${target} |`);
    }
  } finally {
    floor.kill();
    await muster.stop();
  }
}

async function fill(muster: ServerProcess): Promise<void> {
  await inParallel(WORLDS, (i) => reportDrop(muster, i));
  const partyIds: string[] = [];
  await inParallel(PARTIES, async (p) => {
    const { party_id } = await post(muster, '/party', {
      player_id: `p${p}-0`,
      name: `Party ${p}`,
      max_players: MEMBERS + 1,
    });
    partyIds[p] = party_id;
  });
  await inParallel(PARTIES * (MEMBERS - 1), (i) => {
    const p = i % PARTIES;
    return post(muster, `/party/${partyIds[p]}/join`, { player_id: `p${p}-${1 + Math.floor(i / PARTIES)}` });
  });
  await inParallel(SESSIONS, (p) =>
    post(muster, '/session', { party_id: partyIds[p], player_id: `p${p}-0`, force: true }),
  );
}

function reportDrop(muster: ServerProcess, n: number): Promise<unknown> {
  const drop = { world: 301 + (n % WORLDS), item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38_052 + n };
  return post(muster, '/drops', drop);
}

/** In the parties that are in no session. */
async function toggleReady(muster: ServerProcess, n: number): Promise<unknown> {
  const p = SESSIONS + ((n * 7) % (PARTIES - SESSIONS));
  const response = await fetch(`${muster.url}/party?name_prefix=Party%20${p}&limit=1`);
  const { parties } = (await response.json()) as { parties: { party_id: string }[] };
  return post(muster, `/party/${parties[0]!.party_id}/ready`, { player_id: `p${p}-1`, ready: n % 2 === 0 });
}

/** Makes changes until the returned function is called. */
function keepChanging(muster: ServerProcess, change: Change): () => Promise<void> {
  let n = 0;
  const pending = new Set<Promise<unknown>>();
  const timer = setInterval(() => {
    const one = change(muster, n++).finally(() => pending.delete(one));
    pending.add(one);
  }, 1000 / CHANGES_PER_SECOND);
  return async () => {
    clearInterval(timer);
    await Promise.all(pending);
  };
}

/** Answers per second. wrk, because a generator in JavaScript would be the bottleneck. */
async function load(url: string, headers: Record<string, string>, seconds: number): Promise<number> {
  const given = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const { stdout } = await promisify(execFile)('wrk', [
    ...['-t', '1', '-c', String(CONNECTIONS), '-d', `${seconds}s`],
    ...given,
    url,
  ]);
  const [, perSecond] = /Requests\/sec: +([\d.]+)/.exec(stdout) ?? [];
  if (perSecond === undefined || /Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout);
  return Number(perSecond);
}

async function post(muster: ServerProcess, path: string, body: object): Promise<{ party_id: string }> {
  const response = await fetch(muster.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as { party_id: string };
}

async function inParallel(count: number, task: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < count; i = next++) await task(i);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
