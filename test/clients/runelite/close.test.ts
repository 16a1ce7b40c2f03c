import assert from 'node:assert/strict';
import { until } from '../../support/app.ts';
import { startDriver } from './java.ts';
import { Plugins } from './Plugins.ts';
import { StubServer } from './StubServer.ts';
import { answerWith, items, Stage, STEADY } from './stage.ts';

describe('Closing a RuneLite reporter', () => {
  const stage = new Stage();

  it('sends queued reports at once, and takes no more', async () => {
    const plugin = await stage.open();
    await plugin.report(...items(...Array.from({ length: 250 }, (_, i) => i)));
    assert.equal((await plugin.close()).accepted, 250);
    assert.deepEqual(stage.stub.sent.map(({ reports }) => reports.length).at(-1), 50);
    assert.deepEqual(await plugin.report(...items(1)), [false]);
    const { refused, queued, lastError, rejections } = await plugin.close();
    assert.deepEqual([refused, queued, lastError], [1, 250, 'the reporter is closed']);
    assert.deepEqual(rejections, ['Bones: the reporter is closed']);
  });

  it('retries a failed batch once more', async () => {
    stage.stub.answers.push(answerWith(500, {}));
    const plugin = await stage.open();
    await plugin.report(...items(1));
    await plugin.gather();
    await plugin.until({ waitingMs: 100 });
    await plugin.report(...items(2));
    assert.equal((await plugin.close()).accepted, 2);
  });

  it('sends nothing during a pause that the server asked for', async () => {
    stage.stub.answers.push(answerWith(429, {}, { 'retry-after': '60' }));
    const plugin = await stage.open();
    await plugin.report(...items(1));
    await plugin.gather();
    await plugin.until({ waitingMs: 60_500 });
    await plugin.report(...items(2));
    assert.equal((await plugin.close()).undelivered, 2);
    assert.equal(stage.stub.sent.length, 1);
  });

  it('gives up on a server that does not answer', async () => {
    const held = Promise.withResolvers<void>();
    stage.stub.answers.push(() => held.promise);
    const plugin = await stage.open({ closeMs: 100 });
    await plugin.report(...items(...Array.from({ length: 150 }, (_, i) => i)));
    await until(() => stage.stub.sent.length === 1, 'the request');
    await plugin.close();
    // The thread counts them when it notices that close() has interrupted it.
    await plugin.until({ undelivered: 150 });
    held.resolve();
  });

  it('gives up on a server that is down', async () => {
    await stage.stub.stop();
    const plugin = await stage.open();
    await plugin.report(...items(1, 2));
    const { undelivered, retries } = await plugin.close();
    assert.deepEqual([undelivered, retries], [2, 0]);
    stage.stub = await StubServer.start();
  });

  it('is final after an Error in the transport, and lastError says why', async () => {
    const plugin = await stage.open({ transport: 'broken' });
    await plugin.report(...items(1));
    await plugin.gather();
    const lastError = 'the reporter has ended: java.lang.NoClassDefFoundError: okhttp3/OkHttpClient';
    await plugin.until({ undelivered: 1, lastError });
    assert.deepEqual(await plugin.report(...items(2)), [false]);
  });

  it('is not needed for a program to end', async () => {
    const program = await startDriver();
    const held = Promise.withResolvers<void>();
    stage.stub.answers.push(() => held.promise);
    const plugin = await new Plugins(() => program).open({ server: stage.stub.url, ...STEADY, realTime: true });
    await plugin.report(...items(1));
    await until(() => stage.stub.sent.length === 1, 'the request');
    assert.equal(await program.end(), 0);
    held.resolve();
  });
});
