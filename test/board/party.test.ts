import assert from 'node:assert/strict';
import { readJson, until } from '../support/app.ts';
import { reportTwice, TWO_ADDRESSES, usePages } from './fixtures.ts';

/** A desktop, a phone and the narrowest phone. */
const WIDTHS = [1280, 390, 320];

describe('The page of a drop party', () => {
  let skippedMs = 0;
  const pages = usePages({ env: { ...TWO_ADDRESSES, DEDUPE_MODE: 'witness' }, now: () => Date.now() + skippedMs });

  before(async () => {
    const item = (item_id: number, item_name: string, value: number) => ({
      world: 444,
      item_id,
      item_name,
      quantity: 1,
      value,
    });
    await reportTwice(pages.app, [item(4151, 'Abyssal whip', 1_400_000), { ...item(385, 'Shark', 800), quantity: 3 }]);
    // More than the page loads for its chart, so that only the server can count them all.
    for (let first = 0; first < 1_200; first += 100) {
      const bones = Array.from({ length: 100 }, (_, i) => ({
        ...item(526, 'Bones', 90),
        x: first + i,
        y: 1,
        plane: 0,
        reporter: 'one',
      }));
      assert.equal((await pages.app.post('/drops/batch', { reports: bones })).status, 200);
    }
    skippedMs = 300_000;
    await pages.app.post('/parties/cleanup');
    await pages.app.post('/drops', item(1319, 'Rune 2h sword', 38_052));
  });

  for (const width of WIDTHS) {
    it(`leads there from the history and the world, and shows an ended party for good, in a window of ${width} px`, async () => {
      const window = await pages.open('/?view=history', { viewport: { width, height: 844 } });
      const { page } = window;
      await page
        .getByRole('region', { name: /^Parties of/ })
        .getByRole('row')
        .nth(1)
        .getByRole('link')
        .first()
        .click();
      assert.equal(new URL(page.url()).search, '?party=1');
      await page.getByRole('heading', { level: 1, name: /^World 444, / }).waitFor();
      const figures = page.getByRole('region', { name: 'Figures' });
      for (const [name, value] of [
        ['Total', '1,508,800 GP'],
        ['Confirmed', '1,400,800 GP'],
        ['Median drop', '90 GP'],
        ['Drops', '1,202'],
        ['Witnesses', '3'],
        ['Lasted', /seconds?$/],
      ] as const)
        await figures.locator('div', { hasText: name }).getByText(value).first().waitFor({ state: 'attached' });
      const biggest = page.getByRole('region', { name: 'Biggest drops' });
      assert.match(await biggest.getByRole('row').nth(1).innerText(), /^Abyssal whip\s+1\.4M\s/);
      const top = page.getByRole('region', { name: 'Top items' });
      await top.getByRole('row').filter({ hasText: 'Bones' }).getByText('1,200×').waitFor();
      await page.getByRole('img', { name: /rises to 1,508,800 GP/ }).waitFor();
      await page.locator('.chart canvas').waitFor();
      await window.assertFitsWidth();
      await page.reload();
      await page.getByRole('img', { name: /rises to 1,508,800 GP/ }).waitFor();

      await page.getByRole('link', { name: 'World 444' }).click();
      const earlier = page.locator('section', { has: page.getByRole('heading', { name: 'Earlier parties' }) });
      await earlier.getByRole('link').first().click();
      assert.equal(new URL(page.url()).search, '?party=1');
    });
  }

  it('shows all drops, a hundred at a time', async () => {
    const { page } = await pages.open('/?party=1');
    const drops = page.getByRole('region', { name: 'Drops', exact: true });
    await drops.getByText('100 of 1,202').waitFor();
    const more = drops.getByRole('button', { name: 'Show more' });
    while ((await more.count()) > 0) await more.click();
    await until(async () => (await drops.getByRole('row').count()) === 1_203, 'all drops and the head');
    assert.match(await drops.getByRole('row').last().innerText(), /Abyssal whip/);
  });

  it('says that it still runs, or that there is none', async () => {
    const { page } = await pages.open('/?party=2');
    await page.getByRole('link', { name: 'see world 444 live' }).click();
    assert.equal(new URL(page.url()).search, '?world=444');
    const window = await pages.open('/');
    // The browser logs the answer 404.
    window.expectFaults(/^logged: Failed to load resource/);
    await window.page.goto(`${pages.app.url}/?party=99`);
    await window.page.getByRole('alert').getByText('there is no party 99').waitFor();
  });

  it('has an address to share, whose tags say what it is about', async () => {
    const { page } = await pages.open('/?party=1', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByText('Copied.').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${pages.app.url}/?party=1`);
    const title = await page.locator('meta[property="og:title"]').getAttribute('content');
    assert.equal(title, 'Ended drop party on world 444: 1.5M GP');
  });

  it('top items and top worlds of the history lead to the drops and to the world', async () => {
    const { page } = await pages.open('/?view=history');
    const panel = (name: string) => page.locator('section', { has: page.getByRole('heading', { name }) });
    await panel('Top worlds').getByRole('link', { name: 'World 444' }).click();
    await page.getByRole('heading', { level: 1, name: 'World 444' }).waitFor();
    await page.goBack();
    const bones = panel('Top items').getByRole('row').filter({ hasText: 'Bones' });
    // Of all drops, not of the biggest of each party.
    await bones.getByText('1,200×').waitFor();
    await bones.getByRole('link').click();
    assert.equal(new URL(page.url()).search, '?view=search&item=Bones');
    await page.getByRole('row').filter({ hasText: 'Bones' }).first().waitFor();
  });

  it('the API has the same totals', async () => {
    const { items } = await readJson<{ items: { drops: number }[] }>(await pages.app.get('/parties/1/items'));
    assert.deepEqual(
      items.map(({ drops }) => drops),
      [1, 1, 1_200],
    );
  });
});
