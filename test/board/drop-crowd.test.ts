import assert from 'node:assert/strict';
import { until } from '../support/app.ts';
import { DropCards } from './DropCards.ts';
import { reportTwice, TWO_ADDRESSES, usePages } from './fixtures.ts';

const WORLDS = 500;

describe('500 drop parties at once', () => {
  const pages = usePages({ env: TWO_ADDRESSES });

  before(async () => {
    for (let first = 0; first < WORLDS; first += 100) {
      const reports = Array.from({ length: 100 }, (_, i) => report(301 + first + i, 1_000 * (first + i + 1)));
      await reportTwice(pages.app, reports);
    }
  });

  const report = (world: number, value: number) => ({
    world,
    item_id: value,
    item_name: 'Item',
    quantity: 1,
    value,
  });

  it('each has one card, the cards are in order, and those out of sight are not laid out', async () => {
    const { page } = await pages.open('/');
    const cards = new DropCards(page);
    await until(async () => (await cards.all.count()) === WORLDS, `${WORLDS} cards`);
    assert.deepEqual(
      await cards.worlds(),
      Array.from({ length: WORLDS }, (_, i) => 300 + WORLDS - i),
    );
    const isLaidOut = (card: Element) => card.firstElementChild!.checkVisibility({ contentVisibilityAuto: true });
    assert.equal(await cards.all.first().evaluate(isLaidOut), true);
    assert.equal(await cards.all.last().evaluate(isLaidOut), false);
  });

  for (const width of [1280, 390, 320]) {
    for (const search of ['/', '/?compact=1']) {
      it(`Back returns to the place in the list where one was opened, with the focus on it, at ${search} in a window of ${width} px`, async () => {
        const window = await pages.open(search, { viewport: { width, height: 844 } });
        const { page } = window;
        const card = page.locator('[data-world="444"]');
        await card.waitFor({ state: 'attached' });
        await card.scrollIntoViewIfNeeded();
        await until(async () => ((await page.evaluate('scrollY')) as number) > 3_000, 'a place far down');
        const top = async () => (await card.boundingBox())!.y;
        const link = card.getByRole('link');
        await link.focus();
        const before = await top();
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { level: 1, name: 'World 444' }).waitFor();
        assert.equal(await page.evaluate('scrollY'), 0);
        await page.goBack();
        await card.waitFor();
        await until(async () => Math.abs((await top()) - before) < 2, 'the same place');
        assert.ok(await link.evaluate((one) => one === document.activeElement));
        await window.assertFitsWidth();
      });
    }
  }

  it('a drop in one of them changes no other card', async () => {
    const window = await pages.open('/');
    await window.controlClock();
    const { page } = window;
    await new DropCards(page).all.nth(WORLDS - 1).waitFor({ state: 'attached' });
    await page.clock.pauseAt(Date.now() + 3_600_000);
    await page.evaluate(() => {
      const touched = new Set<string>();
      Object.assign(globalThis, { touched });
      const worldOf = (node: Node) =>
        (node instanceof Element ? node : node.parentElement)?.closest<HTMLElement>('[data-world]');
      new MutationObserver((changes) => {
        for (const { target } of changes) touched.add(worldOf(target)?.dataset.world ?? 'none');
      }).observe(document.querySelector('.drop-parties')!, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
      });
    });
    await pages.app.post('/drops', report(444, 7_777_777));
    await page.locator('[data-world="444"]').getByText('7.9M').first().waitFor({ state: 'attached' });
    assert.deepEqual(await page.evaluate(() => [...(globalThis as { touched?: Set<string> }).touched!]), ['444']);
  });
});
