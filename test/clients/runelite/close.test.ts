import assert from 'node:assert/strict';
import { until } from '../../support/app.ts';
import { needJava } from './java.ts';
import { type Plugin, type PluginOptions, Plugins } from './Plugins.ts';
import { respond, StubServer } from './StubServer.ts';

const STEADY = { random: 0.5, usefulMs: 86_400_000 };

describe('the end of a RuneLite reporter', () => {
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

  it('close sends what waits without gathering, and takes no more', async () => {
    const plugin = await open();
    await plugin.report(...items(...Array.from({ length: 250 }, (_, i) => i)));
    assert.equal((await plugin.close()).accepted, 250);
    assert.deepEqual(stub.sent.map(({ reports }) => reports.length).at(-1), 50);
    assert.deepEqual(await plugin.report(...items(1)), [false]);
    const { refused, queued, lastError, rejections } = await plugin.close();
    assert.deepEqual([refused, queued, lastError], [1, 250, 'the reporter is closed']);
    assert.deepEqual(rejections, ['Bones: the reporter is closed']);
  });

  it('close tries once more what is waiting to be tried again', async () => {
    stub.answers.push((response) => respond(response, 500, {}));
    const plugin = await open();
    await plugin.report(...items(1));
    await gather(plugin);
    await plugin.until({ waitingMs: 100 });
    await plugin.report(...items(2));
    assert.equal((await plugin.close()).accepted, 2);
  });

  it('close sends nothing while the server wants to be left alone', async () => {
    stub.answers.push((response) => respond(response, 429, {}, { 'retry-after': '60' }));
    const plugin = await open();
    await plugin.report(...items(1));
    await gather(plugin);
    await plugin.until({ waitingMs: 60_500 });
    await plugin.report(...items(2));
    assert.equal((await plugin.close()).undelivered, 2);
    assert.equal(stub.sent.length, 1);
  });

  it('close gives up a server that does not answer', async () => {
    const held = Promise.withResolvers<void>();
    stub.answers.push(() => held.promise);
    const plugin = await open({ closeMs: 100 });
    await plugin.report(...items(...Array.from({ length: 150 }, (_, i) => i)));
    await until(() => stub.sent.length === 1, 'the request');
    assert.equal((await plugin.close()).undelivered, 150);
    held.resolve();
  });

  it('close gives up a server that is down', async () => {
    await stub.stop();
    const plugin = await open();
    await plugin.report(...items(1, 2));
    const { undelivered, retries } = await plugin.close();
    assert.deepEqual([undelivered, retries], [2, 0]);
    stub = await StubServer.start();
  });

  it('says why it has ended, where its transport has a part missing', async () => {
    const plugin = await open({ transport: 'broken' });
    await plugin.report(...items(1));
    await gather(plugin);
    const lastError = 'the reporter has ended: java.lang.NoClassDefFoundError: okhttp3/OkHttpClient';
    await plugin.until({ undelivered: 1, lastError });
    assert.deepEqual(await plugin.report(...items(2)), [false]);
  });

  it('holds no program that ends without close', async () => {
    const program = await Plugins.start();
    const held = Promise.withResolvers<void>();
    stub.answers.push(() => held.promise);
    const plugin = await program.open({ server: stub.url, realTime: true });
    await plugin.report(...items(1));
    await until(() => stub.sent.length === 1, 'the request');
    assert.equal(await program.end(), 0);
    held.resolve();
  });
});
