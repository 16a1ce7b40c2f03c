import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appForEachTest, FakeClock, readJson, until } from '../../support/app.ts';
import { aroundStore } from '../../support/store-faults.ts';
import { AppError } from '../../../src/errors.ts';
import { watch } from '../../updates/TestWatcher.ts';
import { partyOf } from '../dungeons.ts';
import { assertProblem } from '../reports.ts';
import { ADMIN, ADMIN_ENV, Admin } from './admin.ts';
import { spawnServer } from '../../support/server-process.ts';

type Notice = { text: string; at: string | null; until: string | null };

describe("the admin's keys", () => {
  const app = appForEachTest({ env: ADMIN_ENV });
  let admin: Admin;
  beforeEach(() => {
    admin = new Admin(app);
  });
  const operatorJson = () => readFile(join(app.dataDir, 'operator.json'), 'utf8');

  it('[ADMIN-5] are shown once, when they are made, and only their hash is kept', async () => {
    const { key, name } = await admin.do<{ key: string; name: string }>('POST', '/keys', { name: 'clan-bot' });
    assert.match(key, /^mk_[\w-]{43}$/);
    const kept = await operatorJson();
    assert.ok(kept.includes(createHash('sha256').update(key).digest('hex')) && !kept.includes(key));
    await app.restart();
    const list = await admin.do<{ keys: object[] }>('GET', '/keys');
    assert.deepEqual(Object.keys(list.keys[0]!), ['name', 'created_at']);
    assert.ok(!JSON.stringify([list, await admin.acts()]).includes(key));
    await assertProblem(await admin.send('POST', '/keys', { name }), 422, 'validation_failed');
    await admin.do('DELETE', '/keys/clan-bot');
    assert.deepEqual(await admin.do('GET', '/keys'), { keys: [] });
    await assertProblem(await admin.send('DELETE', '/keys/clan-bot'), 404, 'not_found');
    assert.deepEqual(await admin.acts(), [
      ['key_revoked', 'clan-bot', {}],
      ['key_made', 'clan-bot', {}],
    ]);
  });

  it('[ADMIN-4] are neither made nor logged while operator.json is invalid', async () => {
    await writeFile(join(app.dataDir, 'operator.json'), '{ "keys": [ }');
    const response = await admin.send('POST', '/keys', { name: 'clan-bot' });
    const { detail } = await assertProblem(response, 409, 'operator_json_invalid');
    assert.match(detail, /line 1/);
    assert.deepEqual(await admin.acts(), []);
    assert.equal(await operatorJson(), '{ "keys": [ }');
  });

  it('[ADMIN-4] are not made while the act cannot be logged', async () => {
    const before = await operatorJson();
    const restore = aroundStore('logAct', () => Promise.reject(new AppError('storage_unavailable')));
    try {
      await assertProblem(await admin.send('POST', '/keys', { name: 'clan-bot' }), 503, 'storage_unavailable');
    } finally {
      restore();
    }
    assert.equal(await operatorJson(), before);
  });
});

describe("the admin's notice", () => {
  const clock = new FakeClock();
  const app = appForEachTest({ env: ADMIN_ENV, now: clock.now });
  let admin: Admin;
  beforeEach(() => {
    admin = new Admin(app);
  });
  const shown = async () => (await readJson<{ notice: Notice | null }>(await app.get('/notice'))).notice;

  it('reaches everybody who is there and everybody who comes, in rooms, by /updates and by REST, also after a restart', async () => {
    const rooms = [
      await app.sdk.joinOrCreate('board'),
      await app.sdk.joinOrCreate('drop_tracker', { world: 444 }),
      await app.sdk.joinOrCreate('lobby', { player_id: 'ann' }),
    ];
    const heard: (string | null)[] = [];
    for (const room of rooms) room.onMessage('notice', ({ notice }) => heard.push(notice?.text ?? null));
    const watcher = await watch(app.url);
    const posted = await admin.do<{ notice: Notice }>('POST', '/notice', { text: 'Restart at noon' });
    assert.deepEqual(posted.notice, { text: 'Restart at noon', at: '2025-12-09T12:00:00.000Z', until: null });
    await until(() => heard.length === 3, 'the rooms');
    const frame = await watcher.waitFor(({ type }) => type === 'notice', 'the frame');
    assert.deepEqual(frame['notice'], { text: 'Restart at noon', at: clock.time, until: null });
    assert.deepEqual(await shown(), posted.notice);
    await watcher.close();
    await app.restart();
    assert.deepEqual(await shown(), posted.notice);
    const later = await watch(app.url);
    await later.waitFor(({ type }) => type === 'notice', 'the notice after hello');
    const room = await app.sdk.joinOrCreate('lobby', { player_id: 'bob' });
    room.onMessage('notice', ({ notice }) => heard.push(notice?.text ?? null));
    await until(() => heard.length === 4, 'the notice after joining');
    await admin.do('DELETE', '/notice');
    await until(() => heard.at(-1) === null, 'that it is cleared');
    await until(() => later.of('notice').at(-1)?.['notice'] === null, 'that it is cleared');
    assert.equal(await shown(), null);
    await later.close();
    assert.deepEqual(await admin.acts(), [
      ['notice_cleared', '', {}],
      ['notice_posted', '', { text: 'Restart at noon' }],
    ]);
  });

  it('is told to be over when its time has come, in rooms and by /updates', async () => {
    const room = await app.sdk.joinOrCreate('board');
    const heard: (string | null)[] = [];
    room.onMessage('notice', ({ notice }: { notice: Notice | null }) => heard.push(notice?.text ?? null));
    const watcher = await watch(app.url);
    const ends = new Date(clock.time + 60_000).toISOString();
    await admin.do('POST', '/notice', { text: 'Restart in a minute', until: ends });
    await until(() => heard.length === 1 && watcher.of('notice').length === 1, 'the notice');
    clock.advance(60_000);
    await until(() => heard.length === 2 && watcher.of('notice').length === 2, 'its end');
    assert.deepEqual([heard[1], watcher.of('notice')[1]!['notice']], [null, null]);
    await watcher.close();
  });

  it('holds until its time, which is to come', async () => {
    await admin.do('POST', '/notice', { text: 'Soon', until: '2025-12-09T14:00:00+01:00' });
    assert.equal((await shown())?.until, '2025-12-09T13:00:00.000Z');
    clock.advance(3_600_000);
    assert.equal(await shown(), null);
    for (const bad of [
      { text: 'x', until: '2025-12-09T12:00:00Z' },
      { text: '' },
      { text: 'a\nb' },
      { text: 'x', until: 7 },
    ])
      await assertProblem(await admin.send('POST', '/notice', bad), 422, 'validation_failed');
  });
});

