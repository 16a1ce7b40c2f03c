import assert from 'node:assert/strict';
import { useLobby } from './lobby-fixtures.ts';

/** A desktop, a phone and the narrowest phone. */
const WIDTHS = [1280, 390, 320];

describe('Joining in the lobbies view', () => {
  const lobby = useLobby();

  const make = (player_id: string, settings: object) =>
    lobby.app.post('/party', { player_id, lobby: lobby.name, name: `${player_id}'s`, ...settings });

  for (const width of WIDTHS) {
    const viewport = { viewport: { width, height: 844 } };

    it(`offers "Join" only where it can work and says why not elsewhere, and free seats agree, in a window of ${width} px`, async () => {
      await make('open', { max_players: 4 });
      await make('full', { max_players: 1 });
      await make('solo', { game_type: 'solo', max_players: 8 });
      const locked = (await (await make('locked', { max_players: 3 })).json()) as { party_id: string };
      await lobby.app.post(`/party/${locked.party_id}/lock`, { player_id: 'locked' });
      const running = (await (await make('running', { max_players: 5 })).json()) as { party_id: string };
      await lobby.app.post('/session', { party_id: running.party_id });
      const ben = await lobby.player('Ben', viewport);
      for (const [name, free, reason] of [
        ['open', '3 free', null],
        ['full', 'full', 'Full: join once a seat is free.'],
        ['solo', 'full', 'Full: join once a seat is free.'],
        ['locked', 'locked', 'Locked: its leader lets nobody in.'],
        ['running', 'on a run', 'On a run: join once it is over.'],
      ] as const) {
        const card = ben.card(`${name}'s`);
        await card.locator('.free').getByText(free, { exact: true }).waitFor();
        if (reason !== null) await card.getByText(reason).waitFor();
        assert.equal(await card.getByRole('button', { name: /^Join/ }).count(), reason === null ? 1 : 0, name);
      }
      const figure = ben.page.locator('.figures div', { hasText: 'free seats' });
      assert.match(await figure.innerText(), /\b3$/, 'as the cards have them');
      await ben.window.assertFitsWidth();
      await ben.card("open's").getByRole('button', { name: "Join open's" }).click();
      await ben.panel.getByRole('heading', { name: "open's" }).waitFor();
    });

    it(`has the lobbies with parties to switch to, and "Try it" after the lobby, in a window of ${width} px`, async () => {
      await make('ann', {});
      const other = `${lobby.name}-other`;
      await lobby.app.post('/party', { player_id: 'eve', lobby: other, max_players: 4 });
      await lobby.app.post('/party', { player_id: 'mal', lobby: `${lobby.name}-secret`, privacy: 'private' });
      const window = await lobby.open(viewport);
      const list = window.page.getByRole('navigation', { name: 'Lobbies with parties' });
      await list.getByRole('link', { name: `${other} 1 player, 3 free` }).waitFor();
      assert.equal(await list.getByText('secret').count(), 0);
      const [parties, panel] = await Promise.all([
        window.page.getByRole('region', { name: 'Parties' }).boundingBox(),
        window.panel.boundingBox(),
      ]);
      assert.ok(
        width >= 960 ? panel!.x > parties!.x : panel!.y > parties!.y + parties!.height,
        'the order of the panel',
      );
      await window.window.assertFitsWidth();
      await list.getByRole('link', { name: other }).click();
      assert.equal(new URL(window.page.url()).searchParams.get('lobby'), other);
      await window.page.getByRole('article').getByText('eve').first().waitFor();
    });

    it(`shows invitations, which can be accepted and declined, in a window of ${width} px`, async () => {
      const [ann, ben] = [await lobby.player('Ann', viewport), await lobby.player('Ben', viewport)];
      await ann.make('Delvers', { private: true });
      const { player_id } = await ben.guest();
      const invite = async () => {
        await ann.panel.getByLabel('Invite a player id').fill(player_id);
        await ann.press('Invite');
        await ann.sees('Invited for 10 minutes.');
      };
      await invite();
      const invitations = ben.panel.getByRole('status', { name: 'Invitations' });
      await invitations.getByText(/^Delvers: .* invites you, for \d+ minutes\.$/).waitFor();
      await ben.window.assertFitsWidth();
      await ben.press('Decline');
      await invitations.getByText('Delvers').waitFor({ state: 'detached' });
      await invite();
      await ben.press('Accept');
      await ben.panel.getByRole('heading', { name: 'Delvers' }).waitFor();
      assert.equal(await invitations.getByText('Delvers').count(), 0);
    });

    it(`asks a party with a password, whose leader declines or lets in, in a window of ${width} px`, async () => {
      const [ann, ben] = [await lobby.player('Ann', viewport), await lobby.player('Ben', viewport)];
      await ann.make('Delvers', { password: 'sesame' });
      const card = ben.card('Delvers');
      await card.getByRole('button', { name: 'Ask to be let in to Delvers' }).click();
      await card.getByText('Asked. The leader has 10 minutes to answer.').waitFor();
      const requests = ann.panel.getByRole('status', { name: 'Requests to join' });
      await requests.getByText(/^Ben asks to be let in, for \d+ minutes\.$/).waitFor();
      await ann.window.assertFitsWidth();
      await ben.window.assertFitsWidth();
      await requests.getByRole('button', { name: 'Decline Ben' }).click();
      await card.getByText('The leader has declined.').waitFor();
      const cat = await lobby.player('Cat', viewport);
      await cat.card('Delvers').getByRole('button', { name: 'Ask to be let in to Delvers' }).click();
      await requests.getByRole('button', { name: 'Let in Cat' }).click();
      await cat.panel.getByRole('heading', { name: 'Delvers' }).waitFor();
    });

    it(`keeps a leader's crown beside a long name, in a window of ${width} px`, async () => {
      await make('x'.repeat(64), { name: 'Long' });
      const window = await lobby.open(viewport);
      const name = window.card('Long').locator('.members .name').first();
      await name.waitFor();
      const [crown, text] = await Promise.all([
        name.locator('.leads').boundingBox(),
        name.locator('.given').boundingBox(),
      ]);
      assert.ok(crown!.x + crown!.width <= text!.x + 1, 'the crown is before the name');
      assert.ok(Math.abs(crown!.y + crown!.height / 2 - text!.y) < text!.height, 'and in its lines');
      assert.ok(crown!.y < text!.y + text!.height && crown!.y + crown!.height > text!.y, 'not above them');
      await window.window.assertFitsWidth();
    });
  }
});
