import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { usePages } from './fixtures.ts';

const ASSETS = join(import.meta.dirname, '../../dist/board/assets');

describe('Code that the page loads when it is first needed', () => {
  const pages = usePages();

  it('a chart that cannot be loaded is reported on the page, and is drawn, with its style, once it can', async () => {
    const drop = { world: 444, item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38_052 };
    await pages.app.post('/drops', drop);
    const window = await pages.open('/');
    // Requests that were aborted; nothing may be thrown.
    window.expectFaults(/^logged: Failed to load resource/);
    const { page } = window;
    const itsAssets = '**/assets/LineChart-*';
    await page.route(itsAssets, (route) => route.abort());
    await page.getByRole('link', { name: 'World 444' }).click();
    const notice = page.getByRole('status').filter({ hasText: 'The chart could not be loaded' });
    await notice.waitFor();
    await page.unroute(itsAssets);
    await page.locator('.chart canvas').waitFor();
    assert.equal(await page.locator('.chart .u-wrap').evaluate((plot) => getComputedStyle(plot).position), 'relative');
    await notice.waitFor({ state: 'detached' });
  });

  it('has no stylesheet of its own: the first load has the only one', async () => {
    const html = await (await pages.app.get('/')).text();
    const stylesheets = (await readdir(ASSETS)).filter((file) => file.endsWith('.css'));
    assert.equal(stylesheets.length, 1);
    assert.ok(html.includes(`/assets/${stylesheets[0]}`));
  });
});
