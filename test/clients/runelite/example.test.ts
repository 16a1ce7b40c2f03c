import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from 'mocha';
import { until } from '../../support/app.ts';
import { compile, EXAMPLE, javaFilesIn, reporterSources, SURFACE } from './java.ts';
import type { Plugin } from './Plugins.ts';
import { acceptAll, StubServer } from './StubServer.ts';
import { answerWith, Stage, usePlugins } from './stage.ts';

/** OkHttp itself, which RuneLite ships and the JDK does not. */
const OKHTTP = (process.env.OKHTTP_CLASSPATH ?? '/usr/share/java/okhttp.jar:/usr/share/java/okio.jar').split(':');

describe('The example plugin for RuneLite', () => {
  const plugins = usePlugins();
  const stage = new Stage();

  it('reports items that everybody there sees or will see, once the player has opted in, and nothing else', async () => {
    const sources = [
      ...(await reporterSources()),
      ...(await javaFilesIn(EXAMPLE)),
      ...(await javaFilesIn(SURFACE)),
      join(import.meta.dirname, 'PluginPlay.java'),
    ];
    const classPath = [await compile(sources)];
    await plugins.ask({ do: 'run', classPath, main: 'com.example.dropparty.PluginPlay', arguments: [stage.stub.url] });
    const sent = stage.stub.sent.flatMap(({ reports }) => reports);
    assert.deepEqual(
      sent.map(({ item_name }) => item_name),
      [
        'sent: for all from the start',
        "sent: another player's, public now",
        "sent: one's own, as a host",
        'sent: a chosen world',
        'sent: in a PvP world',
        'sent: despawns now',
        'sent: never despawns',
        'sent: was public before',
        'sent: after the scene',
        'sent: after a change of the minimum value',
      ],
    );
    const rune2h = { world: 444, item_id: 1319, quantity: 1, value: 1_000, plane: 0, y: 3_486, tick: 7 };
    const { item_name } = sent[0]!;
    const moments = { despawns_in: 200, public_in: 0 };
    assert.deepEqual(sent[0], { ...rune2h, ...moments, item_name, x: 3_165, world_type: 'members' });
    assert.deepEqual(sent[4]!.world_type, 'pvp');
    assert.deepEqual(
      sent.map(({ tick, despawns_in, public_in }) => [tick, despawns_in, public_in]),
      [
        [7, 200, 0],
        [7, 200, 0],
        [7, 300, 100],
        [7, 200, 0],
        [7, 200, 0],
        [7, undefined, undefined],
        [7, undefined, undefined],
      ].concat(Array.from({ length: 3 }, () => [7, 200, 0])),
    );
  });

  it('uses every class of the surface that it is compiled against', async () => {
    const texts = await Promise.all((await javaFilesIn(EXAMPLE)).map((path) => readFile(path, 'utf8')));
    const used = [...texts.join('\n').matchAll(/^import (?!java\.|dev\.)([\w.]+);$/gm)].map(([, name]) => name!);
    const declared = (await javaFilesIn(SURFACE)).map((path) =>
      path.slice(SURFACE.length + 1, -'.java'.length).replaceAll('/', '.'),
    );
    const usedIndirectly = ['net.runelite.api.ItemComposition', 'net.runelite.api.Player', 'net.runelite.api.Tile'];
    usedIndirectly.push('net.runelite.api.WorldView', 'okhttp3.Call', 'okhttp3.ResponseBody');
    assert.deepEqual(declared.toSorted(compare), [...new Set([...used, ...usedIndirectly])].toSorted(compare));
  });

  describe('with OkHttp', () => {
    let classPath: string[];
    let plugin: Plugin;
    before(async function () {
      needOkHttp(this);
      const own = [
        join(import.meta.dirname, 'OkHttp.java'),
        join(EXAMPLE, 'com/example/dropparty/OkHttpTransport.java'),
      ];
      classPath = [await compile([...(await reporterSources()), ...own], OKHTTP), ...OKHTTP];
    });
    const open = (impatientTries = 0) =>
      stage.open({ transport: 'dev.muster.runelite.OkHttp', classPath, impatientTries });
    beforeEach(async () => {
      plugin = await open();
      await plugin.report({ item_name: 'Skull 💀' });
    });

    it('sends a batch', async () => {
      await plugin.gather();
      await plugin.until({ accepted: 1 });
      const { headers, reports } = stage.stub.sent[0]!;
      assert.equal(reports[0]!.item_name, 'Skull 💀');
      assert.deepEqual([headers['content-type'], headers['x-reporter-id']], ['application/json', plugin.name]);
      assert.ok(headers['idempotency-key']);
    });

    it('does not follow redirects', async () => {
      const elsewhere = await StubServer.start();
      const location = `${elsewhere.url}/drops/batch`;
      stage.stub.answers.push(answerWith(301, {}, { location }));
      await plugin.gather();
      assert.match((await plugin.until({ undelivered: 1 })).lastError!, /^HTTP 301 to .* not followed/);
      assert.equal(elsewhere.sent.length, 0);
      await elsewhere.stop();
    });

    it('follows Retry-After', async () => {
      stage.stub.answers.push(answerWith(429, {}, { 'retry-after': '7' }));
      await plugin.gather();
      await plugin.until({ waitingMs: 7_500 });
    });

    it('times out on a missing answer, and on an endless one', async () => {
      plugin = await open(2);
      await plugin.report({ item_name: 'Skull 💀' });
      stage.stub.otherwise = () => undefined;
      await plugin.gather();
      assert.match((await plugin.until({ waitingMs: 100 })).lastError!, /^InterruptedIOException: timeout/);
      stage.stub.otherwise = (response) => void response.writeHead(200, { 'content-length': '100' }).write('{');
      await plugin.advance(100);
      await plugin.until({ waitingMs: 200 });
      await until(() => stage.stub.open === 0, 'both connections are closed');
      stage.stub.otherwise = acceptAll;
      await plugin.advance(200);
      await plugin.until({ accepted: 1, retries: 2 });
    });
  });
});

function needOkHttp(test: Context): void {
  if (OKHTTP.every((jar) => existsSync(jar))) return;
  const missing = 'OkHttp is not installed: apt-get install --no-install-recommends libokhttp-java';
  assert.ok(process.env.CI === undefined, missing);
  console.log(`    skipped "The example plugin with OkHttp": ${missing}`);
  test.skip();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}
