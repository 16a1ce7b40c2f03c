import assert from 'node:assert/strict';
import { WebSocket } from 'ws';
import { connectRaw, exchange, JOIN_ROOM, joinRaw } from '../support/raw.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';

const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

describe('a malformed request line or header does not end the process', () => {
  let server: ServerProcess;
  before(async () => {
    server = await spawnServer();
  });
  after(() => server.stop());

  const assertServes = async () => {
    assert.ok(server.alive(), server.output());
    const { socket } = await joinRaw(server.url, 'board');
    socket.terminate();
  };
  const status = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

  it('an upgrade to anything but a room or /updates is answered as a plain request, even twice at once', async () => {
    const paths = [
      '/updates/x',
      '/parties',
      '/a/b/c',
      '/board/',
      '/monitor',
      '/drops/batch',
      '/matchmake/joinOrCreate/board',
    ];
    const answers = await Promise.all(
      [...paths, ...paths].map((path) =>
        exchange(
          server.url,
          `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${UPGRADE.replace('Upgrade\r', 'Upgrade, close\r')}\r\n`,
        ),
      ),
    );
    for (const answer of answers) assert.ok(status(answer) >= 200 && !answer.includes(' 101 '), answer);
    assert.equal(status(answers[2]!), 404);
    await assertServes();
  });

  it('an upgrade to a malformed URL is refused', async () => {
    const addresses = [
      ':99999999',
      '/p/board?sessionId=a b',
      '//',
      '//[',
      '//board/board',
      'http://localhost:99999999/p/board',
      'http://[/p/board',
      '*',
      '/%',
      '/%E0%A4%A',
      '/p/board%00',
      '/p/board#x',
      '\\p\\board',
      '@:99999999/p/board',
      '[',
    ];
    for (const address of addresses) {
      const answer = await exchange(
        server.url,
        `GET ${address} HTTP/1.1\r\nHost: localhost\r\n${UPGRADE}Connection: close\r\n\r\n`,
      );
      assert.ok(!answer.includes(' 101 '), `${address}: ${answer}`);
    }
    await assertServes();
  });

  it('a handshake without a key or version is refused', async () => {
    for (const missing of [/Sec-WebSocket-Key.*\r\n/, /Sec-WebSocket-Version.*\r\n/]) {
      const answer = await exchange(
        server.url,
        `GET / HTTP/1.1\r\nHost: localhost\r\n${UPGRADE.replace(missing, '')}\r\n`,
      );
      assert.ok([400, 426].includes(status(answer)), answer);
    }
    await assertServes();
  });

  it("Java's HttpClient gets its answer, although it offers an upgrade to HTTP/2 with every request", async () => {
    const body = JSON.stringify({ world: 444, item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38052 });
    const answer = await exchange(
      server.url,
      'POST /drops HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAB\r\n' +
        `Host: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    assert.equal(status(answer), 200, answer);
    assert.match(answer, /party_created/);
  });

  it('a malformed Host or URL is answered with an error, and a malformed X-Forwarded-Proto is ignored', async () => {
    const body = '{}';
    const rest = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
    const hosts = ['[', ']', '[::1', 'a b', 'a:99999999', 'a/b', '', '%', 'a,b', 'user@host', '\xff'];
    for (const host of hosts) {
      for (const target of [
        'POST /matchmake/joinOrCreate/board',
        'GET /parties',
        'POST /monitor',
        'OPTIONS /matchmake/x/y',
      ]) {
        const answer = await exchange(server.url, `${target} HTTP/1.1\r\nHost: ${host}\r\n${rest}`);
        assert.equal(status(answer), 400, `${target} ${host}: ${answer}`);
      }
    }
    assert.equal(status(await exchange(server.url, `POST /matchmake/joinOrCreate/board HTTP/1.1\r\n${rest}`)), 400);
    for (const target of [
      ':99999999',
      'http://[',
      '*',
      '//[',
      '/%',
      '/%E0%A4%A',
      '/matchmake/%/%',
      '/matchmake/%E0%A4%A/board',
    ]) {
      const answer = await exchange(server.url, `POST ${target} HTTP/1.1\r\nHost: localhost\r\n${rest}`);
      assert.ok(status(answer) >= 400 && status(answer) < 500, `${target}: ${answer}`);
    }
    for (const proto of ['a b', 'javascript:', '://', '\xff', 'https']) {
      const forwarded = `X-Forwarded-Proto: ${proto}\r\n${rest}`;
      const answer = await exchange(
        server.url,
        `POST /matchmake/joinOrCreate/board HTTP/1.1\r\nHost: localhost\r\n${forwarded}`,
      );
      assert.equal(status(answer), 200, `${proto}: ${answer}`);
    }
    await assertServes();
  });

  it('a URL of 100 KB and 3,000 headers are refused or cut off', async () => {
    const long = await exchange(server.url, `GET /?${'x'.repeat(100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    assert.ok(long === '' || status(long) === 431, long);
    const headers = Array.from({ length: 3_000 }, (_, i) => `x-${i}: 1\r\n`).join('');
    const many = await exchange(server.url, `GET / HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`);
    assert.ok(many === '' || status(many) === 431, many);
    await assertServes();
  });

  it("the SDK's latency probe is answered and closed after a second, whatever it sends", async () => {
    const probe = new WebSocket(server.url.replace('http', 'ws'));
    const answered = new Promise<Buffer>((resolve) => probe.on('message', resolve));
    const closed = new Promise<number>((resolve) => probe.on('close', resolve));
    probe.on('open', () => probe.send(Buffer.from([18])));
    const silentClient = connectRaw(server.url, false);
    assert.deepEqual([...(await answered)], [18]);
    assert.equal(await closed, 1000);
    const silent = await silentClient;
    assert.equal(await silent.closed, 1000);
    assert.ok(!silent.frames.some((frame) => frame[0] === JOIN_ROOM));
  });
});
