import assert from 'node:assert/strict';
import { LABEL_LENGTH_MAX, NAME_LENGTH_MAX } from '../../src/protocol/limits.ts';
import { useLobby } from './lobby-fixtures.ts';
import type { LobbyWindow } from './LobbyWindow.ts';

const PHONE = { viewport: { width: 390, height: 844 } };

/** Names that the server accepts, and that would do harm or break the layout if they were not shown as plain text. */
const ACCEPTED = [
  '<img src=x onerror="document.title=1"><script>alert(1)</script>',
  '"><svg onload=alert(1)>{{constructor}}${1}&lt;&#60;',
  'W'.repeat(NAME_LENGTH_MAX),
  '💰'.repeat(NAME_LENGTH_MAX / 2),
  'ש'.repeat(NAME_LENGTH_MAX),
  `Z${'\u0301\u0335'.repeat(30)}`,
  '__proto__',
];

/** Names that the server refuses, and its message. */
const REFUSED = [
  ['Delvers \u202E gpj', /^name: must not have control, invisible or broken characters$/],
  ['Del\u200Bvers', /^name: must not have control, invisible or broken characters$/],
  ['💰'.repeat(128), /^name: must have at most 64 characters$/],
] as const;

describe('Hostile names in the lobbies view', () => {
  const lobby = useLobby();

  async function makeParty(name: string, i: number): Promise<void> {
    const label = name.slice(0, LABEL_LENGTH_MAX).replace(/\p{Cs}$/u, '');
    const leader = { player_id: `${'p'.repeat(60)}${i}`, player_name: name, class: label };
    const made = await lobby.app.post('/party', {
      ...leader,
      lobby: lobby.name,
      name,
      difficulty: label,
      region: label,
    });
    assert.equal(made.status, 200, await made.text());
  }

  /** Nothing in the names has become an element, and they fit on a phone. */
  async function assertInert({ page, window }: LobbyWindow): Promise<void> {
    assert.equal(await page.locator('main img, main script, main b, main svg[onload]').count(), 0);
    assert.notEqual(await page.title(), '1');
    await window.assertFitsWidth();
  }

  it('the list shows them as plain text and fits on a phone', async () => {
    for (const [i, name] of ACCEPTED.entries()) await makeParty(name, i);
    const third = await lobby.open(PHONE);
    for (const name of ACCEPTED) await third.card(name).waitFor();
    await assertInert(third);
  });

  for (const name of ACCEPTED) {
    it(`the player's own party and run show them as plain text: ${JSON.stringify(name).slice(0, 30)}`, async () => {
      const ann = await lobby.player(name, PHONE);
      await ann.page.getByLabel('Your class').fill(name.slice(0, LABEL_LENGTH_MAX));
      await ann.panel.getByText('What was sent').click();
      await ann.make(name);
      await ann.card(name).waitFor();
      await assertInert(ann);
      await ann.press('Start the run');
      await ann.sees('Floor 0');
      await ann.session(name).waitFor();
      await assertInert(ann);
      await ann.press('Leave the party');
      await ann.panel.getByRole('button', { name: 'Make the party' }).waitFor();
    });
  }

  it('invisible and overlong names are refused, and the page says why', async () => {
    const ann = await lobby.player('Ann', PHONE);
    for (const [name, message] of REFUSED) {
      await ann.panel.getByLabel('Party name').fill(name);
      await ann.press('Make the party');
      await ann.isRefused(message);
      await assertInert(ann);
    }
  });
});
