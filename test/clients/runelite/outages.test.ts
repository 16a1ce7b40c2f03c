import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { until } from '../../support/app.ts';
import { needJava } from './java.ts';
import { type Plugin, type PluginOptions, Plugins } from './Plugins.ts';
import { acceptAll, respond, StubServer } from './StubServer.ts';

const STEADY = { random: 0.5, usefulMs: 86_400_000 };

describe('the RuneLite reporter without a server that answers', () => {
  let plugins: Plugins;
  let stub: StubServer;
  before(async function () {
    needJava(this);
    plugins = await Plugins.start();
  });
  beforeEach(async () => {
    stub = await StubServer.start();
  });
  afterEach(() => stub.stop());
  after(() => plugins?.stop());

  const open = (options: Partial<PluginOptions> = {}) => plugins.open({ server: stub.url, ...STEADY, ...options });
  const items = (...ids: number[]) => ids.map((item_id) => ({ item_id }));

  async function gather(plugin: Plugin): Promise<void> {
    await plugin.until({ waitingMs: 200 });
    await plugin.advance(200);
  }

  /** Every report that was taken has come to exactly one end. */
  async function assertAllAccounted(plugin: Plugin): Promise<void> {
    const { queued, accepted, ignored, rejected, dropped, expired, undelivered } = await plugin.state();
    assert.equal(accepted + ignored + rejected + dropped + expired + undelivered, queued);
  }

  it('drops the oldest when the queue is full, and keeps the order', async () => {
    const { port } = stub;
    await stub.stop();
    const plugin = await open({ server: `http://127.0.0.1:${port}`, queueMax: 5 });
    await plugin.report(...items(1));
    await gather(plugin);
    // The first is on its way; of the next eight there is room for five.
    assert.match((await plugin.until({ waitingMs: 100 })).lastError!, /^ConnectException/);
    assert.deepEqual(await plugin.report(...items(2, 3, 4, 5, 6, 7, 8, 9)), Array(8).fill(true));
    assert.deepEqual(await plugin.state().then(({ waiting, dropped }) => [waiting, dropped]), [5, 3]);
    stub = await StubServer.start(port);
    await plugin.advance(100);
    await plugin.advance(200);
    await plugin.until({ accepted: 6 });
    assert.deepEqual(stub.itemIds, [1, 5, 6, 7, 8, 9]);
    assert.equal(stub.openMax, 1, 'one batch at a time');
    await assertAllAccounted(plugin);
  });

  it('never makes the caller wait, and tries again with the same key', async () => {
    const held = Promise.withResolvers<void>();
    stub.answers.push(() => held.promise);
    const plugin = await open({ answerMs: 300 });
    await plugin.report(...items(1));
    await gather(plugin);
    await until(() => stub.sent.length === 1, 'the request');
    // No answer comes, and the reports are taken all the same.
    for (let id = 2; id <= 5; id++) assert.deepEqual(await plugin.report(...items(id)), [true]);
    assert.equal((await plugin.until({ waitingMs: 100 })).lastError, 'IOException: no answer within 300 ms');
    await plugin.advance(100);
    await plugin.advance(200);
    await plugin.until({ accepted: 5, retries: 1 });
    const [first, again] = stub.sent;
    assert.equal(again!.body, first!.body);
    assert.equal(again!.headers['idempotency-key'], first!.headers['idempotency-key']);
    assert.deepEqual(stub.itemIds, [1, 1, 2, 3, 4, 5]);
    held.resolve();
  });

  it('an answer whose body never ends is given up like none', async () => {
    stub.answers.push((response) => void response.writeHead(200, { 'content-length': '100' }).write('{'));
    const plugin = await open({ answerMs: 300 });
    await plugin.report(...items(1));
    await gather(plugin);
    assert.equal((await plugin.until({ waitingMs: 100 })).lastError, 'IOException: no answer within 300 ms');
    await until(() => stub.open === 0, 'the end of the connection');
    await plugin.advance(100);
    await plugin.until({ accepted: 1 });
  });

  it('what is older than 2 s is discarded, because a late report makes a drop that never was', async () => {
    const plugin = await plugins.open({ server: stub.url, random: 0.5 });
    stub.answers.push((response) => respond(response, 503, {}, { 'retry-after': '3' }));
    await plugin.report(...items(1));
    await gather(plugin);
    await plugin.until({ waitingMs: 3_500 });
    await plugin.advance(1_400);
    await plugin.report(...items(2));
    await plugin.advance(100);
    await plugin.report(...items(3));
    await plugin.advance(2_000);
    await plugin.until({ expired: 2, accepted: 1, waiting: 0 });
    assert.deepEqual(stub.itemIds, [1, 3]);
    await assertAllAccounted(plugin);
  });

  it('a batch is tried as long as its oldest report is useful', async () => {
    const plugin = await plugins.open({ server: stub.url, random: 0.999_999 });
    for (let i = 0; i < 20; i++) stub.answers.push((response) => respond(response, 500, {}));
    await plugin.report(...items(1));
    await gather(plugin);
    // 200 ms have passed: tries at 0.2, 0.4, 0.8 and 1.6 s, and the next would be at 3.2 s.
    for (const waitMs of [199, 399, 799, 1_599]) {
      await plugin.until({ waitingMs: waitMs });
      await plugin.advance(waitMs);
    }
    const { retries } = await plugin.until({ expired: 1 });
    assert.deepEqual([retries, stub.sent.length], [3, 4]);
  });

  describe('at the wrong address', () => {
    let server: Server;
    const sockets = new Set<Socket>();
    beforeEach(async () => {
      server = createServer((socket) => {
        sockets.add(socket.on('error', () => undefined));
        socket.once('data', () => socket.end('SSH-2.0-OpenSSH\r\n'));
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
    });
    afterEach(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });

    it('which is no web server, it says so', async () => {
      const plugin = await open({ server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
      await plugin.report(...items(1));
      await gather(plugin);
      assert.match(
        (await plugin.until({ waitingMs: 100 })).lastError!,
        /^\w+Exception: .*(header|status line|protocol)/i,
      );
      await plugin.close();
    });

    it('with https where there is only http, it says so', async () => {
      const plugin = await open({ server: stub.url.replace('http:', 'https:') });
      await plugin.report(...items(1));
      await gather(plugin);
      assert.match((await plugin.until({ waitingMs: 100 })).lastError!, /^SSL\w+: /);
      await plugin.close();
    });
  });

  for (const [server, why] of [
    ['localhost:2567', 'it must begin with https:// or http:// and a host'],
    ['/drops', 'it must begin with https:// or http:// and a host'],
    ['ftp://example.org', 'it must begin with https:// or http:// and a host'],
    ['http://', ''],
    ['https://example.org/?world=444', 'it must end with the path'],
    ['https://example.org/#drops', 'it must end with the path'],
    ['https://me:secret@example.org', 'it must have no name or password in it'],
  ] as const) {
    it(`${server} is refused as an address`, async () => {
      await assert.rejects(open({ server }), new RegExp(`IllegalArgumentException: .*${why.replaceAll('/', '\\/')}`));
    });
  }

  it('an address may have a path, and slashes at its end', async () => {
    stub.answers.push(acceptAll, acceptAll);
    for (const [server, path] of [
      [`${stub.url}/`, '/drops/batch'],
      [`${stub.url}/games/muster//`, '/games/muster/drops/batch'],
    ] as const) {
      const plugin = await open({ server });
      await plugin.report(...items(1));
      await plugin.close();
      assert.equal(stub.sent.at(-1)!.path, path);
    }
  });
});
