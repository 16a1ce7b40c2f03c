import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.ts';
import { launch, needBrowser, Window } from './browser.ts';

describe("A world's page", () => {
  let app: TestApp;
  let browser: Browser;

  before(async function () {
    needBrowser(this);
    app = await startApp({ env: { DEDUPE_MODE: 'witness' } });
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await app?.stop();
  });

  let reporters = 0;
  const report = (world: number, item_id: number, item_name: string, value: number) =>
    app.post('/drops', { world, item_id, item_name, quantity: 1, value, reporter: `reporter-${reporters++}` });

  it('is opened from the board, shows the drops there were and each new one, and has an address to share', async () => {
    await report(444, 4151, 'Abyssal whip', 1_400_000);
    const window = await Window.open(browser, app.url);
    await window.page.getByRole('link', { name: /World 444/ }).click();
    assert.equal(new URL(window.page.url()).search, '?world=444');
    await window.page.getByRole('heading', { name: 'World 444', level: 1 }).waitFor({ state: 'attached' });
    const newest = window.page.getByRole('region', { name: 'Newest drops' }).getByRole('row');
    await newest.filter({ hasText: 'Abyssal whip' }).waitFor();
    await report(444, 1319, 'Rune 2h sword', 38_052);
    await newest.filter({ hasText: 'Rune 2h sword' }).waitFor();
    const top = window.page.getByRole('region', { name: 'Top items' }).getByRole('rowheader');
    assert.deepEqual(await top.allTextContents(), ['Abyssal whip', 'Rune 2h sword']);
    await window.page.getByRole('img', { name: /rises to 1,438,052 GP/ }).waitFor();
    await window.page.getByRole('link', { name: 'All worlds' }).click();
    assert.equal(new URL(window.page.url()).search, '');
    await window.page.goBack();
    await newest.filter({ hasText: 'Rune 2h sword' }).waitFor();
    assert.deepEqual(window.faults, []);
    await window.close();
  });

  it('counts more drops than the room shows: what was before comes from the API', async () => {
    const reports = Array.from({ length: 130 }, (_, number) => ({
      world: 512,
      item_id: number,
      item_name: `Item ${number}`,
      quantity: 1,
      value: 1_000,
      reporter: 'one',
    }));
    for (const from of [0, 50, 100]) await app.post('/drops/batch', { reports: reports.slice(from, from + 50) });
    const window = await Window.open(browser, `${app.url}/?world=512`);
    await window.page.getByRole('img', { name: /rises to 130,000 GP/ }).waitFor();
    await window.page
      .getByRole('region', { name: 'Top items' })
      .getByText('Of the newest')
      .waitFor({ state: 'detached' });
    await window.page.getByRole('rowheader', { name: 'Item 0', exact: true }).waitFor();
    assert.deepEqual(window.faults, []);
    await window.close();
  });

  it('says when nothing goes on, and shows the party that begins then', async () => {
    const window = await Window.open(browser, `${app.url}/?world=330`);
    await window.page.getByText('No party on world 330 right now').waitFor();
    await report(330, 536, 'Dragon bones', 3_000);
    await window.page.getByRole('rowheader', { name: 'Dragon bones' }).first().waitFor();
    assert.deepEqual(window.faults, []);
    await window.close();
  });
});
