import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.ts';
import { launch, needBrowser, Window } from './browser.ts';

const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

/** Not in git: to be looked at. */
const PICTURES = join(import.meta.dirname, '../../tmp/screenshots');

const VIEWS = {
  drops: '/',
  world: '/?world=444',
  'quiet world': '/?world=555',
  history: '/?view=history',
  lobbies: '/?view=lobbies',
};

const SCREENS: Record<string, BrowserContextOptions> = {
  'a phone, light': { viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true },
  'a desktop, dark': { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
};

describe('Everybody can use the page', () => {
  let app: TestApp;
  let browser: Browser;

  before(async function () {
    needBrowser(this);
    app = await startApp();
    browser = await launch();
    await mkdir(PICTURES, { recursive: true });
  });

  after(async () => {
    await browser?.close();
    await app?.stop();
  });

  for (const [screen, options] of Object.entries(SCREENS)) {
    for (const [name, path] of Object.entries(VIEWS)) {
      it(`${name} on ${screen}, before anything happened: axe finds nothing, and nothing is wider than the window`, () =>
        look(`${name} (empty)`, screen, path, options));
    }

    describe(`${screen}, when something goes on`, () => {
      before(async () => {
        await app.post('/drops', {
          world: 444,
          world_type: 'pvp',
          item_id: 4151,
          item_name: 'Abyssal whip',
          quantity: 1,
          value: 1_400_000,
        });
        await app.post('/drops', { world: 330, item_id: 385, item_name: 'Shark', quantity: 20, value: 16_000 });
        await app.post('/party', { player_id: 'alice', name: 'Deep delve' });
        const { party_id } = (await (await app.post('/party', { player_id: 'bob' })).json()) as { party_id: string };
        await app.post('/session', { party_id });
      });

      for (const [name, path] of Object.entries(VIEWS))
        it(`${name}: the same`, () => look(name, screen, path, options));
    });
  }

  async function look(name: string, screen: string, path: string, options: BrowserContextOptions): Promise<void> {
    const window = await Window.open(browser, app.url + path, { ...options, reducedMotion: 'reduce' });
    const isThere = () => !/Connecting…|Loading/.test(document.querySelector('main')?.innerText ?? 'Loading');
    await window.page.waitForFunction(isThere);
    await window.page.screenshot({ path: join(PICTURES, `${name}, ${screen}.png`), fullPage: true });
    await window.page.evaluate(axe.source);
    const { violations } = await window.page.evaluate(
      (values) => (globalThis as unknown as { axe: typeof axe }).axe.run({ runOnly: { type: 'tag', values } }),
      STANDARD,
    );
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
      [],
    );
    const sideways = await window.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.equal(sideways, 0);
    assert.deepEqual(window.faults, []);
    await window.close();
  }
});
