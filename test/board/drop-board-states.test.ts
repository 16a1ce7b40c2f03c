import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { startApp, type TestApp, until } from '../support/app.ts';
import { spawnServer } from '../support/server-process.ts';
import { launch, needBrowser, Window } from './browser.ts';

describe('What the drop board says where nothing is to be seen', () => {
  let browser: Browser;
  const opened: { close(): unknown }[] = [];

  before(async function () {
    needBrowser(this);
    browser = await launch();
  });

  after(() => browser?.close());

  afterEach(async () => {
    for (const one of opened.splice(0).toReversed()) await one.close();
  });

  async function start(): Promise<TestApp> {
    const app = await startApp();
    opened.push({ close: () => app.stop() });
    return app;
  }

  async function open(url: string, options: BrowserContextOptions = {}): Promise<Window> {
    const window = await Window.open(browser, url, options);
    opened.push(window);
    return window;
  }

  it('gives a line for this very server that sends a first drop, to be copied; and the drop comes', async () => {
    const app = await start();
    const window = await open(app.url, { permissions: ['clipboard-read', 'clipboard-write'] });
    const { page } = window;
    await page.getByRole('heading', { name: 'No parties right now' }).waitFor();
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
    const line = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(line, await page.locator('pre').innerText());
    const [, url, header, body] = /^curl -s (\S+) -H '(.+)' -d '(.+)'$/.exec(line)!;
    assert.equal(url, `${app.url}/drops`);
    const [name, value] = header!.split(': ');
    assert.equal((await fetch(url, { method: 'POST', headers: { [name!]: value! }, body: body! })).status, 200);
    await page.getByText('World 444').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'content');
    assert.deepEqual(window.faults, []);
  });

  it('says that it connects, and that it goes on trying where nobody answers', async () => {
    const app = await start();
    const context = await browser.newContext();
    opened.push(context);
    const page = await context.newPage();
    await page.route('**/matchmake/**', (route) => route.abort());
    await page.goto(app.url);
    await page
      .getByRole('status')
      .filter({ hasText: 'Connecting' })
      .filter({ hasText: 'tries again by itself' })
      .waitFor();
    await page.unroute('**/matchmake/**');
    await page.getByText('No parties right now').waitFor();
  });

  it('shows another server in place of the one that went away: nothing twice, nothing of before, no reload', async () => {
    let server = await spawnServer();
    opened.push({ close: () => server.stop() });
    const drop = (world: number, value: number) =>
      fetch(`${server.url}/drops`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ world, item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value }),
      });
    await drop(301, 1_000_000);
    await drop(302, 2_000_000);
    await drop(303, 3_000_000);
    const window = await open(server.url);
    const { page } = window;
    const cards = page.locator('[data-world]');
    await cards.nth(2).waitFor();
    await page.evaluate(() => ((globalThis as { isSamePage?: boolean }).isSamePage = true));
    await server.stop();
    await page
      .getByRole('status')
      .filter({ hasText: /Connection lost at \d\d:\d\d:\d\d\..*catches up by itself/ })
      .waitFor();
    assert.equal(await cards.count(), 3);

    // With a folder of its own: it knows nothing of them, and gives their numbers to others.
    server = await spawnServer({ env: { PORT: new URL(server.url).port } });
    await drop(303, 30_000);
    await drop(304, 40_000);
    await page
      .getByRole('status')
      .filter({ hasText: /Connected again at/ })
      .waitFor({ timeout: 20_000 });
    await until(
      async () => /^303 running 30k,304 running 40k$/.test(await shownParties()),
      'only what the new server has',
    );
    assert.ok(await page.evaluate(() => (globalThis as { isSamePage?: boolean }).isSamePage));
    await page.getByText(/Connected again/).waitFor({ state: 'detached' });

    async function shownParties(): Promise<string> {
      const shown = await cards.evaluateAll((all) =>
        all.map(
          (card) =>
            `${card.dataset.world} ${card.dataset.stage} ${card.querySelector('.worth [aria-hidden]')!.textContent}`,
        ),
      );
      return shown.toSorted().join();
    }
  });

  it('does not trust a line that has gone silent without a word', async () => {
    const app = await start();
    const line = await startLine(app.port);
    opened.push(line);
    const window = await open(line.url);
    const { page } = window;
    await page.clock.install();
    await page.reload();
    await page.getByText('No parties right now').waitFor();
    line.cut();
    await app.post('/drops', { world: 444, item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38_052 });
    // The question whether somebody is there, and the time for its answer.
    await page.clock.fastForward(15_000);
    await page.clock.fastForward(10_000);
    await page.getByText(/Connection lost/).waitFor();
    line.mend();
    await page.getByText('World 444').waitFor({ timeout: 40_000 });
    await page.getByText(/Connected again/).waitFor();
    assert.deepEqual(window.faults, []);
  });

  it('keeps the theme that was chosen, and follows the system where none was', async () => {
    const app = await start();
    const window = await open(app.url, { colorScheme: 'dark' });
    const { page } = window;
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await ground();
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await ground();
    assert.notEqual(light, dark);
    await page.getByRole('button', { name: 'Theme: system. Change to dark' }).click();
    assert.equal(await ground(), dark);
    await page.reload();
    await page.getByRole('button', { name: 'Theme: dark. Change to light' }).click();
    assert.equal(await ground(), light);
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.equal(await ground(), light);
    await page.getByRole('button', { name: 'Theme: light. Change to system' }).click();
    assert.equal(await ground(), dark);
    assert.equal(await page.evaluate(() => localStorage.length), 0);
    assert.deepEqual(window.faults, []);
  });
});

/** A way to the server that can be cut as a network is: nothing is closed, nothing comes through. */
async function startLine(port: number) {
  let ends: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    ends.push(near, far);
    near.pipe(far).pipe(near);
    for (const end of [near, far]) end.on('error', () => end.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  let cutOff: Socket[] = [];
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      cutOff = ends;
      for (const end of cutOff) end.unpipe().pause();
    },
    /** For what connects from now on. */
    mend() {
      ends = [];
    },
    close() {
      for (const end of [...cutOff, ...ends]) end.destroy();
      server.close();
    },
  };
}
