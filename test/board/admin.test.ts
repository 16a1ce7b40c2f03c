import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { BrowserContextOptions } from 'playwright-core';
import { readJson } from '../support/app.ts';
import { ADMIN_ENV, Admin, PASSWORD } from '../http/admin/admin.ts';
import { partyOf, runOf } from '../http/dungeons.ts';
import type { Window } from './browser.ts';
import { SWORD, usePages } from './fixtures.ts';

const ADMIN: BrowserContextOptions = { httpCredentials: { username: 'admin', password: PASSWORD } };

const SCREENS: Record<string, BrowserContextOptions> = {
  'a phone, light': { viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true },
  'a desktop, dark': { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
};

/** Screenshots for people to look at; not in git. */
const SCREENSHOTS = join(import.meta.dirname, '../../tmp/screenshots');

describe("The admin's page", () => {
  const pages = usePages({ isPerTest: true, env: ADMIN_ENV });
  const { app } = pages;
  let admin: Admin;
  before(() => mkdir(SCREENSHOTS, { recursive: true }));
  beforeEach(() => {
    admin = new Admin(app);
  });

  const open = (options: BrowserContextOptions = {}) => pages.open('/admin', { ...ADMIN, ...options });
  const section = ({ page }: Window, name: string) => page.getByRole('region', { name, exact: true }).first();
  const press = async (window: Window, within: string, name: string, then?: string) => {
    await section(window, within).getByRole('button', { name, exact: true }).click();
    if (then !== undefined) await section(window, within).getByRole('button', { name: then, exact: true }).click();
  };
  const shows = (window: Window, within: string, text: string | RegExp) =>
    section(window, within).getByText(text).first().waitFor();

  it('is for the admin only, and its code, too', async () => {
    assert.equal((await app.get('/admin/')).status, 401);
    const window = await open();
    assert.match(window.page.url(), /\/admin\/$/);
    const script = await window.page.locator('script[type=module]').getAttribute('src');
    assert.equal((await app.get(`/admin/${script}`)).status, 401);
  });

  it('makes a key, shows it once, and revokes it', async () => {
    const window = await open();
    await section(window, 'Ingest keys').getByLabel('Name').fill('clan-bot');
    await press(window, 'Ingest keys', 'Make a key');
    await shows(window, 'Ingest keys', /^mk_[\w-]{43}$/);
    await window.page.reload();
    await shows(window, 'Ingest keys', 'clan-bot');
    assert.equal(await window.page.getByText(/^mk_/).count(), 0);
    await press(window, 'Ingest keys', 'Revoke clan-bot', 'Revoke');
    await shows(window, 'Ingest keys', 'There are none.');
    await shows(window, 'Audit log', 'key revoked');
    assert.deepEqual(await admin.do('GET', '/keys'), { keys: [] });
  });

  it("says what is refused, in the server's words", async () => {
    const window = await open();
    window.expectFaults(/422/);
    await section(window, 'Ingest keys').getByLabel('Name').fill('no spaces');
    await press(window, 'Ingest keys', 'Make a key');
    await shows(window, 'Ingest keys', /name: must be 1 to 64 letters/);
  });

  it('kicks a player, and asks before it does', async () => {
    const { party_id } = await partyOf(app, ['ann', 'bob'], { name: 'Delvers' });
    const window = await open();
    await press(window, 'Dungeon parties', 'Kick bob', 'Cancel');
    await press(window, 'Dungeon parties', 'Kick bob', 'Kick');
    await section(window, 'Dungeon parties').getByText('bob', { exact: true }).waitFor({ state: 'detached' });
    const party = await readJson<{ players: string[] }>(await app.get(`/party/${party_id}`));
    assert.deepEqual(party.players, ['ann']);
  });

  it('bans a player found in a party, and lifts the ban', async () => {
    const { party_id } = await partyOf(app, ['ann', 'eve']);
    await partyOf(app, ['bob'], { name: 'Others' });
    const window = await open();
    await section(window, 'Dungeon parties').getByLabel('Only parties of the player').fill('eve');
    await window.page.keyboard.press('Enter');
    await section(window, 'Dungeon parties').getByText('Others').waitFor({ state: 'detached' });
    await press(window, 'Dungeon parties', 'Ban eve', 'Ban');
    await shows(window, 'Bans', 'eve');
    await shows(window, 'Dungeon parties', 'There are none.');
    const join = () => app.send('POST', `/party/${party_id}/join`, { player_id: 'eve' });
    assert.equal((await join()).status, 403);
    await press(window, 'Bans', 'Lift the ban of eve');
    await shows(window, 'Bans', 'Nobody is banned.');
    assert.equal((await join()).status, 200);
  });

  it('dissolves a party and closes a session', async () => {
    await partyOf(app, ['ann'], { name: 'Bad name', privacy: 'private' });
    const run = await runOf(app, ['bob']);
    const window = await open();
    await press(window, 'Dungeon parties', 'Dissolve Bad name', 'Dissolve');
    await section(window, 'Dungeon parties').getByText('Bad name').waitFor({ state: 'detached' });
    await press(window, 'Sessions', 'Close the session of bob', 'Close');
    await shows(window, 'Sessions', 'There are none.');
    const session = await readJson(await app.get(`/session/${run.session_id}?player_id=bob`));
    assert.equal(session['outcome'], 'abandoned');
  });

  it('mutes an address, of which it keeps the hash alone, and lifts the mute', async () => {
    const window = await open();
    await section(window, 'Mutes').getByLabel('Address or hash').fill('203.0.113.7');
    await section(window, 'Mutes').getByLabel('Note').fill('made-up values');
    await press(window, 'Mutes', 'Mute');
    await shows(window, 'Mutes', 'made-up values');
    const [mute] = (await admin.do<{ mutes: { source: string }[] }>('GET', '/mutes')).mutes;
    await press(window, 'Mutes', `Lift the mute of ${mute!.source}`);
    await shows(window, 'Mutes', 'Nobody is muted.');
  });

  it('posts a notice that whoever has the board open sees at once, and clears it', async () => {
    const board = await pages.open('/');
    const window = await open();
    await section(window, 'Notice').getByLabel('Text').fill('Restart at noon');
    await press(window, 'Notice', 'Post the notice');
    await shows(window, 'Notice', 'Restart at noon');
    await board.page.getByRole('status').getByText('Restart at noon').waitFor();
    const later = await pages.open('/');
    await later.page.getByRole('status').getByText('Restart at noon').waitFor();
    await press(window, 'Notice', 'Clear the notice');
    await shows(window, 'Notice', 'There is none.');
    await board.page.getByText('Restart at noon').waitFor({ state: 'detached' });
  });

  it('shows who holds what, and pages through the log', async () => {
    await app.post('/drops', { ...SWORD, world: 444 });
    for (let i = 0; i < 30; i++) await admin.do('POST', '/keys', { name: `key-${i}` });
    const window = await open();
    await shows(window, 'Shares', '127.0.0.1');
    await shows(window, 'Audit log', 'key-29');
    await press(window, 'Audit log', 'Earlier acts');
    await shows(window, 'Audit log', 'key-0');
    await press(window, 'Audit log', 'Later acts');
    await shows(window, 'Audit log', 'key-29');
  });

  it('shows what was done elsewhere after a refresh', async () => {
    const window = await open();
    await shows(window, 'Bans', 'Nobody is banned.');
    await admin.do('POST', '/bans', { player_id: 'eve' });
    await window.page.getByRole('button', { name: 'Refresh' }).click();
    await shows(window, 'Bans', 'eve');
  });

  it('drains the server only once that is confirmed', async () => {
    const window = await open();
    await press(window, 'Drain', 'Drain the server', 'Cancel');
    assert.deepEqual(await admin.acts(), []);
    await press(window, 'Drain', 'Drain the server', 'Drain the server');
    await shows(window, 'Drain', 'The server is draining.');
    window.expectFaults(/ERR_|Failed to load/);
    await app.restart();
    assert.deepEqual(await admin.acts(), [['drain_started', '', {}]]);
  });

  for (const [screen, options] of Object.entries(SCREENS)) {
    it(`axe finds no violation on ${screen}, empty and with everything to show, and the page fits the screen's width`, async () => {
      const window = await open({ ...options, reducedMotion: 'reduce' });
      await check(window);
      await admin.do('POST', '/keys', { name: 'clan-bot' });
      await admin.do('POST', '/bans', { player_id: 'eve', note: 'sells gold '.repeat(15).trim() });
      await admin.do('POST', '/mutes', { address: '203.0.113.7' });
      await admin.do('POST', '/notice', { text: 'Restart at noon', until: '2100-01-01T00:00:00Z' });
      await partyOf(app, ['ann', 'bob'], { name: 'W'.repeat(64) });
      await runOf(app, ['cat']);
      await window.page.reload();
      await shows(window, 'Sessions', 'cat');
      await press(window, 'Sessions', 'Close the session of cat');
      await check(window);
      await window.page.screenshot({ path: join(SCREENSHOTS, `admin, ${screen}.png`), fullPage: true });
    });
  }

  async function check(window: Window): Promise<void> {
    await window.page.waitForFunction(() => !document.querySelector('main')!.innerText.includes('Loading'));
    await window.page.evaluate(axe.source);
    const { violations } = await window.page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
      [],
    );
    await window.assertFitsWidth();
  }
});
