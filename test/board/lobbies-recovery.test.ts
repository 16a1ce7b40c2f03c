import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOBBIES_MAX } from '../../src/domain/limits.ts';
import { readJson, startApp, type TestApp, until } from '../support/app.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';
import { startSession, useLobbyWindows } from './lobby-fixtures.ts';
import type { LobbyWindow } from './LobbyWindow.ts';

/** What the browser logs for each attempt at a server that is down. */
const NO_SERVER = /^logged: (?:Failed to load resource|WebSocket connection to .* failed)/;

describe('The lobbies view over reloads and restarts', () => {
  const windows = useLobbyWindows();
  let server: ServerProcess;
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'muster-'));
    server = await spawnServer({ dataDir });
  });
  afterEach(async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** Starts the server again on the same port. */
  const restart = async (data = dataDir) => {
    server = await spawnServer({ dataDir: data, env: { PORT: new URL(server.url).port } });
  };

  async function onFirstFloor(): Promise<{ ann: LobbyWindow; ben: LobbyWindow }> {
    const [ann, ben] = [await windows.player(server.url, 'Ann'), await windows.player(server.url, 'Ben')];
    await startSession(ann, ben);
    await ann.press('Next floor');
    await ben.sees('Floor 1');
    return { ann, ben };
  }

  it('a reload returns to the party and to the run', async () => {
    const alone = await windows.player(server.url, 'Cat');
    await alone.make('Alone');
    await alone.page.reload();
    await alone.panel.getByRole('heading', { name: 'Alone' }).waitFor();
    await alone.press('Leave the party');

    const { ann, ben } = await onFirstFloor();
    for (const window of [ann, ben]) {
      await window.page.reload();
      await window.sees('Floor 1');
    }
    await ann.press('Next floor');
    await ben.sees('Floor 2');
    await ann.press('Complete');
    for (const window of [ann, ben]) await window.sees('The run was completed on floor 2.');
  });

  it('when the server is killed during a run and comes back, all players are back in it without a reload', async () => {
    const { ann, ben } = await onFirstFloor();
    const third = await windows.open(server.url);
    await third.sees('Running', third.session('Delvers'));
    const all = [ann, ben, third];
    for (const { page, window } of all) {
      window.expectFaults(NO_SERVER);
      await page.evaluate('window.isTheSame = true');
    }
    await server.kill('SIGKILL');
    await ann.isRefused('Connection lost: you count as away until this page has reconnected.');
    await restart();
    for (const { window } of all) await window.retryNow();
    for (const window of [ann, ben]) {
      await window.panel.getByText('Connection lost').waitFor({ state: 'hidden' });
      await window.panel.getByText('The connection to the run is lost').waitFor({ state: 'hidden' });
    }
    await third.sees('On a run', third.card('Delvers'));
    await ann.panel.getByText('Not here').waitFor({ state: 'hidden' });
    await ann.press('Next floor');
    await ben.sees('Floor 2');
    await third.session('Delvers').getByRole('cell', { name: '2', exact: true }).first().waitFor();
    await ann.press('Complete');
    await ben.sees('The run was completed on floor 2.');
    await third.sees('Waiting for Ben to be ready.', third.card('Delvers'));
    for (const { page } of all) assert.ok(await page.evaluate('window.isTheSame'), 'no window was reloaded');
  });

  it('a player whom the server no longer knows becomes a new guest of the same name', async () => {
    const ann = await windows.player(server.url, 'Ann');
    ann.window.expectFaults(NO_SERVER);
    await ann.make('Delvers');
    const before = (await ann.guest()).player_id;
    await server.kill('SIGKILL');
    const other = await mkdtemp(join(tmpdir(), 'muster-'));
    try {
      await restart(other);
      await ann.window.retryNow();
      await ann.sees('You were away for too long and have lost your place in Delvers.');
      assert.notEqual((await ann.guest()).player_id, before);
      assert.equal(await ann.page.getByLabel('Your name').inputValue(), 'Ann');
      await ann.make('Again');
    } finally {
      await server.stop();
      await rm(other, { recursive: true, force: true });
    }
  });
});

describe('The lobbies view on a server that refuses', () => {
  const windows = useLobbyWindows();
  let app: TestApp | undefined;

  afterEach(() => app?.stop());

  it('with REQUIRE_AUTH, shows a lobby to visitors and lets players play', async () => {
    app = await startApp({ env: { REQUIRE_AUTH: 'true' } });
    const third = await windows.open(app.url);
    // The browser logs that the first attempt, without a token, was refused.
    third.window.expectFaults(/status of 401/);
    const ann = await windows.player(app.url, 'Ann');
    ann.window.expectFaults(/status of 401/);
    await ann.make('Delvers');
    await ann.press('Start the run');
    await third.sees('Running', third.session('Delvers'));
  });

  it('a player who signs out while becoming a new guest stays signed out', async () => {
    app = await startApp();
    const ann = await windows.player(app.url, 'Ann');
    const { page, window, panel } = ann;
    // The browser logs that the token was refused.
    window.expectFaults(/status of 401/);
    const answers: (() => Promise<void>)[] = [];
    await page.route('**/auth/guest', (route) => void answers.push(() => route.continue()));
    await page.evaluate(
      "sessionStorage.setItem('muster.player', JSON.stringify({ ...JSON.parse(sessionStorage.getItem('muster.player')), token: 'unknown' }))",
    );
    await page.reload();
    await until(() => answers.length > 0, 'a request for a new guest');
    await ann.press('Sign out');
    const answered = page.waitForResponse('**/auth/guest');
    for (const answer of answers) await answer();
    await (await answered).finished();
    // A request made afterwards is answered after the page has handled that response.
    await page.evaluate("fetch('/livez')");
    await panel.getByRole('button', { name: 'Sign in as a guest' }).waitFor();
    assert.equal(await ann.guest(), null);
  });

  it('says that there is no room for another lobby, and shows it once there is', async () => {
    app = await startApp();
    const { get, post, url } = app;
    // The main lobby exists already.
    const lobbies = Array.from({ length: LOBBIES_MAX - 1 }, (_, i) => `full-${i}`);
    await Promise.all(lobbies.map((lobby) => post('/party', { player_id: 'ann', lobby })));
    const third = await windows.open(url, 'another');
    const ann = await windows.open(url, 'another');
    // The browser logs the refusal of each attempt.
    for (const { window } of [third, ann]) window.expectFaults(/^logged: Failed to load resource/);
    const main = third.page.locator('main');
    await third.isRefused(
      'This lobby cannot be shown: there are 99 lobbies besides the main one already; join one of them. Trying again.',
      main,
    );
    await ann.press('Sign in as a guest');
    await ann.isRefused(
      'The lobby does not let you in: there are 99 lobbies besides the main one already; join one of them.',
    );
    await ann.page.getByRole('button', { name: 'Back to main' }).click();
    await ann.make('In another');
    const listed = await readJson<{ parties: { party_id: string }[] }>(await get('/party?lobby=full-7'));
    await post(`/party/${listed.parties[0]!.party_id}/leave`, { player_id: 'ann' });
    await third.window.retryNow();
    await third.sees('No public parties in this lobby right now.', main);
  });
});
