import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { matchMaker } from '@colyseus/core';
import { openSocket } from '../support/raw.ts';
import { readJson, startApp, type TestApp, until } from '../support/app.ts';

type Refused = { error: string; kind: string; status: number };

describe('matchmaking', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.stop());

  const ask = async (path: string, options: unknown = {}, headers: Record<string, string> = {}) => {
    const response = await app.post(`/matchmake/${path}`, options, headers);
    return { status: response.status, headers: response.headers, body: await readJson<Refused>(response) };
  };

  it('joinOrCreate, join and joinById lead to the one room of a world, whether it exists yet or not', async () => {
    const rooms = await Promise.all([
      app.sdk.joinOrCreate('drop_tracker', { world: 301 }),
      app.sdk.join('drop_tracker', { world: 301 }),
      app.sdk.joinById('drops-301'),
    ]);
    assert.deepEqual(
      rooms.map(({ roomId }) => roomId),
      ['drops-301', 'drops-301', 'drops-301'],
    );
    const [later, board] = await Promise.all([app.sdk.joinById('drops-302'), app.sdk.joinById('board')]);
    assert.deepEqual([later.roomId, board.roomId], ['drops-302', 'board']);
    await Promise.all([...rooms, later, board].map((room) => room.leave()));
  });

  it('options without a valid world are answered 422 with what is allowed, and create no room', async () => {
    for (const options of [
      {},
      { world: 0 },
      { world: 65_536 },
      { world: '301' },
      { world: 1.5 },
      { world: null },
      [301],
    ]) {
      const { status, body } = await ask('joinOrCreate/drop_tracker', options);
      assert.equal(status, 422, JSON.stringify(options));
      assert.match(body.error, /^options.*(65535|1 or more|must be an object)/);
      assert.deepEqual(matchMaker.getLocalRoomById('drops-0') ?? matchMaker.getLocalRoomById('drops-65536'), undefined);
    }
    const extra = await ask('joinOrCreate/drop_tracker', {
      world: 303,
      roomId: 'mine',
      key: { name: 'board' },
      services: {},
    });
    assert.equal(extra.status, 422);
    assert.match(extra.body.error, /^options.roomId: unknown; .*options.key: unknown; .*options.services: unknown; /);
  });

  it('create, unknown methods and unknown rooms are refused with a fitting status and a message that says what to do', async () => {
    for (const [path, status, error] of [
      ['create/board', 403, /use joinOrCreate/],
      ['create/drop_tracker', 403, /use joinOrCreate/],
      ['joinOrCreate/lobbby', 404, /no room named "lobbby"; use one of: .*drop_tracker/],
      ['joinOrCreate/__proto__', 404, /use one of: .*board/],
      ['joinOrCreate/constructor', 404, /use one of: .*board/],
      ['joinById/constructor', 404, /no room with the id "constructor"; use one of: .*drops-/],
      ['joinById/drops-0', 404, /use one of/],
      ['joinById/drops-65536', 404, /use one of/],
      ['joinById/drops-0301', 404, /use one of/],
      ['constructor/board', 404, /use one of: joinOrCreate, join, joinById, reconnect/],
      ['createRoom/board', 404, /use one of: joinOrCreate/],
      ['gracefullyShutdown/board', 404, /use one of: joinOrCreate/],
      ['reconnect/board', 422, /reconnectionToken: .*must be a string/],
      [`joinOrCreate/${'x'.repeat(3_000)}`, 404, /no room named "x{40}"/],
    ] as const) {
      const answer = await ask(path);
      assert.equal(answer.status, status, path);
      assert.match(answer.body.error, error);
    }
    for (const target of ['board', 'drops-301', 'nowhere', '__proto__']) {
      const { status, body } = await ask(`reconnect/${target}`, { reconnectionToken: '__proto__' });
      assert.deepEqual([status, body.kind], [410, 'reconnection_expired'], target);
    }
    await assert.rejects(app.sdk.create('board'), /use joinOrCreate/, 'the SDK shows it');
  });

  it('options of 60 MB are refused before they are read, with a Content-Length or chunked', async () => {
    const head = 'POST /matchmake/joinOrCreate/board HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const chunk = Buffer.concat([Buffer.from('8000\r\n'), Buffer.alloc(0x8000, 0x20), Buffer.from('\r\n')]);
    for (const length of [`Content-Length: ${60 * 1024 * 1024}`, 'Transfer-Encoding: chunked']) {
      const socket = await openSocket(app.url);
      let answer = '';
      let closed = false;
      socket.on('data', (data) => (answer += data.toString())).on('error', () => undefined);
      socket.on('close', () => (closed = true));
      socket.write(`${head}${length}\r\n\r\n`);
      if (!length.includes('chunked'))
        await until(() => answer.startsWith('HTTP/1.1 413'), 'the answer before the body');
      await until(() => closed || (socket.write(chunk) && false), 'the end of the connection');
      assert.ok(socket.bytesWritten < 16 * 1024 * 1024, `${socket.bytesWritten} bytes were taken`);
    }
  });

  it('8,000 nested arrays as options are refused like any wrong ones', async () => {
    const deep = '['.repeat(8_000) + ']'.repeat(8_000);
    const { status } = await ask('joinOrCreate/lobby', `{"player_id":${deep}}`);
    assert.equal(status, 422);
    const failed = await ask('joinOrCreate/drop_tracker', `{"world":${deep}}`);
    assert.equal(failed.status, 422);
  });

  it('malformed JSON and a wrong content type are refused with a string in `error`', async () => {
    for (const options of ['{', 'text', 'null x', '{"world":NaN}']) {
      const { status, body } = await ask('joinOrCreate/board', options);
      assert.equal(status, 400, options);
      assert.equal(typeof body.error, 'string');
    }
    const { status, body } = await ask('joinOrCreate/board', '{}', { 'content-type': 'text/plain' });
    assert.deepEqual([status, typeof body.error], [415, 'string']);
  });

  it('a full room answers 503 and says so, without retries', async () => {
    const room = await app.sdk.joinOrCreate('drop_tracker', { world: 310 });
    matchMaker.getLocalRoomById('drops-310').maxClients = 1;
    const lookUp = mock.method(matchMaker.driver, 'findOne');
    const { status, body } = await ask('joinOrCreate/drop_tracker', { world: 310 });
    assert.deepEqual([status, body.error], [503, 'room drops-310 is full: try again later']);
    assert.equal(lookUp.mock.callCount(), 1, 'Colyseus would retry five times, with pauses');
    lookUp.mock.restore();
    await room.leave();
  });

  it("Colyseus's own CORS headers, which allow every page, are never sent", async () => {
    await app.stop();
    app = await startApp({ env: { CORS_ORIGINS: 'https://a.example' } });
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, {}]) {
      for (const method of ['POST', 'OPTIONS', 'GET']) {
        const response = await fetch(`${app.url}/matchmake/joinOrCreate/board`, {
          method,
          headers: {
            'content-type': 'application/json',
            'access-control-request-method': 'POST',
            ...headers,
          } as Record<string, string>,
          ...(method === 'POST' ? { body: '{}' } : {}),
        });
        await response.text();
        assert.equal(response.headers.get('access-control-allow-credentials'), null);
        assert.equal(response.headers.get('access-control-allow-origin'), null);
      }
    }
  });
});
