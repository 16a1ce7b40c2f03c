import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { startApp, type TestApp, until } from '../support/app.ts';
import { launch, needBrowser, Window } from './browser.ts';

describe('The history on the page', () => {
  let app: TestApp;
  let browser: Browser;

  before(async function () {
    needBrowser(this);
    app = await startApp({ env: { PARTY_IDLE_MS: '1000' } });
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await app?.stop();
  });

  it('says that there is none yet, then shows parties by day, their worlds and items, and saves them as a file', async () => {
    const window = await Window.open(browser, `${app.url}/?view=history`);
    await window.page.getByText('No party ended in this time.').waitFor();
    for (const [world, item_name, value] of [[444, 'Abyssal whip', 1_400_000] as const, [330, 'Shark', 800] as const])
      await app.post('/drops', { world, item_id: value, item_name, quantity: 1, value });
    const ended = async () =>
      ((await (await app.get('/parties/history')).json()) as { parties: unknown[] }).parties.length;
    await until(async () => (await ended()) === 2, 'both parties ended');

    await window.page.reload();
    await window.page.getByText('2 parties, worth').waitFor();
    const worlds = window.page.locator('section', { has: window.page.getByRole('heading', { name: 'Top worlds' }) });
    assert.deepEqual(await worlds.getByRole('rowheader').allTextContents(), ['World 444', 'World 330']);
    const items = window.page.locator('section', { has: window.page.getByRole('heading', { name: 'Top items' }) });
    assert.deepEqual(await items.getByRole('rowheader').allTextContents(), ['Abyssal whip', 'Shark']);
    assert.equal(await window.page.locator('.heat td[data-level]:not([data-level="0"])').count(), 1);
    const day = window.page.getByRole('region', { name: /^Parties of/ });
    await day.getByRole('row').filter({ hasText: '444' }).getByText('1.4M').first().waitFor();

    const [download] = await Promise.all([
      window.page.waitForEvent('download'),
      window.page.getByRole('button', { name: 'Save as CSV' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).split('\r\n');
    assert.equal(lines.length, 3);
    assert.match(
      lines.find((line) => line.includes('Abyssal whip'))!,
      /,444,.*,1400000,/,
    );
    assert.deepEqual(window.faults, []);
    await window.close();
  });

  it('says when the CSV file cannot be made, and saves it by itself once it can', async () => {
    const window = await Window.open(browser, `${app.url}/?view=history`);
    const itsScript = '**/assets/csv-*.js';
    await window.page.route(itsScript, (route) => route.abort());
    await window.page.getByRole('button', { name: 'Save as CSV' }).click();
    await window.page.getByRole('status').filter({ hasText: 'The file will be saved when it is back' }).waitFor();
    await Promise.all([window.page.waitForEvent('download'), window.page.unroute(itsScript)]);
    assert.deepEqual(
      window.faults.filter((fault) => fault.startsWith('thrown')),
      [],
    );
    await window.close();
  });

  it('how far back it goes is in the address', async () => {
    const window = await Window.open(browser, `${app.url}/?view=history&days=30`);
    const period = window.page.getByRole('combobox', { name: 'The last' });
    assert.equal(await period.inputValue(), '30');
    await period.selectOption('90');
    assert.equal(new URL(window.page.url()).searchParams.get('days'), '90');
    assert.deepEqual(window.faults, []);
    await window.close();
  });
});
