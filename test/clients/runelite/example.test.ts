import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from 'mocha';
import { until } from '../../support/app.ts';
import { CLIENT, compile, javaFilesIn, needJava, reporterSources, startJava } from './java.ts';
import { type Plugin, Plugins } from './Plugins.ts';
import { respond, StubServer } from './StubServer.ts';

const EXAMPLE = join(CLIENT, 'example');
const SURFACE = join(import.meta.dirname, 'surface');

/** OkHttp itself: RuneLite brings it, the JDK does not. */
const OKHTTP = (process.env.OKHTTP_CLASSPATH ?? '/usr/share/java/okhttp.jar:/usr/share/java/okio.jar').split(':');

describe('the example of a RuneLite plugin', () => {
  let stub: StubServer;
  before(function () {
    needJava(this);
  });
  beforeEach(async () => {
    stub = await StubServer.start();
  });
  afterEach(() => stub.stop());

  it('sends what everybody there sees or will, once the player has opted in, and nothing else', async () => {
    const sources = [
      ...(await reporterSources()),
      ...(await javaFilesIn(EXAMPLE)),
      ...(await javaFilesIn(SURFACE)),
      join(import.meta.dirname, 'PluginPlay.java'),
    ];
    const java = startJava([await compile(sources)], 'com.example.dropparty.PluginPlay', [stub.url]);
    assert.equal(((await once(java, 'close')) as [number])[0], 0);
    const sent = stub.sent.flatMap(({ reports }) => reports);
    assert.deepEqual(
      sent.map(({ item_name }) => item_name),
      [
        'sent: for all from the start',
        "sent: another player's, public now",
        "sent: one's own, as a host",
        'sent: a chosen world',
        'sent: in a PvP world',
        'sent: after the scene',
        'sent: after a change of the minimum value',
      ],
    );
    const rune2h = { world: 444, item_id: 1319, quantity: 1, value: 1_000, plane: 0, y: 3_486, tick: 7 };
    const { item_name } = sent[0]!;
    assert.deepEqual(sent[0], { ...rune2h, item_name, x: 3_165, world_type: 'members' });
    assert.deepEqual(sent[4]!.world_type, 'pvp');
  });

  it('the surface it is compiled with has nothing that it does not use', async () => {
    const { stdout } = spawnSync('cat', await javaFilesIn(EXAMPLE), { encoding: 'utf8' });
    const used = [...stdout.matchAll(/^import (?!java\.|dev\.)([\w.]+);$/gm)].map(([, name]) => name!);
    const declared = (await javaFilesIn(SURFACE)).map((path) =>
      path.slice(SURFACE.length + 1, -'.java'.length).replaceAll('/', '.'),
    );
    const throughOthers = ['net.runelite.api.ItemComposition', 'net.runelite.api.Player', 'net.runelite.api.Tile'];
    throughOthers.push('net.runelite.api.WorldView', 'okhttp3.Call', 'okhttp3.ResponseBody');
    assert.deepEqual(declared.toSorted(compare), [...new Set([...used, ...throughOthers])].toSorted(compare));
  });

  describe('with OkHttp', () => {
    let plugins: Plugins;
    let plugin: Plugin;
    before(async function () {
      needOkHttp(this);
      const own = [
        join(import.meta.dirname, 'OkHttp.java'),
        join(EXAMPLE, 'com/example/dropparty/OkHttpTransport.java'),
      ];
      plugins = await Plugins.start([await compile([...(await reporterSources()), ...own], OKHTTP), ...OKHTTP]);
    });
    beforeEach(async () => {
      plugin = await plugins.open({ server: stub.url, transport: 'okhttp', random: 0.5, usefulMs: 1e6, answerMs: 500 });
      await plugin.report({ item_name: 'Skull 💀' });
    });
    after(() => plugins?.stop());

    const gather = async () => {
      await plugin.until({ waitingMs: 200 });
      await plugin.advance(200);
    };

    it('sends a batch', async () => {
      await gather();
      await plugin.until({ accepted: 1 });
      const { headers, reports } = stub.sent[0]!;
      assert.equal(reports[0]!.item_name, 'Skull 💀');
      assert.deepEqual([headers['content-type'], headers['x-reporter-id']], ['application/json', 'plugin 1']);
      assert.ok(headers['idempotency-key']);
    });

    it('follows no redirect', async () => {
      const elsewhere = await StubServer.start();
      const location = `${elsewhere.url}/drops/batch`;
      stub.answers.push((response) => respond(response, 301, {}, { location }));
      await gather();
      assert.match((await plugin.until({ undelivered: 1 })).lastError!, /^HTTP 301 to .* not followed/);
      assert.equal(elsewhere.sent.length, 0);
      await elsewhere.stop();
    });

    it('honours Retry-After', async () => {
      stub.answers.push((response) => respond(response, 429, {}, { 'retry-after': '7' }));
      await gather();
      await plugin.until({ waitingMs: 7_500 });
    });

    it('gives up an answer that does not come, and one that does not end', async () => {
      stub.answers.push(
        () => undefined,
        (response) => void response.writeHead(200, { 'content-length': '100' }).write('{'),
      );
      await gather();
      assert.match((await plugin.until({ waitingMs: 100 })).lastError!, /^InterruptedIOException: timeout/);
      await plugin.advance(100);
      await plugin.until({ waitingMs: 200 });
      await until(() => stub.open === 0, 'the end of both connections');
      await plugin.advance(200);
      await plugin.until({ accepted: 1, retries: 2 });
    });
  });
});

function needOkHttp(test: Context): void {
  if (OKHTTP.every((jar) => existsSync(jar))) return;
  const missing = 'OkHttp is not installed: apt-get install --no-install-recommends libokhttp-java';
  assert.ok(process.env.CI === undefined, missing);
  console.log(`    skipped "the example with OkHttp": ${missing}`);
  test.skip();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}
