import assert from 'node:assert/strict';
import { WebSocket } from 'ws';
import { until } from '../support/app.ts';
import { connectRaw, exchange, JOIN_ROOM, LEAVE_ROOM, openSocket, ROOM_DATA } from '../support/raw.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';

const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
const ROOM_REQUEST = 21;

type Seat = { processId: string; roomId: string; sessionId: string };

describe('The server at /v17', () => {
  let server: ServerProcess;
  before(async () => {
    server = await spawnServer({ env: { ADMIN_PASSWORD: 'correct horse' } });
  });
  after(() => server.stop());

  const join = async () => {
    const response = await fetch(`${server.url}/v17/matchmake/joinOrCreate/board`, { method: 'POST' });
    const { processId, roomId, sessionId } = (await response.json()) as Seat;
    return connectRaw(`${server.url}/v17/${processId}/${roomId}?sessionId=${sessionId}`);
  };
  const assertServes = async () => {
    assert.ok(server.alive(), server.output());
    const { socket, frames } = await join();
    assert.equal(frames[0]![0], JOIN_ROOM);
    socket.terminate();
  };
  const ask = (lines: string, rest = 'Connection: close\r\n\r\n') => exchange(server.url, `${lines}\r\n${rest}`);
  const status = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

  it('upgrades only addresses of rooms, the latency probe and /updates', async () => {
    const addresses = [
      '/v17/updates/x',
      '/v17/parties',
      '/v17/a/b/c?sessionId=x',
      '/v17/board?sessionId=x',
      '/v17/v17/p/board?sessionId=x',
      '/v17/monitor',
      '/v17/matchmake/joinOrCreate/board',
      '/v17evil/p/board?sessionId=x',
      '/V17/p/board?sessionId=x',
      '//v17/p/board?sessionId=x',
      '/v17//',
      '/v17//[',
      '/v17//p/board?sessionId=x',
      '/v17/p/board?sessionId=a b',
      '/v17/%',
      '/v17/%E0%A4%A',
      '/v17/p/board%00',
      '/v17/p/board#x',
      '/v17\\p\\board',
      '/v17@:99999999/p/board',
      ':99999999/v17/',
      'http://[/v17/p/board',
    ];
    for (const address of addresses) {
      const answer = await ask(
        `GET ${address} HTTP/1.1\r\nHost: localhost`,
        `${UPGRADE.replace('Upgrade\r', 'Upgrade, close\r')}\r\n`,
      );
      assert.ok(status(answer) >= 200 && !answer.includes(' 101 '), `${address}: ${answer}`);
    }
    await assertServes();
  });

  it('answers a malformed Host or address with an error, and ignores a forged scheme', async () => {
    const rest = 'Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}';
    for (const host of ['[', '[::1', 'a b', 'a:99999999', 'a/b', '', '%', 'user@host'])
      for (const target of ['POST /v17/matchmake/joinOrCreate/board', 'GET /v17/parties', 'GET /v17'])
        assert.equal(status(await ask(`${target} HTTP/1.1\r\nHost: ${host}`, rest)), 400, `${target} ${host}`);
    for (const target of [
      '/v17//[',
      '/v17/%',
      '/v17/%E0%A4%A',
      '/v17/matchmake/%/%',
      '/v17/matchmake/%E0%A4%A/board',
    ]) {
      const answer = await ask(`POST ${target} HTTP/1.1\r\nHost: localhost`, rest);
      assert.ok(status(answer) >= 400 && status(answer) < 500, `${target}: ${answer}`);
    }
    const forged = `X-Forwarded-Proto: a b\r\n${rest}`;
    assert.equal(status(await ask('POST /v17/matchmake/joinOrCreate/board HTTP/1.1\r\nHost: localhost', forged)), 200);
    await assertServes();
  });

  it('answers an address as the one without the prefix, and 404 where it only resembles /v17', async () => {
    const get = async (path: string) => {
      const response = await fetch(server.url + path, { redirect: 'manual' });
      const body = await response.text();
      return { status: response.status, body };
    };
    for (const path of ['/', '/?x', '/parties?world=1', '//parties', '/openapi.json', '/no/such'])
      assert.deepEqual(await get(`/v17${path}`), await get(path), path);
    assert.deepEqual(await get('/v17'), await get('/'));
    assert.deepEqual(await get('/v17?x'), await get('/?x'));
    for (const path of ['/v17evil', '/v17evil/parties', '/v17/v17/parties', '/V17/parties', '/v17%2fparties'])
      assert.equal((await get(path)).status, 404, path);
  });

  it('refuses a body of 60 MB before reading it', async () => {
    for (const path of ['/v17/matchmake/joinOrCreate/board', '/v17/drops']) {
      const socket = await openSocket(server.url);
      let answer = '';
      socket.on('data', (data) => (answer += data.toString())).on('error', () => undefined);
      const type = 'Host: localhost\r\nContent-Type: application/json';
      socket.write(`POST ${path} HTTP/1.1\r\n${type}\r\nContent-Length: ${60 * 1024 * 1024}\r\n\r\n`);
      await until(() => answer.startsWith('HTTP/1.1 413'), `the answer of ${path}`);
      socket.destroy();
    }
    await assertServes();
  });

  it('protects the monitor with its password', async () => {
    assert.equal((await fetch(`${server.url}/v17/monitor`)).status, 401);
    const headers = {
      authorization: `Basic ${Buffer.from('admin:correct horse').toString('base64')}`,
      'sec-fetch-site': 'cross-site',
    };
    const call = '/monitor/api/room/call?roomId=board&method=disconnect&args=[]';
    assert.equal((await fetch(`${server.url}/v17${call}`, { headers })).status, 403);
  });

  it('survives frames of unknown types, cut off or with absurd lengths', async () => {
    const long = [0xd9, 120, ...Buffer.alloc(120, 'x')];
    const tails = [[], long, [0xdb, 0xff, 0xff, 0xff, 0xff], [0xa1, 0xff], [0xa1, 0x61, 0xc8, 0xff, 0xff, 0x73, 0x00]];
    for (const code of [ROOM_DATA, ROOM_REQUEST, JOIN_ROOM, 17, 19, 20, 18, 11, 14, 255]) {
      const { socket, closed } = await join();
      for (const tail of tails) socket.send(Buffer.from([code, ...tail]));
      socket.send(Buffer.from([LEAVE_ROOM]));
      await closed;
    }
    await assertServes();
  });

  it('answers the latency probe, and greets on /updates', async () => {
    for (const path of ['/v17', '/v17/', '/v17/?x']) {
      const probe = new WebSocket(server.url.replace('http', 'ws') + path);
      const answered = new Promise<Buffer>((resolve) => probe.on('message', resolve));
      probe.on('open', () => probe.send(Buffer.from([18])));
      assert.deepEqual([...(await answered)], [18], path);
      probe.close();
    }
    const watcher = new WebSocket(`${server.url.replace('http', 'ws')}/v17/updates`);
    const hello = await new Promise<Buffer>((resolve) => watcher.on('message', resolve));
    assert.equal((JSON.parse(hello.toString()) as { type: string }).type, 'hello');
    watcher.terminate();
  });
});
