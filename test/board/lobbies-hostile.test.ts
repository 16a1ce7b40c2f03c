import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { LABEL_LENGTH_MAX, NAME_LENGTH_MAX } from '../../src/protocol/limits.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { launch, needBrowser } from './browser.ts';
import { LobbyWindow } from './LobbyWindow.ts';

const PHONE = { viewport: { width: 390, height: 844 } };

/** What the server takes for a name, and would do harm or take room where it is not shown as text. */
const NAMES = [
  '<img src=x onerror="document.title=1"><script>alert(1)</script>',
  '"><svg onload=alert(1)>{{constructor}}${1}&lt;&#60;',
  'W'.repeat(NAME_LENGTH_MAX),
  '💰'.repeat(NAME_LENGTH_MAX / 2),
  'ש'.repeat(NAME_LENGTH_MAX),
  `Z${'\u0301\u0335'.repeat(30)}`,
  '__proto__',
];

/** What the server does not take, and what it says. */
const REFUSED = [
  ['Delvers \u202E gpj', /^name: must not have control, invisible or broken characters$/],
  ['Del\u200Bvers', /^name: must not have control, invisible or broken characters$/],
  ['💰'.repeat(128), /^name: must have at most 64 characters$/],
] as const;

describe("hostile names in the page's lobbies", () => {
  let app: TestApp;
  let browser: Browser;

  before(async function () {
    needBrowser(this);
    app = await startApp();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await app?.stop();
  });

  async function partyOf(name: string, i: number): Promise<void> {
    const label = name.slice(0, LABEL_LENGTH_MAX).replace(/\p{Cs}$/u, '');
    const [player_id, lobby] = [`${'p'.repeat(60)}${i}`, 'hostile'];
    const about = { player_name: name, class: label };
    const made = await app.post('/party', { player_id, lobby, name, difficulty: label, ...about });
    assert.equal(made.status, 200, await made.text());
  }

  /** Nothing of it has become anything but text, and all of it has room on a phone. */
  async function assertInert(window: LobbyWindow): Promise<void> {
    const { page } = window;
    assert.equal(await page.locator('main img, main script, main b, main svg[onload]').count(), 0);
    assert.notEqual(await page.title(), '1');
    await window.assertNoSidewaysScroll();
  }

  it('are text in the list, whatever is in them, and do not widen a phone’s page', async () => {
    for (const [i, name] of NAMES.entries()) await partyOf(name, i);
    const third = await LobbyWindow.open(browser, `${app.url}/?view=lobbies&lobby=hostile`, PHONE);
    for (const name of NAMES) await third.card(name).waitFor();
    await assertInert(third);
    await third.close();
  });

  for (const name of NAMES) {
    it(`are text in the player's own party and run: ${JSON.stringify(name).slice(0, 30)}`, async () => {
      const ann = await LobbyWindow.open(browser, `${app.url}/?view=lobbies&lobby=own`, PHONE);
      await ann.signIn(name);
      await ann.page.getByLabel('Your class').fill(name.slice(0, LABEL_LENGTH_MAX));
      await ann.panel.getByText('What was sent').click();
      await ann.make(name);
      await ann.card(name).waitFor();
      await assertInert(ann);
      await ann.press('Start the run');
      await ann.sees('Floor 0');
      await ann.run(name).waitFor();
      await assertInert(ann);
      await ann.press('Leave the party');
      await ann.panel.getByRole('button', { name: 'Make the party' }).waitFor();
      await ann.close();
    });
  }

  it('that nobody could see are refused, and it is said why', async () => {
    const ann = await LobbyWindow.open(browser, `${app.url}/?view=lobbies&lobby=refused`, PHONE);
    await ann.signIn('Ann');
    for (const [name, message] of REFUSED) {
      await ann.panel.getByLabel('Party name').fill(name);
      await ann.press('Make the party');
      await ann.isRefused(message);
      await assertInert(ann);
    }
    await ann.close();
  });
});
