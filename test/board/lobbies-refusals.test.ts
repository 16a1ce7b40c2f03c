import { readJson, until } from '../support/app.ts';
import { startSession, useLobby } from './lobby-fixtures.ts';
import type { LobbyWindow } from './LobbyWindow.ts';

describe('Refusals in the lobbies view', () => {
  const lobby = useLobby();
  const { player } = lobby;

  it('the reason why a party cannot be joined appears beside the control, in the words of the server', async () => {
    const ann = await player('Ann');
    const code = await ann.make('Delvers', { seats: 1, password: 'sesame' });
    const ben = await player('Ben');
    await ben.joinByCode('222222');
    await ben.isRefused('No party has this join code.');
    await ben.joinByCode('abc');
    await ben.isRefused(/A join code is 6 characters/);
    await ben.joinByCode(code);
    await ben.isRefused('The party has no free seat: join another, or wait for one.');
    await ben.sees('Full: join once a seat is free.', ben.card('Delvers'));

    await lobby.app.post('/party', { player_id: 'cat', lobby: lobby.name, name: 'Words', password: 'sesame' });
    const join = ben.card('Words').getByRole('button', { name: 'Join Words' });
    await join.click();
    await ben.isRefused('The party asks for a password: send it as "password".', ben.card('Words'));
    await ben.card('Words').getByLabel('Password').fill('Sesame');
    await join.click();
    await ben.isRefused('This is not the password of the party.', ben.card('Words'));
    await ben.card('Words').getByLabel('Password').fill('sesame');
    await join.click();
    await ben.panel.getByRole('heading', { name: 'Words' }).waitFor();
  });

  it('joining by code asks for the password when the party has one, and puts the focus there', async () => {
    const ann = await player('Ann');
    const code = await ann.make('Delvers', { password: 'sesame' });
    const ben = await player('Ben');
    await ben.joinByCode(code);
    await ben.isRefused('The party asks for a password: send it as "password".');
    await ben.page.keyboard.type('sesame');
    await ben.page.keyboard.press('Enter');
    await ben.panel.getByRole('button', { name: 'I am ready' }).waitFor();
  });

  it('a leader locks, promotes and kicks; a kicked player is told and can join another party', async () => {
    const [ann, ben] = [await player('Ann'), await player('Ben')];
    const code = await ann.make('Delvers');
    await ann.press('Lock');
    await ben.sees('Locked', ben.card('Delvers'));
    await ben.joinByCode(code);
    await ben.isRefused('The leader has locked the party, and may unlock it.');
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
  });

  /** Kicks during a run, for which the page has no button. */
  async function kick(leader: LobbyWindow, target: LobbyWindow): Promise<void> {
    const listed = await lobby.app.get(`/party?lobby=${lobby.name}`);
    const [party] = (await readJson<{ parties: { party_id: string }[] }>(listed)).parties;
    const { token } = await leader.guest();
    const kicked = { target_id: (await target.guest()).player_id };
    await lobby.app.post(`/party/${party!.party_id}/kick`, kicked, { authorization: `Bearer ${token}` });
    await target.sees('The leader kicked you from Delvers.');
  }

  it('a player kicked during a run is out of it, and the leader goes on', async () => {
    const [ann, ben] = [await player('Ann'), await player('Ben')];
    await startSession(ann, ben);
    await ben.sees('Floor 0');
    await kick(ann, ben);
    await ann.sees('Has left');
    await ann.press('Next floor');
    await ann.sees('Floor 1');
  });

  it('a late refusal of a seat in an earlier run does not cost the player the seat in the next', async () => {
    const [ann, ben] = [await player('Ann'), await player('Ben')];
    const { page, window } = ben;
    // The browser logs the late refusal.
    window.expectFaults(/status of 40[34]/);
    await startSession(ann, ben);
    await ben.sees('Floor 0');
    const joins: (() => Promise<void>)[] = [];
    await page.route('**/matchmake/joinById/**', (route) => void joins.push(() => route.continue()));
    await page.reload();
    await until(() => joins.length > 0, 'a request for a seat');
    await kick(ann, ben);
    await ben.make('My own');
    await ben.press('Start the run');
    await ben.sees('Floor 0');
    const refused = page.waitForResponse('**/matchmake/joinById/**');
    for (const join of joins) await join();
    await (await refused).finished();
    await ben.press('Next floor');
    await ben.sees('Floor 1');
  });

  it('a player who has left a run for good is told so, and is back in the party after it', async () => {
    const [ann, ben] = [await player('Ann'), await player('Ben')];
    // The browser logs the refusal of each attempt.
    ben.window.expectFaults(/status of 403/);
    await startSession(ann, ben);
    await ben.sees('Floor 0');
    const listed = await lobby.app.get('/sessions');
    const { sessions } = await readJson<{ sessions: { session_id: string }[] }>(listed);
    const { token } = await ben.guest();
    await lobby.app.post(`/session/${sessions.at(-1)!.session_id}/leave`, {}, { authorization: `Bearer ${token}` });
    await ben.isRefused('You have no seat in it: The player has left this session for good.');
    await ben.press('Take a seat in the run');
    await ben.isRefused('You have no seat in it: The player has left this session for good.');
    await ann.press('Complete');
    await ben.panel.getByRole('button', { name: 'I am ready' }).waitFor();
  });
});
