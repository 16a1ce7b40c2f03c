import assert from 'node:assert/strict';
import { once } from 'node:events';
import { RESTART_SECONDS } from '../../src/protocol/limits.ts';
import { assertProblem } from '../http/reports.ts';
import { readJson } from '../support/app.ts';
import { freePort } from '../support/free-port.ts';
import { MetricsReader } from '../support/metrics.ts';
import { needNginx } from '../support/Nginx.ts';
import { joinRaw } from '../support/raw.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';
import { TestClient } from '../support/TestClient.ts';
import { until } from '../support/until.ts';
import { drop, post, replaceUnderLoad } from './replace-under-load.ts';

async function assertComeBack(response: Response): Promise<void> {
  assert.equal(response.headers.get('retry-after'), String(RESTART_SECONDS));
  await assertProblem(response, 503, 'shutting_down');
}

describe('a server that drains', () => {
  let server: ServerProcess;
  afterEach(() => server.stop());

  const ready = async () => (await fetch(`${server.url}/readyz`)).status;

  it('[OPS-5] is not ready, begins nothing new and says when to come back, but goes on with what there is', async () => {
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

  it('[OPS-5] under load, behind nginx with TLS, is replaced by a new one: no report is lost or counted twice, and players keep their seats', async function () {
    needNginx(this);
    server = await spawnServer({ env: { PORT: String(await freePort()), TRUST_PROXY: 'loopback' } });
    await replaceUnderLoad(server);
  });
});
