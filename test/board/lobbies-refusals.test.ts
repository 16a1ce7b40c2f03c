import assert from 'node:assert/strict';
import { readJson } from '../support/app.ts';
import { lobbyWindows } from './lobby-windows.ts';

describe("what the page's lobbies are refused", () => {
  const { app, lobby, player, closeAll } = lobbyWindows();

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

    await app().post('/party', { player_id: 'cat', lobby: lobby(), name: 'Words', password: 'sesame' });
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
    const listed = await app().get(`/party?lobby=${lobby()}`);
    const [party] = (await readJson<{ parties: { party_id: string }[] }>(listed)).parties;
    const { token } = await ann.guest();
    const kicked = { target_id: (await ben.guest()).player_id };
    await app().post(`/party/${party!.party_id}/kick`, kicked, { authorization: `Bearer ${token}` });
    await ben.sees('The leader kicked you from Delvers.');
    await ann.sees('Has left');
    await ann.press('Next floor');
    await ann.sees('Floor 1');
    await closeAll();
  });

  it('whoever has left a run for good is told so, and is in the party again after it', async () => {
    const [ann, ben] = [await player('Ann'), await player('Ben')];
    const code = await ann.make('Delvers');
    await ben.joinByCode(code);
    await ben.press('I am ready');
    await ann.sees('Can start.');
    await ann.press('Start the run');
    await ben.sees('Floor 0');
    const listed = await app().get('/sessions');
    const { sessions } = await readJson<{ sessions: { session_id: string }[] }>(listed);
    const { token } = await ben.guest();
    await app().post(`/session/${sessions.at(-1)!.session_id}/leave`, {}, { authorization: `Bearer ${token}` });
    await ben.isRefused('You have no seat in it: The player has left this session for good.');
    await ben.press('Take a seat in the run');
    await ben.isRefused('You have no seat in it: The player has left this session for good.');
    await ann.press('Complete');
    await ben.panel.getByRole('button', { name: 'I am ready' }).waitFor();
    // Each try is printed by the browser.
    assert.ok(ben.window.faults.splice(0).every((fault) => fault.includes('status of 403')));
    await closeAll();
  });
});
