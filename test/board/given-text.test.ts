import assert from 'node:assert/strict';
import { readJson } from '../support/app.ts';
import type { Window } from './browser.ts';
import { usePages } from './fixtures.ts';

/** Item names that the server accepts and that are shown unchanged. */
const ACCEPTED = [
  '<img src=x onerror=alert(1)><b>bold</b>',
  '"><script>globalThis.ran = 1</script>',
  'javascript:alert(1)//${7*7}{{7*7}}',
  'سيف طويل مع نص من اليمين',
  '🐉'.repeat(64),
  'W'.repeat(128),
];

/** Item names that the server refuses, because they would be invisible or reverse the direction of the line. */
const REFUSED = ['safe\u202Etxt.exe', 'zero\u200Bwidth', 'a\u0000b', 'two\nlines', '\u2066isolated\u2069', 'b\uFEFFom'];

describe('Item names from clients', () => {
  const pages = usePages({ env: { DEDUPE_MODE: 'witness' } });

  before(async () => {
    for (const [number, item_name] of ACCEPTED.entries())
      assert.equal((await report(item_name, number)).status, 200, item_name);
  });

  const report = (item_name: string, item_id: number) =>
    pages.app.post('/drops', {
      world: 444,
      item_id,
      item_name,
      quantity: 1,
      value: 1_000_000 - item_id,
      reporter: 'one',
    });

  it('are refused if they are invisible or reverse the direction of the line', async () => {
    for (const item_name of REFUSED) assert.equal((await report(item_name, 1)).status, 422, JSON.stringify(item_name));
  });

  for (const width of [390, 1280]) {
    it(`are plain text on the page of a world, and fit in a window of ${width} px`, async () => {
      const window = await pages.open('/?world=444', { viewport: { width, height: 844 } });
      await window.page.getByRole('img', { name: /rises to/ }).waitFor();
      await showsAsText(window);
    });

    // The server would refuse some of these names, so the test answers in place of it.
    it(`are plain text in the history, and fit in a window of ${width} px`, async () => {
      const { party } = await readJson<{ party: object }>(await pages.app.get('/worlds/444'));
      const window = await pages.open('/', { viewport: { width, height: 844 } });
      await window.page.route('**/parties/history*', (route) => {
        const parties = [...ACCEPTED, ...REFUSED].map((item_name, id) => ({
          ...party,
          id,
          ended_at: new Date().toISOString(),
          biggest_drops: [{ number: 1, item_id: id, item_name, quantity: 1, value: 1_000 - id, witnesses: 1 }],
        }));
        return route.fulfill({ json: { parties } });
      });
      await window.page.getByRole('link', { name: 'History' }).click();
      await window.page.getByRole('heading', { name: 'Top items' }).waitFor();
      await showsAsText(window);
    });
  }
});

async function showsAsText(window: Window): Promise<void> {
  const { page } = window;
  const shown = await page.locator('.given').allTextContents();
  for (const name of ACCEPTED) assert.ok(shown.includes(name), name);
  assert.equal(await page.evaluate(() => (globalThis as { ran?: number }).ran), undefined);
  assert.equal(await page.locator('main :is(img, script, b, iframe)').count(), 0);
  await window.assertFitsWidth();
  const notIsolated = await page
    .locator('.given')
    .evaluateAll((all) => all.filter((one) => getComputedStyle(one).unicodeBidi !== 'isolate').length);
  assert.equal(notIsolated, 0, 'the direction of a name does not affect the text around it');
}
