import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { hasWorld, isWorldList } from '../../src/board/format/world-list.ts';
import { until } from '../support/app.ts';
import { DropCards } from './DropCards.ts';
import { reportTwice, TWO_ADDRESSES, usePages } from './fixtures.ts';

/** A desktop, a phone and the narrowest phone. */
const WIDTHS = [1280, 390, 320];

describe('Finding drop parties among many', () => {
  const pages = usePages({ env: TWO_ADDRESSES });

  before(async () => {
    for (const [world, world_type, value] of [
      [301, 'free', 4_000],
      [302, 'members', 3_000],
      [330, 'pvp', 2_000],
      [444, 'pvp', 1_000],
    ] as const)
      await reportTwice(pages.app, [{ world, world_type, item_id: value, item_name: 'Item', quantity: 1, value }]);
  });

  for (const width of WIDTHS) {
    it(`filters by worlds, ranges and types, and shows a compact list, all in the address, in a window of ${width} px`, async () => {
      const window = await pages.open('/', { viewport: { width, height: 844 } });
      const { page } = window;
      const cards = new DropCards(page);
      await cards.showInOrder([301, 302, 330, 444]);
      await page.getByLabel('Worlds', { exact: true }).fill('302-340, 444');
      await cards.showInOrder([302, 330, 444]);
      await page.getByText('All types').click();
      await window.assertFitsWidth();
      await page.getByRole('group', { name: 'Types of worlds' }).getByText('PvP').click();
      await cards.showInOrder([330, 444]);
      await page.getByRole('group', { name: 'Types of worlds' }).getByText('Members').click();
      await cards.showInOrder([302, 330, 444]);
      await page.getByLabel('Compact').check();
      await page.locator('.compact').first().waitFor();
      assert.equal(await page.locator('.drop-party').count(), 0);
      const row = page.locator('.compact[data-world="302"]');
      // A row has text once it is drawn.
      await row.scrollIntoViewIfNeeded();
      await until(async () => /302.*3k.*[45]:\d\d/s.test(await row.innerText()), 'the row of world 302');
      await window.assertFitsWidth();
      const search = '?worlds=302-340%2C+444&types=pvp%2Cmembers&compact=1';
      assert.equal(new URL(page.url()).search, search);
      await page.reload();
      await cards.showInOrder([302, 330, 444]);
      await page.locator('.compact').first().waitFor();
      await row.getByRole('link').click();
      await page.getByRole('heading', { level: 1, name: 'World 302' }).waitFor();
    });
  }

  it('shows favourites only, which this browser remembers', async () => {
    const { page } = await pages.open('/');
    const cards = new DropCards(page);
    await page.getByRole('button', { name: 'Favourite: world 330' }).click();
    await page.getByLabel('Favourites only').check();
    await cards.showInOrder([330]);
    await page.goto(`${pages.app.url}/?favourites=1`);
    await cards.showInOrder([330]);
    // The card's link covers all of it but this button.
    await page.getByRole('button', { name: 'Favourite: world 330' }).click();
    await page.getByText('No party matches the filters').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await cards.showInOrder([301, 302, 330, 444]);
  });
});

describe('A list of worlds', () => {
  it('has worlds, ranges and all that start with some digits', () => {
    const worlds = [301, 330, 444, 4_440, 5];
    const of = (list: string) => worlds.filter((world) => hasWorld(list, world));
    assert.deepEqual(of(''), worlds);
    assert.deepEqual(of('44'), [444, 4_440]);
    assert.deepEqual(of('301-330'), [301, 330]);
    assert.deepEqual(of('301 - 302, 5 4440'), [301, 4_440, 5]);
    assert.deepEqual(of('330-301'), []);
  });

  it('is one of numbers, spaces, commas and dashes, and never throws', () => {
    for (const list of ['', '444', '444, 301-330', '1-9 5', ' ,']) assert.ok(isWorldList(list), list);
    for (const list of ['x', '4x', '1--2', '-5', '123456', '4,'.repeat(200)]) assert.ok(!isWorldList(list), list);
    fc.assert(fc.property(fc.string(), fc.nat(), (list, world) => typeof hasWorld(list, world) === 'boolean'));
  });
});
