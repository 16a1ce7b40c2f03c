import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { startApp, type TestApp, until } from '../support/app.ts';
import { spawnServer } from '../support/server-process.ts';
import { DropCards } from './DropCards.ts';
import { SWORD, usePages, useWindows } from './fixtures.ts';

describe('The drop board with nothing to show', () => {
  const pages = usePages({ isPerTest: true });

  it('offers a command that reports a first drop to this server; once it is run, the drop appears', async () => {
    const { page } = await pages.open('/', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('heading', { name: 'No parties right now' }).waitFor();
    await page.getByRole('button', { name: 'Copy the command' }).click();
    await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
    const line = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(line, await page.locator('pre').innerText());
    const [, url, header, body] = /^curl -s (\S+) -H '(.+)' -d '(.+)'$/.exec(line)!;
    assert.equal(url, `${pages.app.url}/drops`);
    const [name, value] = header!.split(': ');
    assert.equal((await fetch(url, { method: 'POST', headers: { [name!]: value! }, body: body! })).status, 200);
    await page.getByText('World 444').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'content');
  });

  it('says that it is connecting, and keeps trying while nobody answers', async () => {
    const window = await pages.open('/');
    // The browser logs the aborted requests.
    window.expectFaults(/^logged: Failed to load resource/);
    const { page } = window;
    await page.route('**/matchmake/**', (route) => route.abort());
    await page.reload();
    await page
      .getByRole('status')
      .filter({ hasText: 'Connecting' })
      .filter({ hasText: 'tries again by itself' })
      .waitFor();
    await page.unroute('**/matchmake/**');
    await page.getByText('No parties right now').waitFor();
  });

  it('remembers the chosen theme, and follows the system when none was chosen', async () => {
    const { page } = await pages.open('/', { colorScheme: 'dark' });
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
  });
});

describe('The drop board when the connection fails', () => {
  const open = useWindows();
  const servers: { stop(): unknown }[] = [];

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
  });

  it('shows the parties of a new server on the same address in place of the old, each once, without a reload', async () => {
    let server = await spawnServer();
    servers.push({ stop: () => server.stop() });
    const drop = (world: number, value: number) =>
      fetch(`${server.url}/drops`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ world, ...SWORD, value }),
      });
    await drop(301, 1_000_000);
    await drop(302, 2_000_000);
    await drop(303, 3_000_000);
    const window = await open(server.url);
    // The browser logs each refused connection. Nothing may be thrown.
    window.expectFaults(/^logged:/);
    await window.controlClock();
    const { page } = window;
    const cards = new DropCards(page);
    await cards.all.nth(2).waitFor();
    await page.evaluate(() => ((globalThis as { isSamePage?: boolean }).isSamePage = true));
    await server.stop();
    await page
      .getByRole('status')
      .filter({ hasText: /Connection lost at \d\d:\d\d:\d\d\..*catches up by itself/ })
      .waitFor();
    assert.equal(await cards.all.count(), 3);

    // It has an empty data folder, so it knows none of the parties and gives their numbers to others.
    server = await spawnServer({ env: { PORT: new URL(server.url).port } });
    await drop(303, 30_000);
    await drop(304, 40_000);
    await window.retryNow();
    await page
      .getByRole('status')
      .filter({ hasText: /Connected again at/ })
      .waitFor({ timeout: 20_000 });
    const shown = () =>
      cards.all.evaluateAll((all) =>
        all.map((card) => {
          const worth = card.querySelector('.worth [aria-hidden]')!.textContent;
          return `${card.dataset.world} ${card.dataset.stage} ${worth}`;
        }),
      );
    await until(
      async () => (await shown()).toSorted().join() === '303 running 30k,304 running 40k',
      "only the new server's parties",
    );
    assert.ok(await page.evaluate(() => (globalThis as { isSamePage?: boolean }).isSamePage));
    await page.clock.fastForward(6_000);
    await page.getByText(/Connected again/).waitFor({ state: 'detached' });
  });
});

describe('The drop board when the network fails silently', () => {
  const open = useWindows();
  let app: TestApp | undefined;
  let line: Line | undefined;

  afterEach(async () => {
    line?.close();
    await app?.stop();
  });

  it('notices that nothing arrives any more, says so, and reconnects once the network is back', async () => {
    app = await startApp();
    line = await startLine(app.port);
    const window = await open(line.url);
    await window.controlClock();
    const { page } = window;
    await page.getByText('No parties right now').waitFor();
    line.cut();
    await app.post('/drops', { world: 444, ...SWORD });
    // The time until the page checks that the server is there, and the time that the server has to answer.
    await page.clock.fastForward(15_000);
    await page.clock.fastForward(10_000);
    await page.getByText(/Connection lost/).waitFor();
    line.mend();
    // Each attempt on a connection that was cut takes some seconds to fail.
    await until(async () => {
      await window.retryNow();
      return (await page.getByText('World 444').count()) > 0;
    }, 'the drop reported meanwhile');
    await page.getByText(/Connected again/).waitFor();
  });
});

type Line = Awaited<ReturnType<typeof startLine>>;

/** A TCP proxy to the server that can fail as a network does: connections stay open, but nothing comes through. */
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
    /** Lets new connections through. Those that were cut stay dead. */
    mend() {
      ends = [];
    },
    close() {
      for (const end of [...cutOff, ...ends]) end.destroy();
      server.close();
    },
  };
}
