import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { DropCards } from './DropCards.ts';
import { reportTwice, TWO_ADDRESSES, usePages } from './fixtures.ts';

describe('Sorting and filtering drop parties', () => {
  const pages = usePages({ isPerTest: true, env: TWO_ADDRESSES });
  let page: Page;
  let cards: DropCards;

  beforeEach(async () => {
    for (const [world, value] of [
      [301, 1_000],
      [302, 500_000],
      [444, 1_200_000],
      [330, 38_052],
    ] as const)
      await drop(world, value);
    ({ page } = await pages.open('/'));
    cards = new DropCards(page);
    await cards.showInOrder([444, 302, 330, 301]);
  });

  const drop = async (world: number, value: number) => {
    await reportTwice(pages.app, [{ world, item_id: value, item_name: 'Item', quantity: 1, value }]);
  };
  const query = () => new URL(page.url()).search;
  const least = () => page.getByLabel('Worth at least');
  const world = () => page.getByLabel('Worlds', { exact: true });

  it('the address keeps them over a reload, over other views and Back', async () => {
    await least().fill('30k');
    await world().fill('3');
    await page.getByText('Latest drop').click();
    await cards.showInOrder([330, 302]);
    assert.equal(query(), '?min=30000&worlds=3&sort=fresh');

    await page.reload();
    await cards.showInOrder([330, 302]);
    assert.equal(await least().inputValue(), '30k');
    assert.equal(await world().inputValue(), '3');
    assert.ok(await page.getByRole('radio', { name: 'Latest drop' }).isChecked());

    await page.getByRole('link', { name: 'World 330' }).click();
    await page.getByRole('heading', { name: 'World 330', level: 1 }).waitFor();
    await page.goBack();
    await cards.showInOrder([330, 302]);
    assert.equal(await least().inputValue(), '30k');
    await page.getByRole('link', { name: 'Muster' }).click();
    assert.equal(query(), '?min=30000&worlds=3&sort=fresh');
  });

  it('the page says how many parties they hide, and offers to show all when they hide every one', async () => {
    await least().fill('1.2M');
    await cards.showInOrder([444]);
    await page.getByText('3 of 4 hidden').first().waitFor();
    await page.getByRole('status').filter({ hasText: '3 of 4 hidden' }).waitFor();
    await page.getByText('4 parties').waitFor();
    await least().fill('1b');
    await page.getByText('No party matches the filters').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await cards.showInOrder([444, 302, 330, 301]);
    assert.equal(await least().inputValue(), '');
    assert.equal(query(), '');
    // The button is gone, so the focus moves to the content.
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'content');
  });

  it('a field says what is wrong with its text, and the filter stays as it was', async () => {
    await least().fill('30k');
    await cards.showInOrder([444, 302, 330]);
    await least().fill('lots');
    await least().press('Enter');
    await page
      .getByRole('alert')
      .filter({ hasText: '“lots” is not an amount. Write it like 500k, 1.2M or 750,000.' })
      .waitFor();
    assert.equal(await least().getAttribute('aria-invalid'), 'true');
    await cards.showInOrder([444, 302, 330]);
    await least().fill('');
    await cards.showInOrder([444, 302, 330, 301]);
    assert.equal(await least().getAttribute('aria-invalid'), 'false');

    await world().fill('x1');
    await page.getByRole('alert').filter({ hasText: 'A world is a number of up to 5 digits' }).waitFor();
    await cards.showInOrder([444, 302, 330, 301]);
    await world().fill('44');
    await cards.showInOrder([444]);
    assert.equal(await page.getByRole('alert').filter({ hasText: /./ }).count(), 0);
  });

  it('a hidden party appears as soon as it is worth enough, without waiting for a timer', async () => {
    await page.clock.install();
    await page.goto(`${pages.app.url}/?min=600000`);
    await cards.showInOrder([444]);
    await page.clock.pauseAt(Date.now() + 3_600_000);
    await drop(302, 100_001);
    await cards.showInOrder([444, 302]);
  });
});
