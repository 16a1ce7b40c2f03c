import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.ts';
import { launch, needBrowser, Window } from './browser.ts';

describe('The page at /', () => {
  let app: TestApp;
  let browser: Browser;

  before(async function () {
    needBrowser(this);
    app = await startApp();
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await app?.stop();
  });

  it('shows a drop as soon as it is reported, without a fault and without a reload', async () => {
    const window = await Window.open(browser, app.url);
    await window.page.getByRole('main').waitFor();
    await app.post('/drops', { world: 444, item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38052 });
    await window.page.getByText('World 444').waitFor({ timeout: 5_000 });
    assert.deepEqual(window.faults, []);
    await window.close();
  });
});
