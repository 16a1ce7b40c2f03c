import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { startApp, type TestApp, until } from '../support/app.ts';
import { launch, needBrowser, Window } from './browser.ts';

const WORLDS = 500;

describe('500 drop parties at once', () => {
  let app: TestApp;
  let browser: Browser;
  let window: Window;

  before(async function () {
    needBrowser(this);
    app = await startApp();
    browser = await launch();
    for (let first = 0; first < WORLDS; first += 100) {
      const reports = Array.from({ length: 100 }, (_, i) => report(301 + first + i, 1_000 * (first + i + 1)));
      assert.equal((await app.post('/drops/batch', { reports })).status, 200);
    }
    window = await Window.open(browser, app.url);
  });

  after(async () => {
    await window?.close();
    await browser?.close();
    await app?.stop();
  });

  const report = (world: number, value: number) => ({
    world,
    item_id: value,
    item_name: 'Item',
    quantity: 1,
    value,
    reporter: 'Zezima',
  });

  it('are all there, each once and in order, and those out of sight are not laid out', async () => {
    const cards = window.page.locator('[data-world]');
    await until(async () => (await cards.count()) === WORLDS, `${WORLDS} cards`);
    const worlds = await cards.evaluateAll((all) => all.map((card) => Number(card.dataset.world)));
    assert.deepEqual(
      worlds,
      Array.from({ length: WORLDS }, (_, i) => 300 + WORLDS - i),
    );
    const isLaidOut = (card: Element) => card.firstElementChild!.checkVisibility({ contentVisibilityAuto: true });
    assert.equal(await cards.first().evaluate(isLaidOut), true);
    assert.equal(await cards.last().evaluate(isLaidOut), false);
    assert.deepEqual(window.faults, []);
  });

  it('stay as they are when something drops in one: no other card is touched', async () => {
    const { page } = window;
    await page.clock.install();
    await page.reload();
    await page
      .locator('[data-world]')
      .nth(WORLDS - 1)
      .waitFor({ state: 'attached' });
    await page.clock.pauseAt(Date.now() + 3_600_000);
    await page.evaluate(() => {
      const touched = new Set<string>();
      Object.assign(globalThis, { touched });
      const worldOf = (node: Node) =>
        (node instanceof Element ? node : node.parentElement)?.closest<HTMLElement>('[data-world]');
      new MutationObserver((changes) => {
        for (const { target } of changes) touched.add(worldOf(target)?.dataset.world ?? 'none');
      }).observe(document.querySelector('.parties')!, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
      });
    });
    await app.post('/drops', report(444, 7_777_777));
    await page.locator('[data-world="444"]').getByText('7.9M').first().waitFor({ state: 'attached' });
    assert.deepEqual(await page.evaluate(() => [...(globalThis as { touched?: Set<string> }).touched!]), ['444']);
    assert.deepEqual(window.faults, []);
  });
});
