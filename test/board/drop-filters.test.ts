import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { startApp, type TestApp, until } from '../support/app.ts';
import { launch, needBrowser, Window } from './browser.ts';

describe('Sorting and filters of the drop parties', () => {
  let app: TestApp;
  let browser: Browser;
  let window: Window;
  let page: Page;

  before(async function () {
    needBrowser(this);
    app = await startApp();
    browser = await launch();
    for (const [world, value] of [
      [301, 1_000],
      [302, 500_000],
      [444, 1_200_000],
      [330, 38_052],
    ] as const)
      await drop(world, value);
  });

  after(async () => {
    await browser?.close();
    await app?.stop();
  });

  beforeEach(async () => {
    window = await Window.open(browser, app.url);
    page = window.page;
    await showsInOrder([444, 302, 330, 301]);
  });

  afterEach(async () => {
    assert.deepEqual(window.faults, []);
    await window.close();
  });

  const drop = async (world: number, value: number) => {
    const report = { world, item_id: value, item_name: 'Item', quantity: 1, value, reporter: 'Zezima' };
    assert.ok((await app.post('/drops', report)).ok);
  };
  const query = () => new URL(page.url()).search;
  const worlds = () => page.locator('[data-world]').evaluateAll((all) => all.map((card) => Number(card.dataset.world)));
  const showsInOrder = (order: number[]) =>
    until(async () => String(await worlds()) === String(order), `the order ${order.join()}`);
  const least = () => page.getByLabel('Worth at least');
  const world = () => page.getByLabel('World', { exact: true });

  it('are in the address: what is loaded again or come back to is as it was left', async () => {
    await least().fill('30k');
    await world().fill('3');
    await page.getByText('Latest drop').click();
    await showsInOrder([330, 302]);
    assert.equal(query(), '?min=30000&worlds=3&sort=fresh');

    await page.reload();
    await showsInOrder([330, 302]);
    assert.equal(await least().inputValue(), '30k');
    assert.equal(await world().inputValue(), '3');
    assert.ok(await page.getByRole('radio', { name: 'Latest drop' }).isChecked());

    await page.getByRole('link', { name: 'World 330' }).click();
    await page.getByRole('heading', { name: 'World 330', level: 1 }).waitFor();
    await page.goBack();
    await showsInOrder([330, 302]);
    assert.equal(await least().inputValue(), '30k');
    await page.getByRole('link', { name: 'Muster' }).click();
    assert.equal(query(), '?min=30000&worlds=3&sort=fresh');
  });

  it('say how many they hide, and show all again where they hide all', async () => {
    await least().fill('1.2M');
    await showsInOrder([444]);
    await page.getByText('3 of 4 hidden').first().waitFor();
    await page.getByRole('status').filter({ hasText: '3 of 4 hidden' }).waitFor();
    await page.getByText('4 parties').waitFor();
    await least().fill('1b');
    await page.getByText('No party fits the filters').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await showsInOrder([444, 302, 330, 301]);
    assert.equal(await least().inputValue(), '');
    assert.equal(query(), '');
    // The button is gone, and what had been its place is where the keyboard goes on.
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'content');
  });

  it('say what is wrong with what is typed, and stay as they were', async () => {
    await least().fill('30k');
    await showsInOrder([444, 302, 330]);
    await least().fill('lots');
    await least().press('Enter');
    await page
      .getByRole('alert')
      .filter({ hasText: '“lots” is not an amount. Write it like 500k, 1.2M or 750,000.' })
      .waitFor();
    assert.equal(await least().getAttribute('aria-invalid'), 'true');
    await showsInOrder([444, 302, 330]);
    await least().fill('');
    await showsInOrder([444, 302, 330, 301]);
    assert.equal(await least().getAttribute('aria-invalid'), 'false');

    await world().fill('x1');
    await page.getByRole('alert').filter({ hasText: 'A world is a number of up to 5 digits' }).waitFor();
    await showsInOrder([444, 302, 330, 301]);
    await world().fill('44');
    await showsInOrder([444]);
    assert.equal(await page.getByRole('alert').filter({ hasText: /./ }).count(), 0);
  });

  it('let a party come up as soon as it is worth enough, without waiting for a timer', async () => {
    await page.clock.install();
    await page.goto(`${app.url}/?min=600000`);
    await showsInOrder([444]);
    await page.clock.pauseAt(Date.now() + 3_600_000);
    await drop(302, 100_001);
    await showsInOrder([444, 302]);
  });
});
