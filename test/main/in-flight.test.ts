import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readlink } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InFlight } from '../../src/main/InFlight.ts';
import { FLOODS_MAX, PIPELINED_MAX } from '../../src/protocol/limits.ts';
import { routeRequests } from '../../src/main/http-server.ts';
import { appForSuite, until } from '../support/app.ts';
import { exchange, openSocket } from '../support/raw.ts';

const get = (path: string, times = 1) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(times);

describe('Requests on one connection', () => {
  const app = appForSuite();

  it(`may wait for ${PIPELINED_MAX} answers; one more is refused, and the connection closes`, async () => {
    const answer = await exchange(app.url, get('/parties', PIPELINED_MAX + 500));
    const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
    assert.deepEqual(statuses, [...Array<string>(PIPELINED_MAX).fill('200'), '429']);
    assert.match(answer, /Connection: close/i);
    assert.match(answer, /"error":"a connection may have 64 requests waiting.*"kind":"rate_limited"/);
  });

  it('are all answered, however many, if the client reads the answers', async () => {
    const socket = await openSocket(app.url);
    for (let i = 0; i < PIPELINED_MAX + 10; i++) {
      socket.write(get('/livez'));
      const [bytes] = (await once(socket, 'data')) as [Buffer];
      assert.match(bytes.toString(), /^HTTP\/1\.1 200/);
    }
    socket.destroy();
  });

  it('leave no file open when the client hangs up', async function () {
    if (process.platform !== 'linux') this.skip();
    const page = await (await app.get('/')).text();
    const asset = /src="[^"]*(\/assets\/[^"]+)"/.exec(page)![1]!;
    for (let i = 0; i < 20; i++) {
      const socket = await openSocket(app.url);
      socket.write(get(asset, 4) + get('/docs/swagger-ui-bundle.js', 4));
      await once(socket, 'data');
      socket.destroy();
    }
    await (await app.get('/livez')).text();
    await until(async () => (await openFiles(/dist\/board|swagger-ui/)).length === 0, 'no page file is open');
  });
});

describe('The requests in flight', () => {
  const STALLED_MS = 300;
  let server: Server;
  let inFlight: InFlight;
  let url: string;
  before(async () => {
    server = createServer();
    const isTrustedProxy = () => false;
    inFlight = new InFlight(server, { isTrustedProxy, stalledMs: STALLED_MS });
    const settings = { corsOrigins: ['*'], isTrustedProxy, keepAliveMs: 75_000, publicHost: undefined };
    routeRequests(server, settings, inFlight, (_request, response) => void response.end(Buffer.alloc(1024 * 1024)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  it('end when a client does not read its answers; a client that is slow or idle is not cut off', async () => {
    const closed: unknown[] = [];
    server.on('connection', (socket) => {
      const { remotePort } = socket;
      socket.once('close', () => closed.push(remotePort));
    });
    const [idle, reader, deaf] = [await openSocket(url), await openSocket(url), await openSocket(url)];
    const deafPort = deaf.localPort;
    let bytes = 0;
    reader.on('data', (chunk: Buffer) => (bytes += chunk.length));
    deaf
      .pause()
      .on('error', () => undefined)
      .write(get('/', 30));
    while (closed.length === 0) {
      const before = bytes;
      reader.write(get('/'));
      await until(() => bytes > before + 1024 * 1024);
    }
    assert.deepEqual(closed, [deafPort]);
    for (const socket of [idle, reader, deaf]) socket.destroy();
  });
});

describe('An address that floods connection after connection', () => {
  const app = appForSuite({ env: { TRUST_PROXY: '127.0.0.3' } });
  const flood = (localAddress: string) => exchange(app.url, get('/livez', PIPELINED_MAX + 1), { localAddress });

  it('[SHARE-4] is refused new ones for a minute, unlike others and the connections that it has', async () => {
    const older = await openSocket(app.url);
    for (let i = 0; i < FLOODS_MAX; i++) assert.match(await flood('127.0.0.1'), /^HTTP\/1\.1 200/);
    const answer = await exchange(app.url, get('/livez'));
    assert.match(answer, /^HTTP\/1\.1 429 [^]*Retry-After: 60[^]*"kind":"rate_limited"/);
    assert.doesNotMatch(answer, /HTTP\/1\.1 200/);
    assert.match(await flood('127.0.0.2'), /^HTTP\/1\.1 200/);
    older.write(get('/livez'));
    const [bytes] = (await once(older, 'data')) as [Buffer];
    assert.match(bytes.toString(), /^HTTP\/1\.1 200/);
    older.destroy();
  });

  it('is served for ever if it is a proxy, which speaks for many', async () => {
    for (let i = 0; i <= FLOODS_MAX; i++) assert.match(await flood('127.0.0.3'), /^HTTP\/1\.1 200/);
  });
});

async function openFiles(path: RegExp): Promise<string[]> {
  const targets = await Promise.all(
    (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
  );
  return targets.filter((target) => path.test(target));
}
