import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Room } from '@colyseus/sdk';
import type { MemberDungeonParty } from '../../src/domain/dungeons/dungeon-party-views.ts';
import { RESTART_SECONDS } from '../../src/protocol/limits.ts';
import { assertProblem } from '../http/reports.ts';
import { readJson } from '../support/app.ts';
import { MetricsReader } from '../support/metrics.ts';
import { joinRaw } from '../support/raw.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';
import { TestClient } from '../support/TestClient.ts';
import { until } from '../support/until.ts';

/** Clients that report drops at once, and how many acknowledged reports make a load. */
const REPORTERS = 16;
const WORLDS = 8;
const ACKNOWLEDGED = 400;

const post = (url: string, body: object, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const drop = (world: number, item_id: number) => ({ world, item_id, item_name: 'Bones', quantity: 1, value: 1 });

async function assertComeBack(response: Response): Promise<void> {
  assert.equal(response.headers.get('retry-after'), String(RESTART_SECONDS));
  await assertProblem(response, 503, 'shutting_down');
}

describe('a server that drains', () => {
  let server: ServerProcess;
  afterEach(() => server.stop());

  const ready = async () => (await fetch(`${server.url}/readyz`)).status;

  it('is not ready, begins nothing new and says when to come back, but goes on with what there is', async () => {
    server = await spawnServer({ env: { DRAIN_MS: '600000' } });
    const sdk = new TestClient(server.url.replace('http', 'ws'));
    const lobby = await sdk.joinOrCreate('lobby', { player_id: 'ann' });
    const { party_id } = await lobby.request('party.create', {});
    const bob = await sdk.joinOrCreate('lobby', { player_id: 'bob' });
    assert.equal((await post(`${server.url}/drops`, drop(1, 1))).status, 200);
    assert.equal(await ready(), 200);

    void server.kill('SIGTERM');
    await until(async () => (await ready()) === 503, 'readiness that fails');
    assert.equal((await fetch(`${server.url}/livez`)).status, 200);
    const overview = await readJson(await fetch(`${server.url}/healthz`));
    assert.equal(overview['status'], 'shutting_down');
    assert.equal(await new MetricsReader(server.url).sum('muster_draining'), 1);

    await assertComeBack(await post(`${server.url}/drops`, drop(2, 1)));
    await assertComeBack(await post(`${server.url}/party`, { player_id: 'eve' }));
    await assertComeBack(await post(`${server.url}/session`, { party_id, player_id: 'ann', force: true }));
    await assertComeBack(await post(`${server.url}/matchmake/joinOrCreate/board`, {}));
    const refused = { name: 'rejected', reason: { kind: 'shutting_down', message: 'The server is shutting down.' } };
    await assert.rejects(bob.request('party.create', {}), refused);
    await assert.rejects(lobby.request('party.start', { force: true }), refused);

    assert.equal((await post(`${server.url}/drops`, drop(1, 2))).status, 200);
    await bob.request('party.join', { party_id });
    const token = bob.reconnectionToken;
    bob.connection.close(4010);
    const again = await sdk.reconnect(token);
    await again.request('party.ready', { ready: true });
    assert.deepEqual(await server.kill('SIGINT'), { code: 1, signal: null }, 'a second signal ends it at once');
  });

  it('ends with 0 after DRAIN_MS, and closes rooms with 4001 and /updates with 1001', async () => {
    server = await spawnServer({ env: { DRAIN_MS: '300' } });
    const board = await joinRaw(server.url, 'board');
    const updates = new WebSocket(`${server.url.replace('http', 'ws')}/updates`);
    await once(updates, 'open');
    const closed = once(updates, 'close') as Promise<[CloseEvent]>;
    assert.deepEqual(await server.kill('SIGTERM'), { code: 0, signal: null }, server.output());
    const [{ code, reason }] = await closed;
    assert.deepEqual([code, reason], [1001, `the server is shutting down; reconnect in ${RESTART_SECONDS} s`]);
    assert.equal(await board.closed, 4001);
  });

  it('under load loses no acknowledged report over a restart, and players keep their seats', async () => {
    server = await spawnServer();
    const sdk = () => new TestClient(server.url.replace('http', 'ws'));
    const rooms = new Map<string, Room>();
    const lost: number[] = [];
    for (const player_id of ['ann', 'bob']) {
      const room = await sdk().joinOrCreate('lobby', { player_id });
      room.onLeave((code) => void lost.push(code));
      rooms.set(player_id, room);
    }
    const { party_id } = await rooms.get('ann')!.request('party.create', {});
    await rooms.get('bob')!.request('party.join', { party_id });
    const { session_id } = await rooms.get('ann')!.request('party.start', { force: true });
    const runs = [];
    for (const player_id of ['ann', 'bob']) runs.push(await sdk().joinById(session_id, { player_id }));

    /** The acknowledged reports by their keys, and the answers to the others; null without one. */
    const acknowledged = new Map<string, object>();
    const refused: (Response | null)[] = [];
    let stopped = false;
    const { url } = server;
    const reports = Array.from({ length: REPORTERS }, async (_, reporter) => {
      for (let i = 0; !stopped; i++) {
        const report = { ...drop(1 + ((reporter + i) % WORLDS), reporter * 10_000 + i), reporter: `r${reporter}` };
        const key = `${reporter}-${i}`;
        const answer = await post(`${url}/drops`, report, { 'Idempotency-Key': key }).catch(() => null);
        if (answer?.ok) acknowledged.set(key, report);
        else {
          refused.push(answer);
          stopped = true;
        }
      }
    });
    await until(() => acknowledged.size >= ACKNOWLEDGED, 'the load');
    assert.equal(refused.length, 0);
    assert.deepEqual(await server.kill('SIGTERM'), { code: 0, signal: null }, server.output());
    await Promise.all(reports);
    assert(refused.length > 0, 'the load went on until the end');
    for (const answer of refused) assert.equal(answer?.status ?? 503, 503);
    await until(() => lost.length === 2, 'the players are told');
    assert.deepEqual(lost, [4001, 4001]);

    await server.restart();
    for (const [key, report] of acknowledged) {
      const again = await post(`${server.url}/drops`, report, { 'Idempotency-Key': key });
      assert.equal(again.headers.get('idempotency-replayed'), 'true', `report ${key} was acknowledged and is lost`);
    }
    for (const player_id of ['ann', 'bob']) {
      await sdk().joinOrCreate('lobby', { player_id });
      await sdk().joinById(session_id, { player_id });
    }
    const party = async () =>
      readJson<MemberDungeonParty>(await fetch(`${server.url}/party/${party_id}?player_id=ann`));
    await until(async () => (await party()).members.every(({ connected }) => connected), 'both players are back');
    assert.deepEqual([(await party()).players, (await party()).session_id], [['ann', 'bob'], session_id]);
  });
});
