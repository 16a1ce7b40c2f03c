import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { LOBBIES_MAX } from '../../src/domain/limits.ts';
import { readJson, startApp } from '../support/app.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';
import { launch, needBrowser } from './browser.ts';
import { LobbyWindow } from './LobbyWindow.ts';

describe("the page's lobbies over reloads and restarts", () => {
  let browser: Browser;
  let server: ServerProcess;
  let dataDir: string;
  let url: string;

  before(async function () {
    needBrowser(this);
    browser = await launch();
  });
  after(() => browser?.close());
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'muster-'));
    server = await spawnServer({ dataDir });
    url = `${server.url}/?view=lobbies`;
  });
  afterEach(async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** The same server again, on the same port. */
  const start = async (data = dataDir) => {
    server = await spawnServer({ dataDir: data, env: { PORT: new URL(url).port } });
  };

  async function onRun(): Promise<{ ann: LobbyWindow; ben: LobbyWindow }> {
    const [ann, ben] = [await LobbyWindow.player(browser, url, 'Ann'), await LobbyWindow.player(browser, url, 'Ben')];
    const code = await ann.make('Delvers');
    await ben.joinByCode(code);
    await ben.press('I am ready');
    await ann.sees('Can start.');
    await ann.press('Start the run');
    await ann.press('Next floor');
    await ben.sees('Floor 1');
    return { ann, ben };
  }

  it('a reload comes back to the party, and to the run', async () => {
    const ann = await LobbyWindow.player(browser, url, 'Ann');
    await ann.make('Alone');
    await ann.page.reload();
    await ann.panel.getByRole('heading', { name: 'Alone' }).waitFor();
    await ann.press('Leave the party');
    await ann.close();

    const { ann: leader, ben } = await onRun();
    for (const window of [leader, ben]) {
      await window.page.reload();
      await window.sees('Floor 1');
    }
    await leader.press('Next floor');
    await ben.sees('Floor 2');
    await leader.press('Complete');
    for (const window of [leader, ben]) {
      await window.sees('The run was completed on floor 2.');
      await window.close();
    }
  });

  it('a server that is killed in the middle of a run and comes back finds everybody there, without a reload', async () => {
    const { ann, ben } = await onRun();
    const third = await LobbyWindow.open(browser, url);
    await third.sees('Running', third.run('Delvers'));
    const all = [ann, ben, third];
    for (const { page } of all) await page.evaluate('window.isTheSame = true');
    await server.kill('SIGKILL');
    await ann.isRefused('Connection lost: you count as away, and come back by yourself.');
    await start();
    for (const window of [ann, ben]) {
      await window.panel.getByText('Connection lost').waitFor({ state: 'hidden' });
      await window.panel.getByText('The connection to the run is lost').waitFor({ state: 'hidden' });
    }
    await third.sees('On a run', third.card('Delvers'));
    await ann.panel.getByText('Not here').waitFor({ state: 'hidden' });
    await ann.press('Next floor');
    await ben.sees('Floor 2');
    await third.run('Delvers').getByRole('cell', { name: '2', exact: true }).first().waitFor();
    await ann.press('Complete');
    await ben.sees('The run was completed on floor 2.');
    await third.sees('Waits for Ben to be ready.', third.card('Delvers'));
    for (const { page } of all) assert.ok(await page.evaluate('window.isTheSame'), 'no window was loaded again');
    // Each try at a server that is not there is printed by the browser; nothing else may be.
    for (const { window } of all)
      assert.deepEqual(
        window.faults.filter((fault) => !isNoServer(fault)),
        [],
      );
    for (const { page } of all) await page.context().close();
  });

  it('a player that the server does not know any more signs in anew', async () => {
    const ann = await LobbyWindow.player(browser, url, 'Ann');
    await ann.make('Delvers');
    const before = (await ann.guest()).player_id;
    await server.kill('SIGKILL');
    const other = await mkdtemp(join(tmpdir(), 'muster-'));
    try {
      await start(other);
      await ann.sees('You were away for too long and have lost your place in Delvers.');
      assert.notEqual((await ann.guest()).player_id, before);
      assert.equal(await ann.page.getByLabel('Your name').inputValue(), 'Ann');
      await ann.make('Again');
      await ann.page.context().close();
    } finally {
      await server.stop();
      await rm(other, { recursive: true, force: true });
    }
  });
});

describe("the page's lobbies on a server that refuses", () => {
  let browser: Browser;
  before(async function () {
    needBrowser(this);
    browser = await launch();
  });
  after(() => browser?.close());

  it('are shown to who only looks, and played, where everybody needs a token', async () => {
    const app = await startApp({ env: { REQUIRE_AUTH: 'true' } });
    try {
      const third = await LobbyWindow.open(browser, `${app.url}/?view=lobbies`);
      const ann = await LobbyWindow.player(browser, `${app.url}/?view=lobbies`, 'Ann');
      await ann.make('Delvers');
      await ann.press('Start the run');
      await third.sees('Running', third.run('Delvers'));
      // The browser prints the first refusal of a watcher.
      assert.deepEqual(
        third.window.faults.filter((fault) => !fault.includes('status of 401')),
        [],
      );
    } finally {
      await app.stop();
    }
  });

  it('one that there is no room for says so, and is shown when there is', async () => {
    const app = await startApp();
    try {
      // The main one is there already.
      const lobbies = Array.from({ length: LOBBIES_MAX - 1 }, (_, i) => `full-${i}`);
      for (const lobby of lobbies) await app.post('/party', { player_id: 'ann', lobby });
      const third = await LobbyWindow.open(browser, `${app.url}/?view=lobbies&lobby=another`);
      const main = third.page.locator('main');
      await third.isRefused(
        'This lobby cannot be shown: there are 100 lobbies already; join one of them. Trying again.',
        main,
      );
      const ann = await LobbyWindow.open(browser, `${app.url}/?view=lobbies&lobby=another`);
      await ann.press('Sign in as a guest');
      await ann.isRefused('The lobby does not let you in: there are 100 lobbies already; join one of them.');
      await ann.page.getByRole('button', { name: 'Back to main' }).click();
      await ann.make('In another');
      const listed = await readJson<{ parties: { party_id: string }[] }>(await app.get('/party?lobby=full-7'));
      await app.post(`/party/${listed.parties[0]!.party_id}/leave`, { player_id: 'ann' });
      await third.sees('No public parties in this lobby right now.', main);
      for (const { page } of [ann, third]) await page.context().close();
    } finally {
      await app.stop();
    }
  });
});

function isNoServer(fault: string): boolean {
  return /^logged: (?:Failed to load resource|WebSocket connection to .* failed)/.test(fault);
}
