import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { readJson, startApp, type TestApp } from '../support/app.ts';
import { launch, needBrowser } from './browser.ts';
import { LobbyWindow } from './LobbyWindow.ts';

/** A lobby for each test. */
let count = 0;

describe("the page's lobbies", () => {
  let app: TestApp;
  let browser: Browser;
  let url: string;
  let windows: LobbyWindow[] = [];

  before(async function () {
    needBrowser(this);
    app = await startApp();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await app?.stop();
  });
  beforeEach(() => {
    url = `${app.url}/?view=lobbies&lobby=test-${++count}`;
    windows = [];
  });

  async function open(): Promise<LobbyWindow> {
    const window = await LobbyWindow.open(browser, url);
    windows.push(window);
    return window;
  }

  async function player(name: string): Promise<LobbyWindow> {
    const window = await open();
    await window.signIn(name);
    return window;
  }

  const closeAll = () => Promise.all(windows.map((window) => window.close()));

  it('two windows play a lobby from creation to complete and back, and a third sees each step', async () => {
    const third = await open();
    await third.sees('No public parties in this lobby right now.', third.page.locator('main'));
    const ann = await player('Ann');
    await ann.page.getByLabel('Your class').fill('mage');
    const code = await ann.make('Delvers', { seats: 3 });
    await third.sees('2 free', third.card('Delvers'));
    await third.sees('mage', third.card('Delvers'));
    await third.sees('Can start.', third.card('Delvers'));

    const ben = await player('Ben');
    await ben.joinByCode(code);
    await third.sees('Waits for Ben to be ready.', third.card('Delvers'));
    await ann.press('Start the run');
    await ann.isRefused('Not every member is ready.');
    await ben.press('I am ready');
    await third.sees('Can start.', third.card('Delvers'));
    await ann.panel.getByText('Not every member is ready.').waitFor({ state: 'hidden' });

    await ann.press('Start the run');
    await third.sees('On a run', third.card('Delvers'));
    await third.sees('Running', third.run('Delvers'));
    await ann.sees('Floor 0');
    await ben.sees('Only the leader, Ann, moves the run on.');
    for (const floor of ['1', '2']) {
      await ann.press('Next floor');
      await ben.sees(`Floor ${floor}`);
      await third.run('Delvers').getByRole('cell', { name: floor, exact: true }).first().waitFor();
    }
    await ann.press('Complete');
    for (const window of [ann, ben]) await window.sees('The run was completed on floor 2. The party may go again.');
    await third.sees('No party of this lobby is on a run.', third.page.locator('main'));
    await third.sees('Waits for Ben to be ready.', third.card('Delvers'));

    await ann.press('Start without waiting');
    await ann.sees(/Waits for Ben; goes without them at/);
    await ben.press('I am ready');
    await ann.press('Fail');
    await ben.sees('The run failed on floor 0.');
    await closeAll();
  });

  it('the link beside the join code opens another player, with the code filled in', async () => {
    const ann = await player('Ann');
    await ann.make('Delvers', { private: true });
    const opened = ann.page.context().waitForEvent('page');
    await ann.panel.getByRole('link', { name: 'Join in a second window' }).click();
    const second = await opened;
    await second.getByRole('button', { name: 'Sign in as a guest' }).click();
    await second.getByLabel('Your name').fill('Ben');
    await second.getByRole('button', { name: 'Join', exact: true }).click();
    await second.getByRole('button', { name: 'I am ready' }).waitFor();
    await ann.sees('Ben');
    assert.equal(new URL(second.url()).searchParams.get('code'), null, 'a code that was used is not asked for again');
    await closeAll();
  });

  it('what stands in the way into a party is said beside the control, in the words of the server', async () => {
    const ann = await player('Ann');
    const code = await ann.make('Delvers', { seats: 1, password: 'sesame' });
    const ben = await player('Ben');
    await ben.joinByCode('222222');
    await ben.isRefused('No party has this join code.');
    await ben.joinByCode('abc');
    await ben.isRefused(/code: must be 6 characters/);
    await ben.joinByCode(code);
    await ben.isRefused('The party has no free seat.');
    await ben.card('Delvers').getByRole('button', { name: 'Join Delvers' }).click();
    await ben.isRefused('The party has no free seat.', ben.card('Delvers'));

    await app.post('/party', { player_id: 'cat', lobby: `test-${count}`, name: 'Words', password: 'sesame' });
    const join = ben.card('Words').getByRole('button', { name: 'Join Words' });
    await join.click();
    await ben.isRefused('The party asks for a password.', ben.card('Words'));
    await ben.card('Words').getByLabel('Password').fill('Sesame');
    await join.click();
    await ben.isRefused('This is not the password of the party.', ben.card('Words'));
    await ben.card('Words').getByLabel('Password').fill('sesame');
    await join.click();
    await ben.panel.getByRole('heading', { name: 'Words' }).waitFor();
    await closeAll();
  });

  it('a party that asks whoever has its code for a password too gets it', async () => {
    const ann = await player('Ann');
    const code = await ann.make('Delvers', { password: 'sesame' });
    const ben = await player('Ben');
    await ben.joinByCode(code);
    await ben.isRefused('The party asks for a password.');
    // It has the focus.
    await ben.page.keyboard.type('sesame');
    await ben.page.keyboard.press('Enter');
    await ben.panel.getByRole('button', { name: 'I am ready' }).waitFor();
    await closeAll();
  });

  it('a leader locks, promotes and kicks; whoever is kicked is told, and may go elsewhere', async () => {
    const [ann, ben] = [await player('Ann'), await player('Ben')];
    const code = await ann.make('Delvers');
    await ann.press('Lock');
    await ben.sees('Locked', ben.card('Delvers'));
    await ben.joinByCode(code);
    await ben.isRefused('The leader has locked the party.');
    await ann.press('Unlock');
    await ben.press('Take any free seat');
    await ann.press('Promote Ben');
    await ben.press('Promote Ann');
    await ann.press('Kick Ben');
    await ben.sees('The leader kicked you from Delvers.');
    await ben.joinByCode(code);
    await ben.isRefused('The player was kicked from this party and may not come back.');
    await ben.make('My own');
    await ben.panel.getByText('The leader kicked you from Delvers.').waitFor({ state: 'hidden' });
    await ben.press('Leave the party');
    await ben.press('Take any free seat');
    await ben.panel.getByRole('heading', { name: "Ben's party", exact: true }).waitFor();
    await closeAll();
  });

  it('whoever is kicked from a run is out of it, and the leader goes on', async () => {
    const [ann, ben] = [await player('Ann'), await player('Ben')];
    const code = await ann.make('Delvers');
    await ben.joinByCode(code);
    await ben.press('I am ready');
    await ann.sees('Can start.');
    await ann.press('Start the run');
    await ben.sees('Floor 0');
    const listed = await app.get(`/party?lobby=test-${count}`);
    const [party] = (await readJson<{ parties: { party_id: string }[] }>(listed)).parties;
    const { token } = await ann.guest();
    const kicked = { target_id: (await ben.guest()).player_id };
    await app.post(`/party/${party!.party_id}/kick`, kicked, { authorization: `Bearer ${token}` });
    await ben.sees('The leader kicked you from Delvers.');
    await ann.sees('Has left');
    await ann.press('Next floor');
    await ann.sees('Floor 1');
    await closeAll();
  });

  it('a private party and its run are shown to its player alone', async () => {
    const [ann, third] = [await player('Ann'), await open()];
    await ann.make('Secret', { private: true });
    await ann.press('Start the run');
    await ann.sees('Running', ann.run('Secret'));
    await app.post('/party', { player_id: 'dan', lobby: `test-${count}`, name: 'Open' });
    await third.sees('Can start.', third.card('Open'));
    await third.sees('No party of this lobby is on a run.', third.page.locator('main'));
    assert.equal(await third.page.getByText('Secret').count(), 0);
    await closeAll();
  });

  it('a look at another lobby takes nobody out of a party', async () => {
    const ann = await player('Ann');
    await ann.make('Delvers');
    await ann.page.getByLabel('Lobby', { exact: true }).fill('elsewhere');
    await ann.page.getByRole('button', { name: 'Open' }).click();
    await ann.sees('No public parties in this lobby right now.', ann.page.locator('main'));
    await ann.sees('This party is in the lobby');
    await ann.press('Lock');
    await ann.press('Leave the party');
    await ann.make('Here');
    await ann.card('Here').waitFor();
    await closeAll();
  });

  it('what was sent is shown as JSON, without what is secret', async () => {
    const ann = await player('Ann');
    await ann.panel.getByText('What was sent').click();
    await ann.make('Delvers', { password: 'open sesame' });
    await ann.press('Start the run');
    await ann.sees('Floor 0');
    const messages = ann.panel.getByRole('list', { name: 'Messages' });
    for (const type of ['joinOrCreate', 'party.create', 'answer to party.create', 'session', 'consumeSeatReservation'])
      await messages.getByText(type, { exact: true }).first().waitFor();
    await messages.getByText('"name":"Delvers"').first().waitFor();
    const shown = await messages.innerText();
    const { token } = await ann.guest();
    for (const secret of [token, 'open sesame']) assert.ok(!shown.includes(secret));
    await closeAll();
  });

  it('the whole of it works by keyboard, and the focus is never lost', async () => {
    const ann = await open();
    const focused = () => ann.page.evaluate('document.activeElement.textContent');
    await ann.panel.getByRole('button', { name: 'Sign in as a guest' }).press('Enter');
    await ann.panel.getByLabel('Party name').press('Enter');
    await ann.panel.getByRole('button', { name: 'Start the run' }).waitFor();
    assert.equal(await focused(), 'Try it');
    await ann.panel.getByRole('button', { name: 'Start the run' }).press('Enter');
    await ann.panel.getByRole('button', { name: 'Next floor' }).press('Enter');
    await ann.sees('Floor 1');
    assert.equal(await focused(), 'Next floor');
    await ann.panel.getByRole('button', { name: 'Complete' }).press('Enter');
    await ann.sees('The run was completed on floor 1.');
    assert.equal(await focused(), 'Try it');
    await closeAll();
  });
});
