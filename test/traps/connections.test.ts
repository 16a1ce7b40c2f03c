import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { matchMaker } from '@colyseus/core';
import { WebSocket } from 'ws';
import { HTTP_CONNECTIONS_PER_ADDRESS_MAX, UPDATES_REFUSED_AT_ONCE_MAX } from '../../src/protocol/limits.ts';
import { FakeClock, readJson, startApp, type TestApp, until } from '../support/app.ts';
import { exchange, JOIN_ROOM, openSocket } from '../support/raw.ts';

const MAX = 5;
const GRACE_MS = 60_000;

type Seat = { processId: string; roomId: string; sessionId: string; reconnectionToken?: string };

describe('the connections of one address', () => {
  const clock = new FakeClock();
  let app: TestApp;
  const sockets: WebSocket[] = [];
  beforeEach(async () => {
    const env = { RATE_LIMIT_DISABLED: 'false', TRUST_PROXY: 'loopback', CONNECTIONS_PER_ADDRESS_MAX: String(MAX) };
    app = await startApp({ env, now: clock.now });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.terminate();
    await app.stop();
  });

  const from = (address: string) => ({ 'x-forwarded-for': `192.0.2.${address}` });
  const forwarded = (address: string) => Object.entries(from(address)).map(([name, value]) => `${name}: ${value}`);
  const join = (address: string, room = 'board', options: object = {}) =>
    app.post(`/matchmake/joinOrCreate/${room}`, options, from(address));
  const seatOf = async (joining: Promise<Response>) => readJson<Seat>(await joining);
  const kindOf = async (joining: Promise<Response>) => {
    const response = await joining;
    return [response.status, (await readJson(response))['kind']];
  };
  const REFUSED = [429, 'share_used_up'];

  /** Opens a socket. Resolves to the status that refused it, or null once it is open. */
  const open = async (path: string, address: string) => {
    const socket = new WebSocket(app.url.replace('http', 'ws') + path, { headers: from(address) });
    sockets.push(socket);
    const refused = once(socket, 'unexpected-response').then(([, response]) => Number(response.statusCode));
    const status = await Promise.race([refused, once(socket, 'open').then(() => null)]);
    return { socket, status };
  };

  /** Takes the seat. Resolves once it has joined. */
  const sit = async ({ processId, roomId, sessionId, reconnectionToken }: Seat, address: string) => {
    const token = reconnectionToken === undefined ? '' : `&reconnectionToken=${reconnectionToken}`;
    const path = `/${processId}/${roomId}?sessionId=${sessionId}${token}`;
    const socket = new WebSocket(app.url.replace('http', 'ws') + path, { headers: from(address) });
    sockets.push(socket);
    const [frame] = (await once(socket, 'message')) as [Buffer];
    assert.equal(frame[0], JOIN_ROOM);
    socket.send(Buffer.from([JOIN_ROOM]));
    return { socket, token: frame.subarray(2, 2 + frame[1]!).toString() };
  };
  const seatAll = (room = 'board', options: (i: number) => object = () => ({})) =>
    Promise.all(Array.from({ length: MAX }, async (_, i) => sit(await seatOf(join('1', room, options(i))), '1')));

  it('[SHARE-3] are counted over all rooms and /updates, and given back when they close', async () => {
    const [first] = await seatAll('drop_tracker', (i) => ({ world: 300 + i }));
    assert.deepEqual(await kindOf(join('1')), REFUSED);
    assert.equal((await open('/?', '1')).status, 429);
    const late = (await open('/updates', '1')).socket;
    assert.equal((await once(late, 'close'))[0], 4409);
    await sit(await seatOf(join('2')), '2');
    assert.equal((await open('/updates', '2')).status, null);
    first!.socket.close();
    await until(
      async () =>
        (await open('/updates', '1')).socket.readyState === WebSocket.OPEN && (await join('1')).status === 429,
    );
  });

  it('[SHARE-3] are refused unopened by /updates once it is telling as many sockets as it may that they are refused', async () => {
    await seatAll();
    const answers = new Map<string, number>();
    const closed: Promise<unknown>[] = [];
    const knock = async (address: string) => {
      const socket = await openSocket(app.url);
      const head = ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'];
      const key = `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`;
      socket.write(['GET /updates HTTP/1.1', 'Host: x', ...head, key, ...forwarded(address), '', ''].join('\r\n'));
      // It never answers the close, as a client that only wants to hold the socket.
      const [answer] = (await once(socket, 'data')) as [Buffer];
      const status = answer.toString('latin1', 9, 12);
      answers.set(status, (answers.get(status) ?? 0) + 1);
      closed.push(once(socket.resume(), 'close'));
    };
    await Promise.all(Array.from({ length: 40 }, () => knock('1')));
    assert.deepEqual(Object.fromEntries(answers), {
      101: UPDATES_REFUSED_AT_ONCE_MAX,
      429: 40 - UPDATES_REFUSED_AT_ONCE_MAX,
    });
    await knock('2');
    assert.equal(answers.get('101'), UPDATES_REFUSED_AT_ONCE_MAX + 1);
    // The server ends them all, and then one that comes late is told why again.
    await Promise.all(closed.slice(0, 40));
    assert.equal((await once((await open('/updates', '1')).socket, 'close'))[0], 4409);
  });

  it('[SHARE-3] include seats that nobody takes, until they expire', async () => {
    for (let i = 0; i < MAX; i++) assert.equal((await join('1')).status, 200);
    assert.deepEqual(await kindOf(join('1', 'lobby')), REFUSED);
    assert.equal((await open('/updates', '2')).status, null);
    assert.equal((await join('2')).status, 200);
    matchMaker.getLocalRoomById('board').seatReservationTimeout = 0.01;
    await until(async () => (await join('1')).status === 200, 'a free seat');
  });

  it('[SHARE-3] include the seats of lost connections, which may come back even when no other may', async () => {
    const joined = await seatAll('lobby', (i) => ({ player_id: `p${i}` }));
    const room = matchMaker.getLocalRoomById('lobby-main');
    for (const { socket } of joined) socket.terminate();
    await until(() => room.clients.length === 0, 'the loss');
    assert.deepEqual(await kindOf(join('1')), REFUSED);
    const { token } = joined[0]!;
    const back = await readJson<Seat>(
      await app.post('/matchmake/reconnect/lobby-main', { reconnectionToken: token }, from('1')),
    );
    await sit({ ...back, reconnectionToken: token }, '1');
    assert.deepEqual(await kindOf(join('1')), REFUSED);
    clock.advance(GRACE_MS);
    await until(async () => (await join('1')).status === 200, 'the end of the grace');
  });

  it('[SHARE-3] let one socket at a time use the place of a seat', async () => {
    for (let i = 0; i < MAX - 1; i++) await join('1');
    const { processId, roomId, sessionId } = await seatOf(join('1'));
    const path = `/${processId}/${roomId}?sessionId=${sessionId}&skipHandshake=1`;
    const statuses = (await Promise.all([1, 2, 3].map(() => open(path, '1')))).map(({ status }) => status);
    assert.deepEqual(
      statuses.toSorted((a, b) => Number(a) - Number(b)),
      [null, 429, 429],
    );
  });
});

