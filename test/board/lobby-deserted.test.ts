import assert from 'node:assert/strict';
import { usePages } from './fixtures.ts';
import { LobbyWindow } from './LobbyWindow.ts';

describe('The lobbies view, of parties in which nobody is there', () => {
  let skippedMs = 0;
  const pages = usePages({ now: () => Date.now() + skippedMs });

  it('says when they were last heard of, and lists them last until somebody is there again', async () => {
    for (const name of ['Deserted', 'Alive'])
      await pages.app.post('/party', { player_id: name, name, player_name: `player of ${name}` });
    const { page } = new LobbyWindow(await pages.open('/?view=lobbies'));
    const names = page.getByRole('region', { name: 'Parties' }).getByRole('heading', { level: 3 });
    const isFirst = (name: string) => names.first().filter({ hasText: name }).waitFor();
    await isFirst('Alive');
    skippedMs += 60_000;
    await pages.app.get('/party?player_id=Deserted');
    skippedMs += 45_000;
    // Alive, which was silent for longer, is below now.
    await page.getByText('Last heard of').waitFor();
    await isFirst('Deserted');
    assert.match(await page.getByText('Last heard of').innerText(), /^Last heard of \d+ \w+ ago$/);
    await pages.app.get('/party?player_id=Alive');
    await page.getByText('Last heard of').waitFor({ state: 'hidden' });
    await isFirst('Alive');
  });
});
