import { once } from 'node:events';
import { matchMaker } from '@colyseus/core';
import { WebSocket } from 'ws';
import { startApp, type TestApp } from '../test/support/app.ts';

/** A full lobby of large parties. */
const PARTIES = 1_000;
const MEMBERS = 32;

/** Changes of one member's ready flag, one after the other, with a client in the room and a watcher of /updates. */
const CHANGES = 300;
const AT_ONCE = 64;

/** What a full lobby sends to a client that enters it, and what a change in it costs. */
export async function run(): Promise<void> {
  const app = await startApp();
  const { ids, encoded, shown } = await fill(app);
  console.log(`${PARTIES} parties of ${MEMBERS}: ${shown} in the state, which has ${kilobytes(encoded)}`);
  const alone = await timed(CHANGES, () => change(app, ids));
  console.log(`a change: ${alone.toFixed(2)} ms without clients`);
  const client = await app.sdk.joinOrCreate('lobby');
  const watched = await timed(CHANGES, () => change(app, ids));
  console.log(`a change: ${watched.toFixed(2)} ms with a client in the room`);
  const joins = await timed(20, async () => {
    await change(app, ids);
    await (await app.sdk.joinOrCreate('lobby')).leave();
  });
  console.log(`a change and a join: ${joins.toFixed(1)} ms`);
  const { ms, bytes } = await snapshot(app, ids, 20);
  console.log(`a change and a snapshot on /updates: ${ms.toFixed(1)} ms, ${kilobytes(bytes)}`);
  await client.leave();
  await app.stop();
}

async function fill(app: TestApp): Promise<{ ids: string[]; encoded: number; shown: number }> {
  const parties = await inParallel(PARTIES, (p) => post(app, '/party', { player_id: `p${p}-0`, max_players: MEMBERS }));
  await inParallel(PARTIES * (MEMBERS - 1), (i) => {
    const p = i % PARTIES;
    const member = `p${p}-${1 + Math.floor(i / PARTIES)}`;
    return post(app, `/party/${parties[p]!.party_id}/join`, { player_id: member, player_name: `Member ${member}` });
  });
  const room = matchMaker.getLocalRoomById('lobby-main') as unknown as {
    state: { parties: Map<string, unknown> };
    _serializer: { getFullState(): Uint8Array };
  };
  const ids = parties.map(({ party_id }) => party_id);
  return { ids, encoded: room._serializer.getFullState().length, shown: room.state.parties.size };
}

let changes = 0;

/** A member of the next party is ready, or in the next round no longer. */
function change(app: TestApp, ids: string[]): Promise<unknown> {
  const n = changes++;
  const p = (n * 7) % PARTIES;
  return post(app, `/party/${ids[p]!}/ready`, { player_id: `p${p}-1`, ready: Math.floor(n / PARTIES) % 2 === 0 });
}

/** On a new socket each time: one socket gets at most UPDATES_LONG_BYTES_PER_SECOND. */
async function snapshot(app: TestApp, ids: string[], times: number): Promise<{ ms: number; bytes: number }> {
  let bytes = 0;
  const ms = await timed(times, async () => {
    await change(app, ids);
    const socket = new WebSocket(`${app.url.replace('http', 'ws')}/updates`);
    socket.on('open', () => socket.send(JSON.stringify({ type: 'subscribe', lobby: 'main' })));
    // hello, subscribed and the snapshot, which is the longest by far.
    for (let frames = 0; frames < 3; frames++) bytes = ((await once(socket, 'message')) as [Buffer])[0].length;
    socket.close();
  });
  return { ms, bytes };
}

async function post(app: TestApp, path: string, body: object): Promise<{ party_id: string }> {
  const response = await app.post(path, body);
  if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as { party_id: string };
}

async function inParallel<T>(count: number, task: (i: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < count; i = next++) results[i] = await task(i);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

/** Milliseconds of one of them, on average. */
async function timed(count: number, task: (i: number) => Promise<unknown>): Promise<number> {
  const before = performance.now();
  for (let i = 0; i < count; i++) await task(i);
  return (performance.now() - before) / count;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KB`;
}
