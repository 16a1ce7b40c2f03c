import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';
import { SWORD, useWindows } from './fixtures.ts';

describe('The page when the server restarts', () => {
  const open = useWindows();
  let server: ServerProcess;
  let dataDir: string;

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'muster-'));
    server = await spawnServer({ dataDir });
  });

  after(async () => {
    await server?.stop();
    if (dataDir) await rm(dataDir, { recursive: true, force: true });
  });

  const report = (world: number) =>
    fetch(`${server.url}/drops`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ world, ...SWORD }),
    });

  it('says that the connection is lost, then catches up without a reload and shows every party once', async () => {
    await report(444);
    const board = await open(server.url);
    const world = await open(`${server.url}/?world=444`);
    // The browser logs each refused connection. Nothing may be thrown.
    for (const window of [board, world]) window.expectFaults(/^logged:/);
    await board.page.evaluate(() => ((globalThis as { isSamePage?: boolean }).isSamePage = true));
    const card = (number: number) => board.page.getByRole('link', { name: new RegExp(`World ${number}`) });
    await card(444).waitFor();
    await world.page.getByRole('rowheader', { name: SWORD.item_name }).first().waitFor();

    await server.kill('SIGKILL');
    await board.page
      .getByRole('status')
      .filter({ hasText: /connection lost/i })
      .waitFor();
    assert.ok(await card(444).isVisible(), 'the last state stays visible');
    // A world's page has two connections, and says so once.
    await world.page.getByText(/connection lost/i).waitFor();
    assert.equal(await world.page.getByText(/connection lost/i).count(), 1);

    server = await spawnServer({ dataDir, env: { PORT: new URL(server.url).port } });
    await report(330);
    for (const window of [board, world]) await window.retryNow();
    await card(330).waitFor();
    await board.page.getByText(/connection lost/i).waitFor({ state: 'detached' });
    assert.equal(await card(444).count(), 1);
    await report(444);
    await world.page.getByRole('region', { name: 'Newest drops' }).getByRole('rowheader').nth(1).waitFor();
    assert.equal(await board.page.evaluate(() => (globalThis as { isSamePage?: boolean }).isSamePage), true);
  });
});
