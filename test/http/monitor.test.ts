import assert from 'node:assert/strict';
import type { RequestHandler } from 'express';
import { pino } from 'pino';
import type { Store } from '../../src/store/store.ts';
import { appForEachTest, readJson, startApp, until } from '../support/app.ts';
import { exchange } from '../support/raw.ts';
import { adminAlone, startHttpAlone } from './http-alone.ts';
import { assertProblem } from './reports.ts';

/** Takes every act, and keeps none. */
const NO_LOG = { logAct: () => Promise.resolve() } as unknown as Store;

const PASSWORD = 'correct horse';
const basic = (user: string, password: string) => ({ Authorization: `Basic ${btoa(`${user}:${password}`)}` });
const ADMIN = basic('admin', PASSWORD);
const OWN = { ...ADMIN, 'Sec-Fetch-Site': 'same-origin' };
const call = (method: string, args: unknown[], room = 'board') =>
  `/monitor/api/room/call?roomId=${room}&method=${method}&args=${encodeURIComponent(JSON.stringify(args))}`;

describe('/monitor', () => {
  const app = appForEachTest({ env: { ADMIN_PASSWORD: PASSWORD } });

  const ADDRESSES = [
    '/monitor',
    '/monitor/',
    '/MONITOR/api',
    '/monitor/api',
    '/monitor/api/room?roomId=board',
    '/monitor/nothing',
    call('disconnect', []),
  ];

  it('shows its page and the rooms to the admin', async () => {
    assert.match(await (await app.get('/monitor/', ADMIN)).text(), /Colyseus/);
    const response = await app.get('/monitor/api', ADMIN);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    const { rooms } = await readJson<{ rooms: { roomId: string }[] }>(response);
    assert.ok(rooms.some(({ roomId }) => roomId === 'board'));
    const room = await readJson(await app.get('/monitor/api/room?roomId=board', ADMIN));
    assert.deepEqual(room.state, { parties: {}, drops: {}, biggest: {} });
  });

  it('works behind proxies, whatever they write to X-Forwarded-Proto', async () => {
    for (const proto of ['https', 'https, http', 'https,https', 'a b'])
      assert.equal((await app.get('/monitor/api', { ...ADMIN, 'X-Forwarded-Proto': proto })).status, 200, proto);
  });

  it('refuses every path without the password', async () => {
    for (const path of ADDRESSES) {
      for (const headers of [
        {},
        basic('admin', 'wrong'),
        basic('root', PASSWORD),
        { Authorization: `Bearer ${PASSWORD}` },
      ]) {
        const response = await app.get(path, headers);
        if (response.status === 429) continue;
        assert.match(response.headers.get('www-authenticate')!, /^Basic realm=/);
        await assertProblem(response, 401, 'unauthorized');
      }
    }
  });

  it('refuses every password from an address after ten wrong ones', async () => {
    for (let i = 0; i < 10; i++) assert.equal((await app.get('/monitor/', basic('admin', `guess ${i}`))).status, 401);
    const response = await app.get('/monitor/', ADMIN);
    assert.ok(Number(response.headers.get('retry-after')) > 0);
    await assertProblem(response, 429, 'rate_limited');
  });

  it("does not count a browser's first request, which has no password", async () => {
    for (let i = 0; i < 15; i++) await app.get('/monitor/');
    assert.equal((await app.get('/monitor/', ADMIN)).status, 200);
  });

  it('refuses requests from other sites, although they have the password', async () => {
    const others: Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { Referer: 'https://evil.example/page' },
    ];
    for (const from of others) {
      for (const path of ADDRESSES) await assertProblem(await app.get(path, { ...ADMIN, ...from }), 403, 'forbidden');
    }
  });

  it('accepts a call only from its own page', async () => {
    await assertProblem(await app.get(call('disconnect', []), ADMIN), 403, 'forbidden');
    await assertProblem(
      await app.get(call('disconnect', []), { ...ADMIN, 'Sec-Fetch-Site': 'none' }),
      403,
      'forbidden',
    );
    const owns: Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'same-origin' },
      { Origin: app.url },
      { Referer: `${app.url}/monitor/` },
    ];
    for (const own of owns) {
      const room = await app.sdk.joinOrCreate('drop_tracker', { world: 444 });
      const response = await app.get(call('_forceClientDisconnect', [room.sessionId], 'drops-444'), {
        ...ADMIN,
        ...own,
      });
      assert.equal(response.status, 200);
    }
  });

  it('can close a room and disconnect a client', async () => {
    const room = await app.sdk.joinOrCreate('drop_tracker', { world: 444 });
    let closed = false;
    room.onLeave(() => (closed = true));
    assert.equal((await app.get(call('_forceClientDisconnect', [room.sessionId], 'drops-444'), OWN)).status, 200);
    await until(() => closed, 'the client was sent away');
    assert.equal((await app.get(call('disconnect', []), OWN)).status, 200);
  });

  it('cannot call anything else, or in another way', async () => {
    for (const path of [
      call('report', [{ world: 444 }, null], 'drops-444'),
      call('_editStateProperty', [['parties'], 1]),
      call('_deleteStateProperty', [['parties']]),
      call('_sendMessageToClient', ['x', 'y', 'z']),
      call('broadcast', ['x']),
      call('constructor', []),
      call('disconnect', [4000]),
      call('_forceClientDisconnect', [{}]),
    ]) {
      await assertProblem(await app.get(path, OWN), 403, 'forbidden');
    }
    await assertProblem(await app.get(`${call('disconnect', [])}&method=report`, OWN), 400, 'bad_request');
  });

  it('accepts GET only', async () => {
    assert.equal((await app.post('/monitor/api', {}, OWN)).status, 404);
  });
});