describe("the admin's view of shares, the log and drain", () => {
  const app = appForEachTest({ env: { ...ADMIN_ENV, RATE_LIMIT_DISABLED: 'false', TRUST_PROXY: 'loopback' } });
  let admin: Admin;
  beforeEach(() => {
    admin = new Admin(app);
  });

  it('shows which address holds what, those that hold most first', async () => {
    const from = (address: string) => ({ 'X-Forwarded-For': address });
    const drop = { world: 444, item_id: 526, item_name: 'Bones', quantity: 1, value: 5 };
    await app.post('/drops', drop, from('203.0.113.7'));
    await app.send('POST', '/party?lobby=eu', { player_id: 'ann' }, from('203.0.113.7'));
    await app.send('POST', '/party', { player_id: 'bob' }, from('2001:db8::1'));
    const { party_id } = await readJson<{ party_id: string }>(
      await app.post('/party', { player_id: 'eve', privacy: 'private' }, from('203.0.113.7')),
    );
    await app.post(`/party/${party_id}/request`, { player_id: 'cat' }, from('2001:db8::1'));
    const nothing = { connections: 0, drop_parties: 0, lobbies: 0, dungeon_parties: 0, join_requests: 0, tickets: 0 };
    assert.deepEqual(await admin.do('GET', '/shares'), {
      addresses: [
        { ...nothing, address: '203.0.113.7', drop_parties: 1, lobbies: 1, dungeon_parties: 2 },
        { ...nothing, address: '2001:db8:0:0/64', dungeon_parties: 1, join_requests: 1 },
      ],
      address_count: 2,
    });
  });

  it('[ADMIN-4] pages the log by cursor, newest first, with the address of each act, also after a restart', async () => {
    for (const name of ['a', 'b', 'c']) await admin.do('POST', '/keys', { name });
    await app.restart();
    type Page = { acts: { target: string; who: string; id: number }[]; next_cursor?: string };
    const first = await admin.do<Page>('GET', '/audit?limit=2');
    assert.deepEqual(
      first.acts.map(({ target, who }) => [target, who]),
      [
        ['c', '127.0.0.1'],
        ['b', '127.0.0.1'],
      ],
    );
    const second = await admin.do<Page>('GET', `/audit?limit=2&cursor=${first.next_cursor}`);
    assert.deepEqual([second.acts.map(({ target }) => target), second.next_cursor], [['a'], undefined]);
    await assertProblem(await admin.send('GET', '/audit?cursor=x'), 422, 'validation_failed');
  });

  it('[ADMIN-4] logs what the monitor is made to do', async () => {
    await partyOf(app, ['ann']);
    const room = await app.sdk.joinOrCreate('drop_tracker', { world: 444 });
    const call = `/monitor/api/room/call?roomId=drops-444&method=_forceClientDisconnect&args=${encodeURIComponent(JSON.stringify([room.sessionId]))}`;
    assert.equal((await app.get(call, { ...admin.headers, 'Sec-Fetch-Site': 'same-origin' })).status, 200);
    assert.deepEqual(await admin.acts(), [['client_disconnected', 'drops-444', { client: room.sessionId }]]);
  });
});

describe('POST /admin/drain', () => {
  it('ends the server as SIGTERM does, and is in the log of the next one', async () => {
    const server = await spawnServer({ env: ADMIN_ENV });
    try {
      const post = (headers: Record<string, string>) => fetch(`${server.url}/admin/drain`, { method: 'POST', headers });
      assert.equal((await post({})).status, 401);
      assert.deepEqual(await readJson(await post(ADMIN)), { status: 'draining' });
      assert.deepEqual(await server.exit, { code: 0, signal: null });
      await server.restart();
      const log = await readJson<{ acts: { act: string }[] }>(
        await fetch(`${server.url}/admin/audit`, { headers: ADMIN }),
      );
      assert.deepEqual(
        log.acts.map(({ act }) => act),
        ['drain_started'],
      );
    } finally {
      await server.stop();
    }
  });
});
