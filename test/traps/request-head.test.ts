import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appForSuite } from '../support/app.ts';
import { exchange, openSocket } from '../support/raw.ts';

const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

describe('the head of a request', () => {
  const app = appForSuite();

  const statusOf = async (head: string) => {
    const answer = await exchange(app.url, `${head}Connection: close\r\n\r\n`);
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
  };

  it('of HTTP/1.0 needs no Host, as the checks of load balancers send it', async () => {
    for (const path of ['/livez', '/readyz', '/parties', '/', '/docs', '/v17/parties']) {
      assert.equal(await statusOf(`GET ${path} HTTP/1.0\r\n`), 200, path);
      assert.equal(await statusOf(`GET ${path} HTTP/1.0\r\nHost: localhost\r\n`), 200, path);
    }
    assert.equal(await statusOf('GET /livez HTTP/1.0\r\nHost: a b\r\n'), 400);
  });

  it('of HTTP/1.1 without a Host is refused', async () => {
    for (const target of ['/livez', 'http://localhost/livez']) {
      assert.equal(await statusOf(`GET ${target} HTTP/1.1\r\n`), 400, target);
    }
  });

  it('may have the absolute form of this host as its target', async () => {
    for (const [target, host, status] of [
      ['http://localhost/livez', 'localhost', 200],
      ['HTTP://LOCALHOST/livez', 'localhost', 200],
      ['https://games.example.org/livez', 'games.example.org:443', 200],
      ['http://localhost:80/livez', 'localhost', 200],
      ['http://[::1]:2567/livez?', '[::1]:2567', 200],
      ['http://localhost/parties/history?limit=1', 'localhost', 200],
      ['http://localhost', 'localhost', 200],
      ['http://localhost?view=lobbies', 'localhost', 200],
      ['http://localhost/v17/livez', 'localhost', 200],
      ['http://localhost//livez', 'localhost', 404],
      ['http://localhost/nowhere', 'localhost', 404],
      ['http://other.example/livez', 'localhost', 400],
      ['http://localhost:81/livez', 'localhost', 400],
      ['http://user@localhost/livez', 'localhost', 400],
      ['http:///livez', 'localhost', 400],
      ['http://localhost#/livez', 'localhost', 400],
      ['ftp://localhost/livez', 'localhost', 400],
      ['ws://localhost/livez', 'localhost', 400],
    ] as const) {
      assert.equal(await statusOf(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n`), status, `${target} at ${host}`);
    }
    assert.equal(await statusOf('GET http://localhost/livez HTTP/1.0\r\n'), 200);
  });

  it('may have the absolute form in an upgrade, too', async () => {
    const upgrade = async (target: string) => {
      const socket = await openSocket(app.url);
      socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n${UPGRADE}\r\n`);
      const [answer] = await once(socket, 'data');
      socket.destroy();
      return String(answer);
    };
    for (const path of ['/updates', '/p/room?sessionId=s']) {
      assert.match(await upgrade(`http://localhost${path}`), /^HTTP\/1\.1 101 /);
      assert.match(await upgrade(`http://other.example${path}`), /^HTTP\/1\.1 400 /);
    }
  });
});

describe('[AUTH-5] forwarding headers', () => {
  const trusting = appForSuite({
    env: { TRUST_PROXY: 'loopback', RATE_LIMIT_DISABLED: 'false', RATE_LIMIT_WRITES_PER_MINUTE: '2' },
  });

  const join = (forwardedFor: string) => trusting.post('/auth/guest', undefined, { 'x-forwarded-for': forwardedFor });

  it('name a client by its address, whatever its port and in whichever form', async () => {
    const forms = [
      ['203.0.113.7:4711', '203.0.113.7:4712', '::ffff:203.0.113.7', '203.0.113.7'],
      ['[2001:db8::1]:443', '[2001:db8::2]:444', '2001:db8:0:0:1::', '[2001:DB8::3]'],
    ];
    for (const [first, second, ...others] of forms) {
      assert.deepEqual([(await join(first!)).status, (await join(second!)).status], [200, 200]);
      for (const other of others) assert.equal((await join(other)).status, 429, other);
    }
  });

  it('that cannot be read leave the address of the peer, so that rubbish does not lift the limit', async () => {
    const statuses = [];
    for (const rubbish of ['unknown', '_hidden', '1', 'a b', 'user@192.0.2.1', '192.0.2.1/32', '192.0.2.1:999999'])
      statuses.push((await join(rubbish)).status);
    assert.deepEqual(statuses, [200, 200, 429, 429, 429, 429, 429]);
  });

  it('give the path below which a trusted proxy serves this server, if it is one', async () => {
    const typeWith = async (headers: Record<string, string>) => {
      const response = await trusting.get('/nowhere', headers);
      return ((await response.json()) as { type: string }).type;
    };
    for (const prefix of ['/muster', '/a/b-c_d.e~f'])
      assert.equal(await typeWith({ 'x-forwarded-prefix': prefix }), `${prefix}/docs/errors#not_found`);
    for (const bad of [
      'muster',
      '/',
      '/a/',
      '//a',
      '/../a',
      '/a/..',
      '/a b',
      '/a, /b',
      '/a"',
      '/a?b',
      '/%2e',
      '/a'.repeat(9),
      'https://a',
    ])
      assert.equal(await typeWith({ 'x-forwarded-prefix': bad }), '/docs/errors#not_found', bad);
  });
});

describe('[AUTH-5] forwarding headers of others than TRUST_PROXY', () => {
  const wary = appForSuite({ env: { PUBLIC_ADDRESS: 'games.example.org/muster' } });

  it('are ignored; PUBLIC_ADDRESS has a path of its own', async () => {
    const response = await wary.get('/nowhere', { 'x-forwarded-prefix': '/evil' });
    const { type, detail } = (await response.json()) as { type: string; detail: string };
    assert.equal(type, '/muster/docs/errors#not_found');
    assert.equal(detail, 'there is nothing at /muster/nowhere; see /muster/docs');
  });
});
