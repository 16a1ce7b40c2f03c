import assert from 'node:assert/strict';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';
import { joinRaw, openSocket } from '../support/raw.ts';
import { until } from '../support/app.ts';
import { type TestWatcher, watch } from './TestWatcher.ts';

const BONES = { world: 444, item_id: 526, item_name: 'Bones', quantity: 1, value: 5 };
const HANDSHAKE =
  'GET /updates HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

describe('a watcher beside hostile ones', () => {
  let server: ServerProcess;
  let watcher: TestWatcher;
  before(async () => {
    server = await spawnServer({ env: { DEDUPE_WINDOW_MS: '0' } });
    watcher = await watch(server.url, { localAddress: '127.0.0.2' });
    await watcher.ask({ type: 'subscribe', world: 444 });
  });
  after(() => server.stop());

  /** Asserts that the server runs, and another watcher still gets events. */
  async function assertGoesOn(): Promise<void> {
    const before = watcher.of('event').length;
    const body = JSON.stringify(BONES);
    const response = await fetch(`${server.url}/drops`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    assert.equal(response.status < 300, true);
    await until(() => watcher.of('event').length > before, 'the event');
    assert.ok(server.alive());
  }

  const BYTES: [string, Buffer][] = [
    ['reserved bits', Buffer.from([0xf1, 0x80, 0, 0, 0, 0])],
    ['a frame that is not masked', Buffer.from([0x81, 0x02, 0x7b, 0x7d])],
    ['a length of 2^63', Buffer.from([0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4])],
    ['a continuation of nothing', Buffer.from([0x80, 0x80, 0, 0, 0, 0])],
    ['a close with a wrong code', Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0, 1])],
    ['no frames at all', Buffer.from('GET / HTTP/1.1\r\n\r\n'.repeat(500))],
  ];
  for (const [what, bytes] of BYTES) {
    it(`continues when another sends ${what} and is cut off`, async () => {
      const socket = await openSocket(server.url);
      let closed = false;
      socket
        .on('error', () => undefined)
        .on('close', () => (closed = true))
        .resume();
      socket.write(HANDSHAKE);
      socket.write(bytes);
      await until(() => closed, 'the end of the other');
      await assertGoesOn();
    });
  }

  it('continues when others flood the server and disconnect at any point', async () => {
    const hostile = await Promise.all(Array.from({ length: 20 }, () => watch(server.url)));
    for (const each of hostile)
      for (let i = 0; i < 300; i++) each.send(i % 2 ? 'x'.repeat(4_000) : { type: 'subscribe', board: true });
    for (const each of hostile.slice(10)) each.socket.terminate();
    for (const each of hostile.slice(0, 10)) assert.equal(await each.closed, 4429);
    await assertGoesOn();
  });

  it('shares the port with players in rooms, and both learn of the same drop', async () => {
    const player = await joinRaw(server.url, 'drop_tracker', { world: 444 });
    await until(() => player.frames.length > 1, 'the full state');
    const before = player.frames.length;
    await assertGoesOn();
    await until(() => player.frames.length > before, 'the patch');
    player.socket.terminate();
  });

  it('is closed with 1001 when the server shuts down, and one that does not read does not delay that', async () => {
    const stuck = await watch(server.url);
    stuck.tcp.pause();
    const { code } = await server.kill('SIGTERM');
    assert.equal(code, 0);
    assert.equal(await watcher.closed, 1001);
    stuck.socket.terminate();
  });
});
