import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { readJson, until } from '../support/app.ts';
import { usePages } from './fixtures.ts';

describe('The history view', () => {
  const pages = usePages({ env: { PARTY_IDLE_MS: '200' } });

  it('says that there is no history yet, then shows parties by day, world and item, and saves them as a CSV file', async () => {
    const { app } = pages;
    const { page } = await pages.open('/?view=history');
    await page.getByText('No party ended in this period.').waitFor();
    for (const [world, item_name, value] of [[444, 'Abyssal whip', 1_400_000] as const, [330, 'Shark', 800] as const])
      await app.post('/drops', { world, item_id: value, item_name, quantity: 1, value });
    const ended = async () =>
      (await readJson<{ parties: unknown[] }>(await app.get('/parties/history'))).parties.length;
    await until(async () => (await ended()) === 2, 'the end of both parties');

    const counted = async () => (await readJson<{ drops: number }>(await app.get('/drops/summary?days=7'))).drops;
    await until(async () => (await counted()) === 2, 'the sum of both drops');
    await page.reload();
    await page.getByText('2 parties, worth').waitFor();
    const worlds = page.locator('section', { has: page.getByRole('heading', { name: 'Top worlds' }) });
    assert.deepEqual(await worlds.getByRole('rowheader').allTextContents(), ['World 444', 'World 330']);
    const items = page.locator('section', { has: page.getByRole('heading', { name: 'Top items' }) });
    assert.deepEqual(await items.getByRole('rowheader').allTextContents(), ['Abyssal whip', 'Shark']);
    assert.equal(await page.locator('.heat td[data-level]:not([data-level="0"])').count(), 1);
    const day = page.getByRole('region', { name: /^Parties of/ });
    await day.getByRole('row').filter({ hasText: '444' }).getByText('1.4M').first().waitFor();

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as CSV' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).split('\r\n');
    assert.equal(lines.length, 3);
    assert.match(
      lines.find((line) => line.includes('Abyssal whip'))!,
      /,444,.*,1400000,/,
    );
  });

  it('says that the CSV file cannot be made, and saves it by itself once it can', async () => {
    const window = await pages.open('/?view=history');
    // The browser logs the aborted requests. Nothing may be thrown.
    window.expectFaults(/^logged: Failed to load resource/);
    const { page } = window;
    const csvCode = '**/assets/csv-*.js';
    await page.route(csvCode, (route) => route.abort());
    await page.getByRole('button', { name: 'Save as CSV' }).click();
    const notice = page.getByRole('status').filter({ hasText: 'The file will be saved when it is back' });
    await notice.waitFor();
    await Promise.all([page.waitForEvent('download'), page.unroute(csvCode)]);
    await notice.waitFor({ state: 'detached' });
  });

  it('keeps the chosen period in the address', async () => {
    const { page } = await pages.open('/?view=history&days=30');
    const period = page.getByRole('combobox', { name: 'The last' });
    assert.equal(await period.inputValue(), '30');
    await period.selectOption('90');
    assert.equal(new URL(page.url()).searchParams.get('days'), '90');
  });
});