describe("the monitor's addresses", () => {
  let app: Awaited<ReturnType<typeof startHttpAlone>>;
  let reached: string[];
  before(async () => {
    // Accepts every address, so that the test sees which ones reach it.
    const monitor: RequestHandler = (request, response) => {
      reached.push(request.path);
      response.json({});
    };
    app = await startHttpAlone({ admin: adminAlone(PASSWORD, { monitor }), store: NO_LOG });
  });
  beforeEach(() => {
    reached = [];
  });
  after(() => app.stop());

  const get = (path: string) => {
    const lines = Object.entries(OWN).map(([name, value]) => `${name}: ${value}\r\n`);
    return exchange(app.url, `GET /monitor${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${lines.join('')}\r\n`);
  };

  it('are those of its page and its API', async () => {
    for (const path of ['/', '/api', '/api/room', '/assets/index-DQXpmTWQ.js'])
      assert.match(await get(path), /^HTTP\/1\.1 200 /);
    assert.deepEqual(reached, ['/', '/api', '/api/room', '/assets/index-DQXpmTWQ.js']);
  });

  for (const path of [
    '/api/room/./call',
    '//api/room/call',
    '/api/room/%63all',
    '/api/room/call/',
    '/api/room/CALL',
    '/api\\room\\call',
    '/x/../api/room/call',
    '/assets/../api/room/call',
  ]) {
    it(`do not include ${path}, which may mean the same as a guarded one`, async () => {
      assert.match(await get(`${path}?roomId=board&method=lock&args=%5B%5D`), /^HTTP\/1\.1 404 /);
      assert.deepEqual(reached, []);
    });
  }
});

describe('a call of the monitor', () => {
  it('logs who called, which room and which method, but no password', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
    const monitor: RequestHandler = (_request, response) => void response.json({});
    const app = await startHttpAlone({ log, admin: adminAlone(PASSWORD, { monitor }), store: NO_LOG });
    try {
      const response = await fetch(app.url + call('_forceClientDisconnect', ['n1Xl5AVuR'], 'drops-444'), {
        headers: OWN,
      });
      assert.equal(response.status, 200);
      await fetch(app.url + call('report', [], 'drops-444'), { headers: OWN });
    } finally {
      app.stop();
    }
    assert.equal(lines.length, 1);
    const { address, room, method } = JSON.parse(lines[0]!) as Record<string, string>;
    assert.deepEqual([address, room, method], ['127.0.0.1', 'drops-444', '_forceClientDisconnect']);
    assert.ok(!lines[0]!.includes(PASSWORD) && !lines[0]!.includes('Basic'));
  });
});

describe('/monitor without ADMIN_PASSWORD', () => {
  it('GET /monitor answers 404', async () => {
    const app = await startApp();
    try {
      for (const path of ['/monitor', '/monitor/', '/monitor/api'])
        await assertProblem(await app.get(path, ADMIN), 404, 'not_found');
    } finally {
      await app.stop();
    }
  });
});
