import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { reportTwice, TWO_ADDRESSES, usePages } from './fixtures.ts';

/** A desktop, a phone and the narrowest phone. */
const WIDTHS = [1280, 390, 320];

describe('How the page looks', () => {
  let skippedMs = 0;
  const pages = usePages({ env: TWO_ADDRESSES, now: () => Date.now() + skippedMs });

  before(async () => {
    const whip = { item_id: 4151, item_name: 'Abyssal whip', quantity: 1, value: 1_400_000 };
    for (const world of [444, 65_535])
      await reportTwice(pages.app, [{ world, world_type: 'quest_speedrunning', ...whip }]);
    skippedMs = 300_000;
    await pages.app.post('/parties/cleanup');
    await pages.app.post('/drops', { world: 444, ...whip, value: Number.MAX_SAFE_INTEGER });
  });

  /** The heads of a table whose text does not end, or begin, where their column's does. */
  const misaligned = (table: Locator) =>
    table.evaluate((element) => {
      const rows = [...element.querySelectorAll('tr')];
      const [heads, cells] = [rows[0]!, rows[1]!].map((row) =>
        [...row.children].filter((cell) => cell.checkVisibility()),
      );
      return heads!
        .filter((head, place) => getComputedStyle(head).textAlign !== getComputedStyle(cells![place]!).textAlign)
        .map((head) => head.textContent);
    });

  for (const width of WIDTHS) {
    const open = async (path: string) => pages.open(path, { viewport: { width, height: 844 } });

    it(`the history fits and is not cut, each head stands over its figures, in a window of ${width} px`, async () => {
      const window = await open('/?view=history&days=30');
      const { page } = window;
      const table = page.getByRole('region', { name: /^Parties of/ }).getByRole('table');
      await table.getByText('Abyssal whip').first().waitFor();
      await window.assertFitsWidth();
      const cut = await table.evaluate((element) => element.getBoundingClientRect().right - innerWidth);
      assert.ok(cut <= 0, `${cut} px of the table are outside of the window`);
      assert.deepEqual(await misaligned(table), []);
      const scale = page.locator('.scale');
      assert.match(await scale.innerText(), /^0\s+2 parties$/);
      assert.equal(await scale.locator('.step').count(), 5);
      await page.getByText('in your time zone (Europe/London)').waitFor();
    });

    it(`a world's page says which world it is, in large, and leads back, in a window of ${width} px`, async () => {
      const window = await open('/?world=444');
      const { page } = window;
      const heading = page.getByRole('heading', { level: 1, name: 'World 444' });
      await heading.waitFor();
      assert.ok(Number.parseFloat(await heading.evaluate((one) => getComputedStyle(one).fontSize)) >= 28);
      await page.locator('.chart canvas').waitFor();
      for (const table of await page.locator('table:has(thead:not(.unseen))').all())
        assert.deepEqual(await misaligned(table), []);
      const band = await page.locator('.chart').evaluate((chart) => {
        const panel = chart.closest('.panel')!.getBoundingClientRect();
        return panel.bottom - chart.getBoundingClientRect().bottom;
      });
      assert.ok(band <= 20, `there is a band of ${band} px below the chart`);
      await window.assertFitsWidth();
      await page.getByRole('link', { name: 'All worlds' }).click();
      await page.getByText('1 party').waitFor();
    });

    it(`the sort control is even, and one drop is "1 drop", in a window of ${width} px`, async () => {
      const window = await open('/');
      const { page } = window;
      await page.getByRole('link', { name: 'World 444' }).waitFor();
      const heights = await page
        .locator('.choice span')
        .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().height)));
      assert.equal(new Set(heights).size, 1, heights.join());
      assert.equal(new Set(await tops(page, '.choice span')).size, 1, 'in one line');
      assert.match((await page.locator('.facts').innerText()).replaceAll(/\s+/g, ' '), / drop 1 /);
      await window.assertFitsWidth();
    });
  }

  it('offers no CSV file where there is nothing to save', async () => {
    const { page } = await pages.open('/?view=history');
    await page.getByRole('button', { name: 'Save as CSV' }).waitFor();
    await page.route('**/parties/history*', (route) => route.fulfill({ json: { parties: [] } }));
    await page.reload();
    await page.getByText('No party ended in this period.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Save as CSV' }).count(), 0);
  });
});

describe('The empty board', () => {
  let skippedMs = 0;
  const pages = usePages({ env: TWO_ADDRESSES, now: () => Date.now() + skippedMs });

  before(async () => {
    for (const [world, value] of [
      [301, 800],
      [444, 1_400_000],
    ] as const)
      await reportTwice(pages.app, [{ world, item_id: value, item_name: 'Item', quantity: 1, value }]);
    skippedMs = 300_000;
    await pages.app.post('/parties/cleanup');
  });

  for (const width of WIDTHS) {
    it(`shows the last parties, the total of the day and how to get a plugin, in a window of ${width} px`, async () => {
      const window = await pages.open('/', { viewport: { width, height: 844 } });
      const { page } = window;
      await page.getByRole('heading', { name: 'The last parties' }).waitFor();
      await page.getByText(/^In the last 24 hours: 2 drops, worth/).waitFor();
      assert.equal(await page.locator('.lately li').count(), 2);
      await page.getByText('Report drops').waitFor();
      await window.assertFitsWidth();
      await page.locator('.lately li').filter({ hasText: 'World 444' }).getByRole('link').click();
      await page.getByRole('heading', { level: 1, name: /^World 444, / }).waitFor();
    });
  }
});

function tops(page: Page, selector: string): Promise<number[]> {
  return page.locator(selector).evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().top)));
}
