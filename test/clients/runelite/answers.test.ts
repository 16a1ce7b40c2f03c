import assert from 'node:assert/strict';
import { until } from '../../support/app.ts';
import { needJava } from './java.ts';
import { type Plugin, type PluginOptions, Plugins } from './Plugins.ts';
import { acceptAll, type Answer, respond, StubServer } from './StubServer.ts';

/** Chance that always says the same, and reports that never grow too old. */
const STEADY = { random: 0.5, usefulMs: 86_400_000 };

const BONES = { item_name: 'Bones' };

describe('what the RuneLite reporter makes of an answer', () => {
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

  /** Reports, and lets the reporter gather for as long as it does. */
  async function send(plugin: Plugin, ...drops: object[]): Promise<void> {
    await plugin.report(...(drops as (typeof BONES)[]));
    await plugin.until({ waitingMs: 200 });
    await plugin.advance(200);
  }

  const answerOnce = (status: number, body: unknown = { error: 'so it is' }, headers: object = {}): Answer => {
    return (response) => respond(response, status, body, headers);
  };

  it('a batch says who reports, and has a key of its own', async () => {
    const plugin = await open({ reporter: '6f1c2f0a-93c5-4a0e-8f53-1a2b3c4d5e6f' });
    await send(plugin, BONES);
    await plugin.until({ accepted: 1 });
    await send(plugin, BONES);
    await plugin.until({ accepted: 2 });
    const keys = stub.sent.map(({ headers }) => headers['idempotency-key']);
    for (const { path, headers } of stub.sent) {
      assert.equal(path, '/drops/batch');
      assert.equal(headers['x-reporter-id'], '6f1c2f0a-93c5-4a0e-8f53-1a2b3c4d5e6f');
      assert.match(headers['content-type']!, /^application\/json$/);
    }
    assert.notEqual(keys[0], keys[1]);
    assert.match(String(keys[0]), /^[0-9a-f-]{36}$/);
    assert.equal(stub.connections, 1, 'one connection serves all');
  });

  for (const status of [408, 429, 500, 502, 503, 504]) {
    it(`${status} is tried again, the very same batch with the same key`, async () => {
      stub.answers.push(answerOnce(status), answerOnce(status));
      const plugin = await open();
      await send(plugin, BONES, { item_name: 'Coal' });
      // Half of a bound that doubles.
      await plugin.until({ waitingMs: 100 });
      await plugin.advance(100);
      await plugin.until({ waitingMs: 200 });
      await plugin.advance(200);
      const state = await plugin.until({ accepted: 2 });
      assert.deepEqual([state.retries, state.errors], [2, Array(2).fill(`HTTP ${status}: so it is`)]);
      assert.equal(new Set(stub.sent.map(({ body }) => body)).size, 1);
      assert.equal(new Set(stub.sent.map(({ headers }) => headers['idempotency-key'])).size, 1);
    });
  }

  for (const [status, headers, error] of [
    [400, {}, 'HTTP 400: so it is'],
    [401, {}, 'HTTP 401: so it is'],
    [403, {}, 'HTTP 403: so it is'],
    [404, {}, 'HTTP 404: so it is'],
    [413, {}, 'HTTP 413: so it is'],
    [422, {}, 'HTTP 422: so it is'],
    [204, {}, 'HTTP 204'],
    [301, { location: 'https://elsewhere.example/drops/batch' }, redirected('301')],
    [307, { location: 'https://elsewhere.example/drops/batch' }, redirected('307')],
    [308, { location: 'https://elsewhere.example/drops/batch' }, redirected('308')],
    [302, {}, 'HTTP 302 to nowhere, which is not followed: is the address right?'],
  ] as const) {
    it(`${status} is not tried again, and the next batch goes after a pause`, async () => {
      stub.answers.push(answerOnce(status, status === 204 ? '' : { error: 'so it is' }, headers));
      const plugin = await open();
      await send(plugin, BONES);
      await plugin.until({ undelivered: 1, lastError: error });
      await plugin.report({ ...BONES, item_id: 2 });
      await plugin.until({ waitingMs: 200 });
      await plugin.advance(200);
      const state = await plugin.until({ accepted: 1 });
      assert.equal(state.retries, 0);
      assert.deepEqual(stub.itemIds, [526, 2]);
    });
  }

  it('a redirect is not followed, wherever it leads', async () => {
    const elsewhere = await StubServer.start();
    stub.answers.push(answerOnce(307, {}, { location: `${elsewhere.url}/drops/batch` }));
    const plugin = await open();
    await send(plugin, BONES);
    await plugin.until({ undelivered: 1 });
    assert.equal(elsewhere.sent.length, 0);
    await elsewhere.stop();
  });

  for (const [title, body] of [
    ['a page', '<html>Welcome to our wireless network</html>'],
    ['JSON of something else', { ok: true }],
    ['fewer results than reports', { results: [] }],
    ['results that are none', { results: 'all fine' }],
    ['nesting without end', '['.repeat(100_000)],
  ] as const) {
    it(`200 with ${title} is no answer of a Muster server`, async () => {
      stub.answers.push(answerOnce(200, body));
      const plugin = await open();
      await send(plugin, BONES);
      const state = await plugin.until({ undelivered: 1 });
      assert.equal(state.lastError, 'HTTP 200, but not from a Muster server: is the address right?');
    });
  }

  it('nobody reads an answer without end', async () => {
    stub.answers.push((response) => void response.writeHead(200).write('9'.repeat(300 * 1024)));
    const plugin = await open();
    await send(plugin, BONES);
    await plugin.until({ undelivered: 1 });
    await until(() => stub.open === 0, 'the end of the connection');
  });

  it('each report has its own result, and what is rejected is told with the reason and not tried again', async () => {
    const results = [
      { status: 'party_created' },
      { status: 'ignored', reason: 'duplicate_detected' },
      { status: 'rejected', error: 'reports.2.world: "no" \u00e9 \ud83d\udc80', kind: 'validation_failed' },
      { status: 'drop_added' },
      {},
    ];
    stub.answers.push(answerOnce(200, { results }));
    const plugin = await open();
    await send(plugin, ...['A', 'B', 'C', 'D', 'E'].map((item_name) => ({ item_name })));
    const state = await plugin.until({ sent: 5 });
    assert.deepEqual([state.accepted, state.ignored, state.rejected, state.retries], [2, 1, 2, 0]);
    assert.deepEqual(state.rejections, ['C: reports.2.world: "no" \u00e9 \ud83d\udc80', 'E: ']);
  });

  it('what the server could only just not do is asked for again with the same key', async () => {
    const stored = { status: 'drop_added' };
    const failed = { status: 'rejected', error: 'The server is shutting down.', kind: 'shutting_down' };
    stub.answers.push(answerOnce(200, { results: [stored, failed] }));
    const plugin = await open();
    await send(plugin, BONES, BONES);
    await plugin.until({ waitingMs: 100, lastError: 'The server is shutting down.' });
    await plugin.advance(100);
    assert.deepEqual((await plugin.until({ sent: 2 })).accepted, 2);
    assert.equal(stub.sent[0]!.headers['idempotency-key'], stub.sent[1]!.headers['idempotency-key']);
  });

  it('where it never can, the last answer counts', async () => {
    const stored = { status: 'drop_added' };
    const failed = { status: 'rejected', error: 'The change could not be stored.', kind: 'storage_unavailable' };
    stub.answers.push(answerOnce(200, { results: [stored, failed] }), answerOnce(503));
    const plugin = await open({ usefulMs: 350 });
    await send(plugin, BONES, BONES);
    await plugin.until({ waitingMs: 100 });
    await plugin.advance(100);
    await plugin.until({ waitingMs: 200 });
    await plugin.advance(200);
    const { sent, accepted, rejected, expired } = await plugin.until({ sent: 2 });
    assert.deepEqual([sent, accepted, rejected, expired], [2, 1, 1, 0]);
  });

  it("a fault in the plugin's own callback neither ends the reporter nor reaches the game", async () => {
    stub.answers.push(answerOnce(200, { results: [{ status: 'rejected', error: 'no' }] }), acceptAll);
    const plugin = await open({ throwing: true });
    assert.deepEqual(await plugin.report({ quantity: 0 }), [false]);
    assert.match((await plugin.state()).lastError!, /a callback failed: .*a fault of the plugin/);
    await send(plugin, BONES);
    await plugin.until({ rejected: 1 });
    await send(plugin, BONES);
    await plugin.until({ accepted: 1 });
  });
});

function redirected(status: string): string {
  return `HTTP ${status} to https://elsewhere.example/drops/batch, which is not followed: is the address right?`;
}
