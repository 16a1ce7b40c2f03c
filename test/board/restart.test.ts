import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';
import { launch, needBrowser, Window } from './browser.ts';

describe('The page when the server goes away', () => {
  let browser: Browser;
  let server: ServerProcess;
  let dataDir: string;

  before(async function () {
    needBrowser(this);
    browser = await launch();
    dataDir = await mkdtemp(join(tmpdir(), 'muster-'));
    server = await spawnServer({ dataDir });
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
    if (dataDir) await rm(dataDir, { recursive: true, force: true });
  });

  const report = (world: number) =>
    fetch(`${server.url}/drops`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ world, item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38_052 }),
    });

  it('says so, and catches up when it is back, without a reload: what was there once, and what came after', async () => {
    await report(444);
    const board = await Window.open(browser, server.url);
    const world = await Window.open(browser, `${server.url}/?world=444`);
    await board.page.evaluate(() => ((globalThis as { isSamePage?: boolean }).isSamePage = true));
    const card = (number: number) => board.page.getByRole('link', { name: new RegExp(`World ${number}`) });
    await card(444).waitFor();
    await world.page.getByRole('rowheader', { name: 'Rune 2h sword' }).first().waitFor();

    await server.kill('SIGKILL');
    await board.page
      .getByRole('status')
      .filter({ hasText: /connection lost/i })
      .waitFor();
    assert.ok(await card(444).isVisible(), 'what was seen last stays');

    server = await spawnServer({ dataDir, env: { PORT: new URL(server.url).port } });
    await report(330);
    await card(330).waitFor();
    await board.page.getByText(/connection lost/i).waitFor({ state: 'detached' });
    assert.equal(await card(444).count(), 1);
    await report(444);
    await world.page.getByRole('region', { name: 'Newest drops' }).getByRole('rowheader').nth(1).waitFor();
    assert.equal(await board.page.evaluate(() => (globalThis as { isSamePage?: boolean }).isSamePage), true);
    // Refused connections are printed by the browser, and are the subject here; nothing is thrown.
    for (const window of [board, world])
      assert.deepEqual(
        window.faults.filter((fault) => fault.startsWith('thrown')),
        [],
      );
    await board.close();
    await world.close();
  });
});
