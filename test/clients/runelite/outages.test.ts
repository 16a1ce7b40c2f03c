import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { until } from '../../support/app.ts';
import type { Plugin } from './Plugins.ts';
import { acceptAll, type Answer, StubServer } from './StubServer.ts';
import { answerWith, items, Stage } from './stage.ts';

/** The default, which the tests of outages override. */
const USEFUL_MS = 2_000;

describe('The RuneLite reporter during an outage', () => {
  const stage = new Stage();

  /** Every report that was taken has exactly one outcome. */
  async function assertAllAccounted(plugin: Plugin): Promise<void> {
    const { queued, accepted, ignored, rejected, dropped, expired, undelivered } = await plugin.state();
    assert.equal(accepted + ignored + rejected + dropped + expired + undelivered, queued);
  }

  it('drops the oldest reports when the queue is full, and keeps the order', async () => {
    const { port } = stage.stub;
    await stage.stub.stop();
    const plugin = await stage.open({ server: `http://127.0.0.1:${port}`, queueMax: 5 });
    await plugin.report(...items(1));
    await plugin.gather();
    // The first is being sent; of the next eight, five fit into the queue.
    assert.match((await plugin.until({ waitingMs: 100 })).lastError!, /^ConnectException/);
    assert.deepEqual(await plugin.report(...items(2, 3, 4, 5, 6, 7, 8, 9)), Array(8).fill(true));
    assert.deepEqual(await plugin.state().then(({ waiting, dropped }) => [waiting, dropped]), [5, 3]);
    stage.stub = await StubServer.start(port);
    await plugin.advance(100);
    await plugin.advance(200);
    await plugin.until({ accepted: 6 });
    assert.deepEqual(stage.stub.itemIds, [1, 5, 6, 7, 8, 9]);
    assert.equal(stage.stub.openMax, 1, 'one batch at a time');
    await assertAllAccounted(plugin);
  });

  it('never blocks the caller, and retries with the same key', async () => {
    const held = Promise.withResolvers<void>();
    stage.stub.answers.push(async (response) => {
      await held.promise;
      response.destroy();
    });
    const plugin = await stage.open();
    await plugin.report(...items(1));
    await plugin.gather();
    await until(() => stage.stub.sent.length === 1, 'the request');
    // No answer comes, and reports are still taken.
    for (let id = 2; id <= 5; id++) assert.deepEqual(await plugin.report(...items(id)), [true]);
    held.resolve();
    assert.match((await plugin.until({ waitingMs: 100 })).lastError!, /^\w*Exception: /);
    await plugin.advance(100);
    await plugin.advance(200);
    await plugin.until({ accepted: 5, retries: 1 });
    const [first, again] = stage.stub.sent;
    assert.equal(again!.body, first!.body);
    assert.equal(again!.headers['idempotency-key'], first!.headers['idempotency-key']);
    assert.deepEqual(stage.stub.itemIds, [1, 1, 2, 3, 4, 5]);
  });

  for (const [title, answer] of [
    ['that never comes', () => undefined],
    ['whose body never ends', (response) => void response.writeHead(200, { 'content-length': '100' }).write('{')],
  ] satisfies [string, Answer][]) {
    it(`times out on an answer ${title}, and retries`, async () => {
      stage.stub.otherwise = answer;
      const plugin = await stage.open({ impatientTries: 1 });
      await plugin.report(...items(1));
      await plugin.gather();
      assert.equal((await plugin.until({ waitingMs: 100 })).lastError, 'IOException: no answer within 300 ms');
      await until(() => stage.stub.open === 0, 'the connection is closed');
      stage.stub.otherwise = acceptAll;
      await plugin.advance(100);
      await plugin.until({ accepted: 1, retries: 1 });
    });
  }

  it('discards reports older than 2 s, which would be counted as drops of their own', async () => {
    const plugin = await stage.open({ usefulMs: USEFUL_MS });
    stage.stub.answers.push(answerWith(503, {}, { 'retry-after': '3' }));
    await plugin.report(...items(1));
    await plugin.gather();
    await plugin.until({ waitingMs: 3_500 });
    await plugin.advance(1_400);
    await plugin.report(...items(2));
    await plugin.advance(100);
    await plugin.report(...items(3));
    await plugin.advance(2_000);
    await plugin.until({ expired: 2, accepted: 1, waiting: 0 });
    assert.deepEqual(stage.stub.itemIds, [1, 3]);
    await assertAllAccounted(plugin);
  });

  it('retries a batch until its oldest report is too old', async () => {
    const plugin = await stage.open({ usefulMs: USEFUL_MS, random: 0.999_999 });
    for (let i = 0; i < 20; i++) stage.stub.answers.push(answerWith(500, {}));
    await plugin.report(...items(1));
    await plugin.gather();
    // 200 ms have passed: it tries at 0.2, 0.4, 0.8 and 1.6 s; the next try would be at 3.2 s.
    for (const waitMs of [199, 399, 799, 1_599]) {
      await plugin.until({ waitingMs: waitMs });
      await plugin.advance(waitMs);
    }
    const { retries } = await plugin.until({ expired: 1 });
    assert.deepEqual([retries, stage.stub.sent.length], [3, 4]);
  });

  describe('with a wrong address', () => {
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

    it('reports that it does not speak HTTP', async () => {
      const plugin = await stage.open({ server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
      await plugin.report(...items(1));
      await plugin.gather();
      assert.match(
        (await plugin.until({ waitingMs: 100 })).lastError!,
        /^\w+Exception: .*(header|status line|protocol)/i,
      );
      await plugin.close();
    });

    it('reports that it does not speak https', async () => {
      const plugin = await stage.open({ server: stage.stub.url.replace('http:', 'https:') });
      await plugin.report(...items(1));
      await plugin.gather();
      assert.match(
        (await plugin.until({ waitingMs: 100 })).lastError!,
        /^(SSL\w+: |IOException: HTTP\/1.1 header parser received no bytes$)/,
      );
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
    it(`refuses ${server} as an address`, async () => {
      await assert.rejects(
        stage.open({ server }),
        new RegExp(`IllegalArgumentException: .*${why.replaceAll('/', '\\/')}`),
      );
    });
  }

  it('takes an address with a path and trailing slashes', async () => {
    stage.stub.answers.push(acceptAll, acceptAll);
    for (const [server, path] of [
      [`${stage.stub.url}/`, '/drops/batch'],
      [`${stage.stub.url}/games/muster//`, '/games/muster/drops/batch'],
    ] as const) {
      const plugin = await stage.open({ server });
      await plugin.report(...items(1));
      await plugin.close();
      assert.equal(stage.stub.sent.at(-1)!.path, path);
    }
  });
});
