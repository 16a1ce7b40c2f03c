import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.ts';
import { launch, needBrowser, Window } from './browser.ts';

/** What the server takes as an item's name; it is shown as it is. */
const TAKEN = [
  '<img src=x onerror=alert(1)><b>bold</b>',
  '"><script>globalThis.ran = 1</script>',
  'javascript:alert(1)//${7*7}{{7*7}}',
  'سيف طويل مع نص من اليمين',
  '🐉'.repeat(64),
  'W'.repeat(128),
];

/** What it does not take: these would be invisible or turn the line around. */
const REFUSED = ['safe\u202Etxt.exe', 'zero\u200Bwidth', 'a\u0000b', 'two\nlines', '\u2066isolated\u2069', 'b\uFEFFom'];

describe('Names that clients gave', () => {
  let app: TestApp;
  let browser: Browser;

  before(async function () {
    needBrowser(this);
    app = await startApp({ env: { DEDUPE_MODE: 'witness' } });
    browser = await launch();
    for (const [number, item_name] of TAKEN.entries())
      assert.equal((await report(item_name, number)).status, 200, item_name);
  });

  after(async () => {
    await browser?.close();
    await app?.stop();
  });

  const report = (item_name: string, item_id: number) =>
    app.post('/drops', { world: 444, item_id, item_name, quantity: 1, value: 1_000_000 - item_id, reporter: 'one' });

  it('that are invisible or turn the line around are refused', async () => {
    for (const item_name of REFUSED) assert.equal((await report(item_name, 1)).status, 422, JSON.stringify(item_name));
  });

  for (const width of [390, 1280]) {
    it(`are text and nothing else on a world's page of ${width} px, and stay in their place`, async () => {
      const window = await Window.open(browser, `${app.url}/?world=444`, { viewport: { width, height: 844 } });
      await window.page.getByRole('img', { name: /rises to/ }).waitFor();
      await showsAsText(window.page);
      assert.deepEqual(window.faults, []);
      await window.close();
    });

    // No party ends with such names and stays: the history gets them here as if one had.
    it(`and in a history of ${width} px`, async () => {
      const party = (await (await app.get('/worlds/444')).json()) as { party: object };
      const window = await Window.open(browser, app.url, { viewport: { width, height: 844 } });
      await window.page.route('**/parties/history*', (route) => {
        const names = [...TAKEN, ...REFUSED].map((item_name, id) => ({
          ...party.party,
          id,
          ended_at: new Date().toISOString(),
          biggest_drops: [{ number: 1, item_id: id, item_name, quantity: 1, value: 1_000 - id, witnesses: 1 }],
        }));
        return route.fulfill({ json: { parties: names } });
      });
      await window.page.getByRole('link', { name: 'History' }).click();
      await window.page.getByRole('heading', { name: 'Top items' }).waitFor();
      await showsAsText(window.page);
      assert.deepEqual(window.faults, []);
      await window.close();
    });
  }
});

async function showsAsText(page: Page): Promise<void> {
  const shown = await page.locator('.given').allTextContents();
  for (const name of TAKEN) assert.ok(shown.includes(name), name);
  assert.equal(await page.evaluate(() => (globalThis as { ran?: number }).ran), undefined);
  assert.equal(await page.locator('main :is(img, script, b, iframe)').count(), 0);
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.equal(sideways, 0, 'nothing makes the page wider than the window');
  const turned = await page
    .locator('.given')
    .evaluateAll((all) => all.filter((one) => getComputedStyle(one).unicodeBidi !== 'isolate').length);
  assert.equal(turned, 0, 'each name keeps its direction to itself');
}
