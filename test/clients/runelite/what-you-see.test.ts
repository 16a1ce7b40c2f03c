import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ERROR_KINDS } from '../../../src/errors.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { needJava } from './java.ts';
import { type PlayedDrop, type Plugin, Plugins, type PluginState } from './Plugins.ts';
import { type Answer, respond, StubServer } from './StubServer.ts';

const run = promisify(execFile);

/** What the last column of the table of bad cases quotes, row by row. Some troubles show as one thing or the other. */
const QUOTED = (await readFile(new URL('../../../docs/runelite.md', import.meta.url), 'utf8'))
  .split('| What happens')[1]!
  .split('\n\n')[0]!
  .split('\n')
  .slice(2)
  .map((row) =>
    Array.from(
      row
        .split('|')
        .at(-2)!
        .matchAll(/`([^`]{12,})`/g),
      ([, words]) => words!,
    ),
  );

describe('docs/runelite.md, when something is wrong', () => {
  let plugins: Plugins;
  let stub: StubServer;
  let app: TestApp;
  const seen: string[] = [];
  before(async function () {
    needJava(this);
    plugins = await Plugins.start();
    stub = await StubServer.start();
    app = await startApp({ env: { RATE_LIMIT_DISABLED: 'false', RATE_LIMIT_WRITES_PER_MINUTE: '2' } });
  });
  after(async () => {
    plugins?.stop();
    await stub?.stop();
    await app?.stop();
  });

  /** Plays one report to its first trouble. */
  async function trouble(
    server: string,
    answer?: Answer,
    drop: PlayedDrop = {},
    answerMs = 60_000,
  ): Promise<PluginState> {
    if (answer) stub.answers.push(answer);
    const plugin = await plugins.open({ server, random: 0.5, answerMs });
    await plugin.report(drop);
    if ((await plugin.state()).refused === 0) {
      await plugin.until({ waitingMs: 200 });
      await plugin.advance(200);
    }
    const state = await settled(plugin);
    for (const words of [...state.errors, ...state.rejections.map((line) => line.slice(line.indexOf(': ') + 2))])
      seen.push(words);
    return state;
  }

  async function settled(plugin: Plugin): Promise<PluginState> {
    let state = await plugin.state();
    while (state.errors.length + state.rejections.length === 0) state = await plugin.state();
    return state;
  }

  it('every message that it quotes is what an author sees', async () => {
    const { port, url } = stub;
    await trouble(app.url, undefined, { item_name: '\u00a0' });
    await trouble(`${app.url}/wrong`);
    await trouble(url, (response) => respond(response, 200, '<html>'));
    const location = 'https://drops.example.org/drops/batch';
    await trouble(url, (response) => respond(response, 301, {}, { location }));
    await trouble(url, (response) =>
      respond(response, 200, {
        results: [{ status: 'rejected', kind: 'shutting_down', error: ERROR_KINDS.shutting_down }],
      }),
    );
    await trouble(url, () => undefined, {}, 300);
    await trouble(url, undefined, { quantity: 0 });
    await trouble(url.replace('http:', 'https:'));
    await trouble(await untrusted());
    for (let i = 0; i < 3; i++) await trouble429();
    await stub.stop();
    await trouble(`http://127.0.0.1:${port}`);
    stub = await StubServer.start();
    await plugins
      .open({ server: 'localhost:2567' })
      .catch((error: Error) => seen.push(error.message.replace(/^\w+: /, '')));

    assert.ok(QUOTED.length >= 12);
    for (const words of QUOTED) assert.ok(words.some(wasSeen), `nobody saw ${words.join()}, but\n${seen.join('\n')}`);
  });

  function wasSeen(words: string): boolean {
    const beginning = words.split('…')[0]!;
    return seen.some((saw) =>
      words.includes('…') ? saw.startsWith(beginning) : unnumbered(saw) === unnumbered(words),
    );
  }

  /** One of several: the first may pass. */
  async function trouble429(): Promise<void> {
    const plugin = await plugins.open({ server: app.url, random: 0.5 });
    await plugin.report({ item_id: 1 });
    await plugin.until({ waitingMs: 200 });
    await plugin.advance(200);
    let state = await plugin.state();
    while (state.sent + state.errors.length === 0) state = await plugin.state();
    seen.push(...state.errors);
  }

  let https: Server | undefined;
  let folder: string | undefined;
  after(async () => {
    https?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  /** A server whose certificate nobody has signed but itself. */
  async function untrusted(): Promise<string> {
    folder = await mkdtemp(join(tmpdir(), 'muster-tls-'));
    const keystore = join(folder, 'keys.p12');
    const names = ['-alias', 'it', '-dname', 'CN=127.0.0.1', '-ext', 'san=ip:127.0.0.1', '-keyalg', 'EC'];
    await run('keytool', [
      '-genkeypair',
      ...names,
      '-storetype',
      'PKCS12',
      '-keystore',
      keystore,
      '-storepass',
      'secret',
    ]);
    https = createServer({ pfx: await readFile(keystore), passphrase: 'secret' }).listen(0, '127.0.0.1');
    await once(https, 'listening');
    return `https://127.0.0.1:${(https.address() as AddressInfo).port}`;
  }
});

/** Times are not always the same. */
function unnumbered(words: string): string {
  return words.replaceAll(/in \d+ (m?s)/g, 'in n $1');
}
