import assert from 'node:assert/strict';
import { until } from '../../support/app.ts';
import { acceptAll, StubServer } from './StubServer.ts';
import { answerWith, Stage } from './stage.ts';

const BONES = { item_name: 'Bones' };

describe('The RuneLite reporter and the answers of a server', () => {
  const stage = new Stage();

  it('sends each batch with the reporter id and a new Idempotency-Key', async () => {
    const plugin = await stage.open({ reporter: '6f1c2f0a-93c5-4a0e-8f53-1a2b3c4d5e6f' });
    await stage.send(plugin, BONES);
    await plugin.until({ accepted: 1 });
    await stage.send(plugin, BONES);
    await plugin.until({ accepted: 2 });
    const keys = stage.stub.sent.map(({ headers }) => headers['idempotency-key']);
    for (const { path, headers } of stage.stub.sent) {
      assert.equal(path, '/drops/batch');
      assert.equal(headers['x-reporter-id'], '6f1c2f0a-93c5-4a0e-8f53-1a2b3c4d5e6f');
      assert.match(headers['content-type']!, /^application\/json$/);
    }
    assert.notEqual(keys[0], keys[1]);
    assert.match(String(keys[0]), /^[0-9a-f-]{36}$/);
    assert.equal(stage.stub.connections, 1, 'one connection is reused');
  });

  for (const status of [408, 429, 500, 502, 503, 504]) {
    it(`retries the same batch with the same key after ${status}`, async () => {
      stage.stub.answers.push(answerWith(status), answerWith(status));
      const plugin = await stage.open();
      await stage.send(plugin, BONES, { item_name: 'Coal' });
      // Half of an upper bound that doubles.
      await plugin.until({ waitingMs: 100 });
      await plugin.advance(100);
      await plugin.until({ waitingMs: 200 });
      await plugin.advance(200);
      const state = await plugin.until({ accepted: 2 });
      assert.deepEqual([state.retries, state.errors], [2, Array(2).fill(`HTTP ${status}: so it is`)]);
      assert.equal(new Set(stage.stub.sent.map(({ body }) => body)).size, 1);
      assert.equal(new Set(stage.stub.sent.map(({ headers }) => headers['idempotency-key'])).size, 1);
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
    it(`does not retry after ${status}, and sends the next batch`, async () => {
      stage.stub.answers.push(answerWith(status, status === 204 ? '' : { error: 'so it is' }, headers));
      const plugin = await stage.open();
      await stage.send(plugin, BONES);
      await plugin.until({ undelivered: 1, lastError: error });
      await stage.send(plugin, { ...BONES, item_id: 2 });
      const state = await plugin.until({ accepted: 1 });
      assert.equal(state.retries, 0);
      assert.deepEqual(stage.stub.itemIds, [526, 2]);
    });
  }

  it('does not follow a redirect, even to a Muster server', async () => {
    const elsewhere = await StubServer.start();
    stage.stub.answers.push(answerWith(307, {}, { location: `${elsewhere.url}/drops/batch` }));
    const plugin = await stage.open();
    await stage.send(plugin, BONES);
    await plugin.until({ undelivered: 1 });
    assert.equal(elsewhere.sent.length, 0);
    await elsewhere.stop();
  });

  for (const [title, body] of [
    ['an HTML page', '<html>Welcome to our wireless network</html>'],
    ['other JSON', { ok: true }],
    ['fewer results than reports', { results: [] }],
    ['results that are not a list', { results: 'all fine' }],
    ['endless nesting', '['.repeat(100_000)],
  ] as const) {
    it(`reports that 200 with ${title} is not from a Muster server`, async () => {
      stage.stub.answers.push(answerWith(200, body));
      const plugin = await stage.open();
      await stage.send(plugin, BONES);
      const state = await plugin.until({ undelivered: 1 });
      assert.equal(state.lastError, 'HTTP 200, but not from a Muster server: is the address right?');
    });
  }

  it('stops reading an endless answer', async () => {
    stage.stub.answers.push((response) => void response.writeHead(200).write('9'.repeat(300 * 1024)));
    const plugin = await stage.open();
    await stage.send(plugin, BONES);
    await plugin.until({ undelivered: 1 });
    await until(() => stage.stub.open === 0, 'the connection is closed');
  });

  it('counts the result of each report, and passes rejections to onRejected without a retry', async () => {
    const results = [
      { status: 'party_created' },
      { status: 'ignored', reason: 'duplicate_detected' },
      { status: 'rejected', error: 'reports.2.world: "no" \u00e9 \ud83d\udc80', kind: 'validation_failed' },
      { status: 'drop_added' },
      {},
    ];
    stage.stub.answers.push(answerWith(200, { results }));
    const plugin = await stage.open();
    await stage.send(plugin, ...['A', 'B', 'C', 'D', 'E'].map((item_name) => ({ item_name })));
    const state = await plugin.until({ sent: 5 });
    assert.deepEqual([state.accepted, state.ignored, state.rejected, state.retries], [2, 1, 2, 0]);
    assert.deepEqual(state.rejections, ['C: reports.2.world: "no" \u00e9 \ud83d\udc80', 'E: ']);
  });

  it('retries a batch with the same key where the server could not store a report for the moment', async () => {
    const stored = { status: 'drop_added' };
    const failed = { status: 'rejected', error: 'The server is shutting down.', kind: 'shutting_down' };
    stage.stub.answers.push(answerWith(200, { results: [stored, failed] }));
    const plugin = await stage.open();
    await stage.send(plugin, BONES, BONES);
    await plugin.until({ waitingMs: 100, lastError: 'The server is shutting down.' });
    await plugin.advance(100);
    assert.deepEqual((await plugin.until({ sent: 2 })).accepted, 2);
    assert.equal(stage.stub.sent[0]!.headers['idempotency-key'], stage.stub.sent[1]!.headers['idempotency-key']);
  });

  it('counts the last answer where no retry succeeds', async () => {
    const stored = { status: 'drop_added' };
    const failed = { status: 'rejected', error: 'The change could not be stored.', kind: 'storage_unavailable' };
    stage.stub.answers.push(answerWith(200, { results: [stored, failed] }), answerWith(503));
    const plugin = await stage.open({ usefulMs: 350 });
    await stage.send(plugin, BONES, BONES);
    await plugin.until({ waitingMs: 100 });
    await plugin.advance(100);
    await plugin.until({ waitingMs: 200 });
    await plugin.advance(200);
    const { sent, accepted, rejected, expired } = await plugin.until({ sent: 2 });
    assert.deepEqual([sent, accepted, rejected, expired], [2, 1, 1, 0]);
  });

  it("survives an exception from the plugin's own callback, which does not reach the game", async () => {
    stage.stub.answers.push(answerWith(200, { results: [{ status: 'rejected', error: 'no' }] }), acceptAll);
    const plugin = await stage.open({ throwing: true });
    assert.deepEqual(await plugin.report({ quantity: 0 }), [false]);
    assert.match((await plugin.state()).lastError!, /a callback failed: .*a fault of the plugin/);
    await stage.send(plugin, BONES);
    await plugin.until({ rejected: 1 });
    await stage.send(plugin, BONES);
    await plugin.until({ accepted: 1 });
  });
});

function redirected(status: string): string {
  return `HTTP ${status} to https://elsewhere.example/drops/batch, which is not followed: is the address right?`;
}
