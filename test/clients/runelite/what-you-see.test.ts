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
import type { PlayedDrop, PluginState } from './Plugins.ts';
import { type Answer, StubServer } from './StubServer.ts';
import { answerWith, usePlugins } from './stage.ts';

const run = promisify(execFile);

/** The messages in the last column of the table of failures, row by row. Some failures show as one message or another. */
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

describe('docs/runelite.md, on failures', () => {
  const plugins = usePlugins();
  let stub: StubServer;
  let app: TestApp;
  const seen: string[] = [];
  before(async () => {
    stub = await StubServer.start();
    app = await startApp({ env: { RATE_LIMIT_DISABLED: 'false', RATE_LIMIT_REPORTS_PER_MINUTE: '2' } });
  });
  after(async () => {
    await stub?.stop();
    await app?.stop();
  });

  /** Sends one report, and notes the first message about it, if there is one. */
  async function send(
    server: string,
    answer?: Answer,
    drop: PlayedDrop = {},
    impatientTries = 0,
  ): Promise<PluginState> {
    if (answer) stub.answers.push(answer);
    const plugin = await plugins.open({ server, random: 0.5, impatientTries });
    await plugin.report(drop);
    if ((await plugin.state()).refused === 0) await plugin.gather();
    const state = await plugin.until({ hasOutcome: true });
    seen.push(...state.errors, ...state.rejections.map((line) => line.slice(line.indexOf(': ') + 2)));
    return state;
  }

  /** For failures: rejects where there was no message. */
  async function fail(...args: Parameters<typeof send>): Promise<void> {
    const { errors, rejections } = await send(...args);
    assert.ok(errors.length + rejections.length > 0);
  }

  it('quotes the messages that a plugin author sees', async () => {
    const { port, url } = stub;
    await fail(app.url, undefined, { item_name: '\u00a0' });
    await fail(`${app.url}/wrong`);
    await fail(url, answerWith(200, '<html>'));
    const location = 'https://drops.example.org/drops/batch';
    await fail(url, answerWith(301, {}, { location }));
    await fail(
      url,
      answerWith(200, { results: [{ status: 'rejected', kind: 'shutting_down', error: ERROR_KINDS.shutting_down }] }),
    );
    await fail(url, () => undefined, {}, 1);
    await fail(url, undefined, { quantity: 0 });
    await fail(url.replace('http:', 'https:'));
    await fail(await untrusted());
    // Two fit into a minute, and a minute may end once in between.
    for (let i = 0; i < 4; i++) await send(app.url, undefined, { item_id: 1 });
    await stub.stop();
    await fail(`http://127.0.0.1:${port}`);
    stub = await StubServer.start();
    await plugins
      .open({ server: 'localhost:2567' })
      .catch((error: Error) => seen.push(error.message.replace(/^\w+: /, '')));

    assert.ok(QUOTED.length >= 12);
    for (const words of QUOTED)
      assert.ok(words.some(wasSeen), `no failure showed ${words.join()}, but\n${seen.join('\n')}`);
  });

  function wasSeen(words: string): boolean {
    const beginning = words.split('…')[0]!;
    return seen.some((saw) =>
      words.includes('…') ? saw.startsWith(beginning) : unnumbered(saw) === unnumbered(words),
    );
  }

  let https: Server | undefined;
  let folder: string | undefined;
  after(async () => {
    https?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  /** A server with a self-signed certificate. */
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

/** Numbers of seconds differ. */
function unnumbered(words: string): string {
  return words.replaceAll(/in \d+ (m?s)/g, 'in n $1');
}
