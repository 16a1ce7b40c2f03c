import assert from 'node:assert/strict';
import { glob, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SWORD, usePages } from './fixtures.ts';

const ROOT = join(import.meta.dirname, '../..');
const ASSETS = join(ROOT, 'dist/board/assets');

describe('Code that the page loads on demand', () => {
  const pages = usePages();

  it('says that the chart cannot be loaded, and draws it, with its styles, once it can', async () => {
    await pages.app.post('/drops', { world: 444, ...SWORD });
    const window = await pages.open('/');
    // The browser logs the aborted requests. Nothing may be thrown.
    window.expectFaults(/^logged: Failed to load resource/);
    const { page } = window;
    const chartAssets = '**/assets/LineChart-*';
    await page.route(chartAssets, (route) => route.abort());
    await page.getByRole('link', { name: 'World 444' }).click();
    const notice = page.getByRole('status').filter({ hasText: 'The chart could not be loaded' });
    await notice.waitFor();
    await page.unroute(chartAssets);
    await page.locator('.chart canvas').waitFor();
    assert.equal(await page.locator('.chart .u-wrap').evaluate((plot) => getComputedStyle(plot).position), 'relative');
    await notice.waitFor({ state: 'detached' });
  });

  it('needs no stylesheet of its own: the only one is part of the first load', async () => {
    const html = await (await pages.app.get('/')).text();
    const stylesheets = (await readdir(ASSETS)).filter((file) => file.endsWith('.css'));
    assert.equal(stylesheets.length, 1);
    assert.ok(html.includes(`/assets/${stylesheets[0]}`));
  });

  it('is loaded with loadCode, which handles failures: no other import() is in the page', async () => {
    const imports: string[] = [];
    for await (const file of glob('src/board/**/*.{ts,tsx}', { cwd: ROOT })) {
      const code = await readFile(join(ROOT, file), 'utf8');
      for (const [found] of code.matchAll(/(?:loadCode\(\s*\(\) => )?import\('[^']+'\)\S*/g)) imports.push(found);
    }
    assert.equal(imports.length, 2);
    for (const found of imports) assert.match(found, /^loadCode\(\s*\(\) => import\('[^']+'\),$/);
  });
});
