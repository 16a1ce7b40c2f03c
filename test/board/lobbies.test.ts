import assert from 'node:assert/strict';
import { crowd } from '../support/crowd.ts';
import { useLobby } from './lobby-fixtures.ts';

describe('Playing in the lobbies view', () => {
  const lobby = useLobby();
  const { open, player } = lobby;

  it('two windows play from making a party to the end of its runs, and a third window sees each step', async () => {
    const third = await open();
    await third.sees('No public parties in this lobby right now.', third.page.locator('main'));
    const ann = await player('Ann');
    await ann.page.getByLabel('Your class').fill('mage');
    const code = await ann.make('Delvers', { seats: 3, region: 'eu-west' });
    await third.sees('2 free', third.card('Delvers'));
    await third.sees('eu-west', third.card('Delvers'));
    await third.sees('mage', third.card('Delvers'));
    await third.sees('Can start.', third.card('Delvers'));

    const ben = await player('Ben');
    await ben.joinByCode(code);
    await third.sees('Waiting for Ben to be ready.', third.card('Delvers'));
    await ann.press('Start the run');
    const refused = 'Ben is not ready. Wait, or send "force": true.';
    await ann.isRefused(refused);
    await ben.press('I am ready');
    await third.sees('Can start.', third.card('Delvers'));
    await ann.panel.getByText(refused).waitFor({ state: 'hidden' });

    await ann.press('Start the run');
    await third.sees('On a run', third.card('Delvers'));
    await third.sees('Running', third.session('Delvers'));
    await ann.sees('Floor 0');
    await ben.sees('Only the leader, Ann, moves the run on.');
    for (const floor of ['1', '2']) {
      await ann.press('Next floor');
      await ben.sees(`Floor ${floor}`);
      await third.session('Delvers').getByRole('cell', { name: floor, exact: true }).first().waitFor();
    }
    await ann.press('Complete');
    for (const window of [ann, ben])
      await window.sees('The run was completed on floor 2. The party can start another.');
    await third.sees('No party in this lobby is on a run.', third.page.locator('main'));
    await third.sees('Waiting for Ben to be ready.', third.card('Delvers'));

    await ann.press('Start without waiting');
    await ann.sees(/Waiting for Ben; the run starts without them at/);
    await ben.press('I am ready');
    await ann.press('Fail');
    await ben.sees('The run failed on floor 0.');
  });

  it('the link beside the join code opens a window for another player, with the code filled in', async () => {
    const ann = await player('Ann');
    await ann.make('Delvers', { private: true });
    await ann.press('Copy the join code');
    await ann.sees('Copied.');
    const opened = ann.page.context().waitForEvent('page');
    await ann.panel.getByRole('link', { name: 'Join in a second window' }).click();
    const second = await opened;
    await second.getByRole('button', { name: 'Sign in as a guest' }).click();
    await second.getByLabel('Your name').fill('Ben');
    await second.getByRole('button', { name: 'Join', exact: true }).click();
    await second.getByRole('button', { name: 'I am ready' }).waitFor();
    await ann.sees('Ben');
    assert.equal(new URL(second.url()).searchParams.get('code'), null, 'a used code leaves the address');
  });

  it('the join code can be copied without the clipboard API, which browsers do not offer over plain http', async () => {
    const ann = await player('Ann');
    await ann.page.evaluate('delete Navigator.prototype.clipboard');
    const code = await ann.make('Delvers');
    await ann.press('Copy the join code');
    await ann.sees('Copied.');
    assert.equal(await ann.page.evaluate('document.activeElement.textContent'), 'Copy the join code');
    const field = ann.page.getByLabel('Lobby', { exact: true });
    await field.fill('');
    await field.press('Control+V');
    assert.equal(await field.inputValue(), code);
  });

  it('a private party and its run are shown to its own player only', async () => {
    const [ann, third] = [await player('Ann'), await open()];
    await ann.make('Secret', { private: true });
    await ann.press('Start the run');
    await ann.sees('Running', ann.session('Secret'));
    await lobby.app.post('/party', { player_id: 'dan', lobby: lobby.name, name: 'Open' });
    await third.sees('Can start.', third.card('Open'));
    await third.sees('No party in this lobby is on a run.', third.page.locator('main'));
    assert.equal(await third.page.getByText('Secret').count(), 0);
  });

  it('opening another lobby does not take the player out of a party', async () => {
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
  });

  it('the messages are shown as JSON without their secrets', async () => {
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
  });

  it('the page says how many parties a crowded lobby does not show, and the player of one of them plays on', async () => {
    const ids = await crowd(lobby.app, lobby.name, 16);
    const ann = await player('Ann');
    const cards = ann.page.getByRole('region', { name: 'Parties' }).getByRole('article');
    await cards.first().waitFor();
    const hidden = ids.length - (await cards.count());
    await ann.sees(`And ${hidden} more:`, ann.page.locator('main'));
    await ann.make('Delvers');
    await ann.card('Delvers').waitFor();
    // The open ones are shown before those that are locked.
    await ann.press('Lock');
    await ann.card('Delvers').waitFor({ state: 'detached' });
    await ann.sees(`And ${hidden + 1} more:`, ann.page.locator('main'));
    await ann.press('Unlock');
    await ann.card('Delvers').waitFor();
  });

  it('a player can do everything by keyboard, and the focus is never lost', async () => {
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
  });
});
