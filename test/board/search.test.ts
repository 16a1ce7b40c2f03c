import assert from 'node:assert/strict';
import { until } from '../support/app.ts';
import { usePages } from './fixtures.ts';

/** A desktop, a phone and the narrowest phone. */
const WIDTHS = [1280, 390, 320];

describe('The search for drops', () => {
  const pages = usePages({ env: { DEDUPE_MODE: 'witness' } });

  before(async () => {
    for (const [world, item_name, value] of [
      [301, 'Abyssal whip', 1_400_000],
      [444, 'Volcanic abyssal whip', 1_500_000],
      [444, 'Shark', 800],
    ] as const)
      await pages.app.post('/drops', { world, item_id: value, item_name, quantity: 1, value, reporter: 'one' });
  });

  for (const width of WIDTHS) {
    it(`finds who dropped a whip today, and keeps the question in the address, in a window of ${width} px`, async () => {
      const window = await pages.open('/', { viewport: { width, height: 844 } });
      const { page } = window;
      await page.getByRole('link', { name: 'Search' }).click();
      await page.getByLabel('Item').fill('WHIP');
      const items = () => page.getByRole('region', { name: 'Drops' }).getByRole('rowheader').allInnerTexts();
      await until(
        async () => String(await items()) === 'Volcanic abyssal whip,Abyssal whip',
        'both whips, newest first',
      );
      await page.getByRole('status').filter({ hasText: '2 drops, newest first.' }).waitFor();
      await page.getByLabel('Worth at least').fill('1.5M');
      await page.getByLabel('Dropped in').selectOption('1');
      await until(async () => String(await items()) === 'Volcanic abyssal whip', 'the dearer one');
      await window.assertFitsWidth();
      assert.equal(new URL(page.url()).search, '?view=search&min=1500000&item=WHIP&days=1');
      await page.reload();
      await until(async () => String(await items()) === 'Volcanic abyssal whip', 'the same after a reload');
      await page.getByRole('row').nth(1).getByRole('link', { name: '444' }).click();
      await page.getByRole('heading', { level: 1, name: 'World 444' }).waitFor();
    });
  }

  it('says that there is nothing like that, and takes what somebody types as it is', async () => {
    const { page } = await pages.open('/?view=search&item=%25');
    await page.getByText('Nothing like that has dropped.').waitFor();
  });

  it('says that the server cannot be reached, and tries again', async () => {
    const window = await pages.open('/');
    // The browser logs the aborted requests. Nothing may be thrown.
    window.expectFaults(/^logged: Failed to load resource/);
    const { page } = window;
    await page.route('**/drops/search?*', (route) => route.abort());
    await page.getByRole('link', { name: 'Search' }).click();
    await page.getByText('The server cannot be reached.').waitFor();
    await page.unroute('**/drops/search?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('status').filter({ hasText: '3 drops' }).waitFor();
  });
});
