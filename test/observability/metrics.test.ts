import assert from 'node:assert/strict';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { appForSuite, readJson, startApp, until } from '../support/app.ts';
import { MetricsReader, samplesOf } from '../support/metrics.ts';
import { assertProblem } from '../http/reports.ts';
import { aroundStore } from '../support/store-faults.ts';

const BONES = { world: 444, item_id: 526, item_name: 'Bones', quantity: 1, value: 1 };

describe('GET /metrics', () => {
  const app = appForSuite();
  const sum = (name: string, labels?: Record<string, string>) => new MetricsReader(app.url).sum(name, labels);

  it('counts reports by what became of them, and commits', async () => {
    await (await app.post('/drops', { ...BONES, reporter: 'a' })).text();
    await (await app.post('/drops', { ...BONES, item_id: 1, reporter: 'a' }, { 'Idempotency-Key': 'k' })).text();
    await (await app.post('/drops', { ...BONES, item_id: 1, reporter: 'a' }, { 'Idempotency-Key': 'k' })).text();
    await (await app.post('/drops', { ...BONES, item_id: 1, reporter: 'b' })).text();
    const restore = aroundStore('commit', () => Promise.reject(new Error('no disk')));
    await (await app.post('/drops', { ...BONES, reporter: 'c' })).text();
    restore();
    const reports = (result: string) => sum('muster_reports_total', { result });
    const results = ['party_created', 'drop_added', 'replayed', 'ignored', 'internal'];
    assert.deepEqual(await Promise.all(results.map(reports)), [1, 1, 1, 1, 1]);
    assert((await sum('muster_commit_seconds_count')) >= 2);
    assert((await sum('muster_commit_batch_size_sum')) >= 2);
    assert.equal(await sum('muster_drop_parties'), 1);
  });

  it('counts rooms and their clients, dungeon parties, sessions by status, and sockets of /updates with their ends', async () => {
    const board = await app.sdk.joinOrCreate('board');
    const { party_id } = await readJson<{ party_id: string }>(await app.post('/party?player_id=ann'));
    await (await app.post(`/session?party_id=${party_id}&player_id=ann`)).text();
    const socket = new WebSocket(`${app.url.replace('http', 'ws')}/updates`);
    await once(socket, 'message');
    assert.equal(await sum('muster_room_clients', { name: 'board' }), 1);
    assert.equal(await sum('muster_rooms', { name: 'dungeon_session' }), 1);
    assert.equal(await sum('muster_dungeon_parties'), 1);
    assert.deepEqual(
      [await sum('muster_sessions', { status: 'waiting' }), await sum('muster_sessions', { status: 'in_progress' })],
      [1, 0],
    );
    assert.equal(await sum('muster_updates_sockets'), 1);
    socket.close(1000);
    await until(async () => (await sum('muster_updates_closes_total', { code: '1000' })) === 1);
    const inventive = new WebSocket(`${app.url.replace('http', 'ws')}/updates`);
    await once(inventive, 'message');
    inventive.close(4777);
    await until(async () => (await sum('muster_updates_closes_total', { code: 'other' })) === 1);
    await board.leave();
  });

  it('counts refusals by kind, at joins too', async () => {
    await assertProblem(await app.post('/matchmake/joinOrCreate/board', { surplus: 1 }), 422, 'validation_failed');
    assert.equal(
      await sum('muster_refusals_total', { route: '/matchmake/:method/:target', kind: 'validation_failed' }),
      1,
    );
  });

  it('[OPS-1] has no label that a client made up', async () => {
    const made = 'made-up-by-a-client';
    await app.get(`/${made}`);
    await app.get(`/party/${made}?x=${made}`);
    await app.get(`/assets/${made}.js`);
    await app.get(`/MONITOR/${made}`);
    await app.send('PROPFIND', `/drops/${made}`);
    await app.post(`/matchmake/${made}/${made}`);
    const text = await (await app.get('/metrics')).text();
    assert.doesNotMatch(text, /made-up|MONITOR|PROPFIND/);
    const paths = samplesOf(text).flatMap(({ name, labels }) =>
      name === 'muster_http_requests_total' ? [`${labels.method} ${labels.route} ${labels.status}`] : [],
    );
    assert(paths.includes('other none 404'), paths.join('\n'));
    assert(paths.includes('GET /party/:party_id 404'), paths.join('\n'));
  });

  it('has what Node tells of the process, once in all', async () => {
    const names = (await new MetricsReader(app.url).samples()).map(({ name }) => name);
    for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes', 'muster_build_info'])
      assert.equal(names.filter((one) => one === name).length, 1, name);
  });
});

describe('Who may read /metrics', () => {
  const TOKEN = 'a-token-of-16-or-more';

  it('[OPS-1] with METRICS_TOKEN only its bearer', async () => {
    const app = await startApp({ env: { METRICS_TOKEN: TOKEN } });
    try {
      const wrong: Record<string, string>[] = [
        {},
        { Authorization: 'Bearer wrong' },
        { Authorization: `Basic ${btoa(`:${TOKEN}`)}` },
      ];
      for (const headers of wrong) await assertProblem(await app.get('/metrics', headers), 401, 'unauthorized');
      assert.equal((await app.get('/metrics', { Authorization: `Bearer ${TOKEN}` })).status, 200);
    } finally {
      await app.stop();
    }
  });

  it('[OPS-1] without METRICS_TOKEN nobody in production', async () => {
    const app = await startApp({ env: { NODE_ENV: 'production', RATE_LIMIT_DISABLED: '' } });
    try {
      await assertProblem(await app.get('/metrics'), 404, 'not_found');
    } finally {
      await app.stop();
    }
  });
});