describe('the connections of one address that are no WebSockets', () => {
  const PROXY = '127.0.0.3';
  let app: TestApp;
  before(async () => {
    app = await startApp({
      env: { RATE_LIMIT_DISABLED: 'false', TRUST_PROXY: PROXY, CONNECTIONS_PER_ADDRESS_MAX: '1' },
    });
  });
  after(() => app.stop());

  const openAll = (localAddress: string, count: number) =>
    Promise.all(Array.from({ length: count }, () => openSocket(app.url, { localAddress })));
  const ask = (localAddress: string) => exchange(app.url, ASK, { localAddress });
  const asks = async (socket: Socket) => {
    socket.write(ASK.replace('close', 'keep-alive'));
    const [bytes] = (await once(socket, 'data')) as [Buffer];
    return bytes.toString();
  };
  const ASK = 'GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
  const UPGRADE =
    'GET /updates HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

  it('[SHARE-5] are limited, idle ones too, and neither those of others nor WebSockets count', async () => {
    const watcher = await openSocket(app.url, { localAddress: '127.0.0.2' });
    watcher.write(UPGRADE);
    const [accepted] = (await once(watcher, 'data')) as [Buffer];
    assert.match(accepted.toString(), /^HTTP\/1\.1 101/);

    const idle = await openAll('127.0.0.2', HTTP_CONNECTIONS_PER_ADDRESS_MAX);
    // The last one is served, and so are all of others.
    assert.match(await asks(idle.at(-1)!), /^HTTP\/1\.1 200/);
    assert.match(await ask('127.0.0.1'), /^HTTP\/1\.1 200/);
    const refused = await ask('127.0.0.2');
    assert.match(refused, /^HTTP\/1\.1 429 [^]*Retry-After: 5[^]*has 1000 open connections[^]*"kind":"share_used_up"/);
    assert.doesNotMatch(refused, /HTTP\/1\.1 200/);

    idle.pop()!.destroy();
    await until(async () => (await ask('127.0.0.2')).startsWith('HTTP/1.1 200'), 'there is room for another');
    for (const socket of [watcher, ...idle]) socket.destroy();
  });

  it('[SHARE-5] may be any number from a proxy', async () => {
    const idle = await openAll(PROXY, HTTP_CONNECTIONS_PER_ADDRESS_MAX);
    assert.match(await ask(PROXY), /^HTTP\/1\.1 200/);
    for (const socket of idle) socket.destroy();
  });

  it('[SHARE-5] end when an upgrade is refused, even if the client does not close its side', async () => {
    const localAddress = '127.0.0.4';
    const watcher = await openSocket(app.url, { localAddress });
    watcher.write(UPGRADE);
    await once(watcher, 'data');
    const { hostname, port } = new URL(app.url);
    const socket = connect({ host: hostname, port: Number(port), localAddress, allowHalfOpen: true });
    socket.write(UPGRADE.replace('/updates', '/process/room?sessionId=mine'));
    const [refused] = (await once(socket, 'data')) as [Buffer];
    assert.match(refused.toString(), /^HTTP\/1\.1 429/);
    // What arrives at a socket that is closed is answered by a reset.
    socket.on('error', () => undefined);
    await until(() => {
      if (!socket.destroyed) socket.write('x');
      return socket.destroyed;
    }, 'the server has closed the connection');
    assert.match((socket.errored as NodeJS.ErrnoException).code!, /^(ECONNRESET|EPIPE)$/);
    watcher.destroy();
  });
});
