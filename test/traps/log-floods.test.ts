import assert from 'node:assert/strict';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { connectRaw, exchange, joinRaw, ROOM_DATA } from '../support/raw.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';

const TIMES = 100;

/** Lines that may be logged of one kind. */
const LINES_MAX = 25;

const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

describe('what an anonymous client repeats', () => {
  let server: ServerProcess;
  beforeEach(async () => {
    server = await spawnServer({ env: { ADMIN_PASSWORD: 'long enough' } });
  });
  afterEach(() => server.stop());

  const repeat = <T>(one: () => Promise<T>) => Promise.all(Array.from({ length: TIMES }, one));

  /** What was logged since the start. The server is stopped, so that nothing is still to come. */
  const linesLogged = async () => {
    assert.ok(server.alive(), server.output());
    await server.kill('SIGTERM');
    const lines = server.output().split('\n');
    const start = lines.findIndex((line) => line.includes('"data  '));
    return lines.slice(
      start + 1,
      lines.findIndex((line) => line.includes('"shutting down"')),
    );
  };
  const assertFew = async () => {
    const lines = await linesLogged();
    assert.deepEqual(
      lines.filter((line) => /"level":[56]0/.test(line)),
      [],
    );
    assert.ok(lines.length <= LINES_MAX, `${lines.length} lines, the last: ${lines.at(-1)}`);
  };

  const upgrade = (path: string) =>
    exchange(
      server.url,
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${UPGRADE.replace('Upgrade\r', 'Upgrade, close\r')}\r\n`,
    );

  for (const id of ['__proto__', 'constructor', 'toString']) {
    it(`is answered 404 and not logged: upgrades to a room with the id ${id}`, async () => {
      const answers = await repeat(() => upgrade(`/p/${id}?sessionId=x`));
      assert.ok(
        answers.every((answer) => answer.startsWith('HTTP/1.1 404 ')),
        answers[0],
      );
      await repeat(() => upgrade(`/v17/p/${id}?sessionId=${id}`));
      assert.deepEqual(await linesLogged(), []);
    });
  }

  it('is not logged: sockets with seats and tokens that do not exist', async () => {
    for (const path of ['board', 'nothing'])
      for (const query of ['sessionId=x', 'sessionId=__proto__', 'sessionId=x&reconnectionToken=__proto__']) {
        const clients = await repeat(() => connectRaw(`${server.url}/p/${path}?${query}`));
        await Promise.all(clients.map(({ closed }) => closed));
      }
    const body = JSON.stringify({ reconnectionToken: '__proto__' });
    for (const target of ['board', '__proto__', 'lobby-main'])
      await repeat(async () => {
        const headers = { 'content-type': 'application/json' };
        const response = await fetch(`${server.url}/matchmake/reconnect/${target}`, { method: 'POST', headers, body });
        assert.equal(response.status, 410);
      });
    assert.deepEqual(await linesLogged(), []);
  });

  it('is logged some times and not as an error: frames that are too long', async () => {
    await repeat(async () => {
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/?`);
      await once(socket, 'open');
      socket.on('error', () => undefined).send(Buffer.alloc(100_000));
      await once(socket, 'close');
    });
    await assertFew();
  });

  it('is logged some times and not as an error: unreadable messages', async () => {
    await repeat(async () => {
      const { socket, closed } = await joinRaw(server.url, 'board');
      // More than a client may send in a second, which closes it.
      for (let i = 0; i < 30; i++) socket.send(Buffer.from([ROOM_DATA, 0xa1, 0x78, 0xc1]));
      await closed;
    });
    await assertFew();
  });

  it('does not reach the monitor: room ids that name members of an object', async () => {
    const headers = {
      authorization: `Basic ${Buffer.from('admin:long enough').toString('base64')}`,
      'sec-fetch-site': 'same-origin',
    };
    for (const id of ['__proto__', 'constructor', 'toString'])
      for (const path of ['/api/room?', '/api/room/call?method=disconnect&args=[]&']) {
        const response = await fetch(`${server.url}/monitor${path}roomId=${id}`, { headers });
        assert.equal(response.status, 404, `${path} ${id}`);
      }
    assert.equal((await fetch(`${server.url}/monitor/api/room?roomId=board`, { headers })).status, 200);
  });
});
