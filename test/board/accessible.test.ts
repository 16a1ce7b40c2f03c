import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { BrowserContextOptions } from 'playwright-core';
import { readJson } from '../support/app.ts';
import { usePages } from './fixtures.ts';

const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

/** Screenshots for people to look at; not in git. */
const SCREENSHOTS = join(import.meta.dirname, '../../tmp/screenshots');

const VIEWS = {
  drops: '/',
  world: '/?world=444',
  'quiet world': '/?world=555',
  history: '/?view=history',
  search: '/?view=search',
  lobbies: '/?view=lobbies',
};

/** Only with something to show. */
const MORE_VIEWS = {
  'compact list': '/?compact=1',
  party: '/?party=1',
  embedded: '/embed/world/444',
  errors: '/docs/errors',
};

const SCREENS: Record<string, BrowserContextOptions> = {
  'a phone, light': { viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true },
  'the narrowest phone, dark': { viewport: { width: 320, height: 640 }, colorScheme: 'dark', hasTouch: true },
  'a desktop, dark': { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
};

describe('Accessibility of the page', () => {
  const pages = usePages();

  before(() => mkdir(SCREENSHOTS, { recursive: true }));

  for (const [screen, options] of Object.entries(SCREENS)) {
    for (const [view, path] of Object.entries(VIEWS)) {
      it(`axe finds no violation in the ${view} view on ${screen}, with nothing to show, and the page fits the screen's width`, () =>
        check(`${view} (empty)`, screen, path, options));
    }
  }

  describe('with drop parties and dungeon parties', () => {
    before(async () => {
      const { app } = pages;
      const whip = { item_id: 4151, item_name: 'Abyssal whip', quantity: 1, value: 1_400_000 };
      await app.post('/drops', { world: 444, world_type: 'pvp', ...whip });
      await app.post('/drops', { world: 330, item_id: 385, item_name: 'Shark', quantity: 20, value: 16_000 });
      await app.post('/party', { player_id: 'alice', name: 'Deep delve' });
      const { party_id } = await readJson<{ party_id: string }>(await app.post('/party', { player_id: 'bob' }));
      await app.post('/session', { party_id });
    });

    for (const [screen, options] of Object.entries(SCREENS)) {
      for (const [view, path] of Object.entries({ ...VIEWS, ...MORE_VIEWS }))
        it(`axe finds no violation in the ${view} view on ${screen}, and the page fits the screen's width`, () =>
          check(view, screen, path, options));
    }
  });

  async function check(name: string, screen: string, path: string, options: BrowserContextOptions): Promise<void> {
    const window = await pages.open(path, { ...options, reducedMotion: 'reduce' });
    const isLoaded = () => !/Connecting…|Loading/.test(document.querySelector('main')?.innerText ?? 'Loading');
    await window.page.waitForFunction(isLoaded);
    // What is folded away is judged, too.
    await window.page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
    await window.page.screenshot({ path: join(SCREENSHOTS, `${name}, ${screen}.png`), fullPage: true });
    await window.page.evaluate(axe.source);
    const { violations } = await window.page.evaluate(
      (values) => (globalThis as unknown as { axe: typeof axe }).axe.run({ runOnly: { type: 'tag', values } }),
      STANDARD,
    );
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
      [],
    );
    await window.assertFitsWidth();
  }
});
