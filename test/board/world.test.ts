import assert from 'node:assert/strict';
import { usePages } from './fixtures.ts';

describe('The page of a world', () => {
  const pages = usePages({ env: { DEDUPE_MODE: 'witness' } });

  let reporters = 0;
  const report = (world: number, item_id: number, item_name: string, value: number) =>
    pages.app.post('/drops', { world, item_id, item_name, quantity: 1, value, reporter: `reporter-${reporters++}` });

  it('opens from the board, shows earlier drops and each new one, and has an address to share', async () => {
    await report(444, 4151, 'Abyssal whip', 1_400_000);
    const { page } = await pages.open('/');
    await page.getByRole('link', { name: /World 444/ }).click();
    assert.equal(new URL(page.url()).search, '?world=444');
    await page.getByRole('heading', { name: 'World 444', level: 1 }).waitFor({ state: 'attached' });
    const newest = page.getByRole('region', { name: 'Newest drops' }).getByRole('row');
    await newest.filter({ hasText: 'Abyssal whip' }).waitFor();
    await report(444, 1319, 'Rune 2h sword', 38_052);
    await newest.filter({ hasText: 'Rune 2h sword' }).waitFor();
    const top = page.getByRole('region', { name: 'Top items' }).getByRole('rowheader');
    assert.deepEqual(await top.allTextContents(), ['Abyssal whip', 'Rune 2h sword']);
    await page.getByRole('img', { name: /rises to 1,438,052 GP/ }).waitFor();
    await page.getByRole('link', { name: 'All worlds' }).click();
    assert.equal(new URL(page.url()).search, '');
    await page.goBack();
    await newest.filter({ hasText: 'Rune 2h sword' }).waitFor();
  });

  it('loads the drops that the room no longer shows from the API', async () => {
    const reports = Array.from({ length: 130 }, (_, number) => ({
      world: 512,
      item_id: number,
      item_name: `Item ${number}`,
      quantity: 1,
      value: 1_000,
      reporter: 'one',
    }));
    for (const from of [0, 50, 100]) await pages.app.post('/drops/batch', { reports: reports.slice(from, from + 50) });
    const { page } = await pages.open('/?world=512');
    await page.getByRole('img', { name: /rises to 130,000 GP/ }).waitFor();
    await page.getByRole('region', { name: 'Top items' }).getByText('Of the newest').waitFor({ state: 'detached' });
    await page.getByRole('rowheader', { name: 'Item 0', exact: true }).waitFor();
  });

  it('says that the world has no party, and shows the next one as soon as it begins', async () => {
    const { page } = await pages.open('/?world=330');
    await page.getByText('No party on world 330 right now').waitFor();
    await report(330, 536, 'Dragon bones', 3_000);
    await page.getByRole('rowheader', { name: 'Dragon bones' }).first().waitFor();
  });
});
