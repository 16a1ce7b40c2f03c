import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launch, needBrowser } from '../board/browser.ts';
import { startApp, type TestApp } from '../support/app.ts';

/** What each page shows once it has read the document, on a phone, too. */
const SHOWN = { '/docs': 'Reports of drops.', '/redoc': 'Download OpenAPI description' };

describe('the documentation pages in a browser', () => {
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

  for (const path of ['/docs', '/redoc']) {
    it(`${path} shows the API under its Content-Security-Policy and loads nothing from another host`, async () => {
      const page = await browser.newPage();
      const errors: string[] = [];
      const hosts = new Set<string>();
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('response', (response) => hosts.add(new URL(response.url()).host));
      await page.goto(app.url + path);
      await page.getByText('/drops/batch').first().waitFor();
      assert.deepEqual(errors, []);
      assert.deepEqual([...hosts].filter(Boolean), [new URL(app.url).host]);
      await page.close();
    });
  }

  it('/docs pre-fills nothing that a call may leave out, so a second press of Execute is a second call', async () => {
    const page = await browser.newPage();
    await page.goto(`${app.url}/docs#/dungeon%20parties/createDungeonParty`);
    const operation = page.locator('.opblock', { hasText: 'Create a party' }).first();
    await operation.getByRole('button', { name: 'Try it out' }).click();
    assert.equal(await operation.getByPlaceholder('Idempotency-Key').inputValue(), '');
    assert.equal(await operation.getByPlaceholder('player_id').inputValue(), '');
    await operation.getByRole('textbox').last().fill('{"name":"Tried"}');
    const press = async () => {
      const answered = page.waitForResponse((response) => response.request().method() === 'POST');
      await operation.getByRole('button', { name: 'Execute' }).click();
      const response = await answered;
      assert.equal(response.status(), 200);
      return ((await response.json()) as { party_id: string }).party_id;
    };
    assert.notEqual(await press(), await press());
    await page.close();
  });

  for (const [width, colorScheme] of [
    [1280, 'dark'],
    [390, 'light'],
    [320, 'dark'],
  ] as const) {
    it(`follow the theme and lead back to the board, ${colorScheme} in a window of ${width} px`, async () => {
      const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme });
      const page = await context.newPage();
      for (const path of ['/docs', '/redoc', '/docs/errors', '/nowhere']) {
        await page.goto(app.url + path);
        if (path === '/docs' || path === '/redoc')
          await page.getByText(SHOWN[path]).first().waitFor({ state: 'attached' });
        const grounds = await page.evaluate<string[]>(
          '[document.body, document.documentElement].map((one) => getComputedStyle(one).backgroundColor)',
        );
        const painted = grounds.find((colour) => !colour.endsWith(', 0)')) ?? 'rgb(255, 255, 255)';
        const lightness = Math.max(...painted.match(/\d+/g)!.slice(0, 3).map(Number));
        assert.equal(lightness < 128, colorScheme === 'dark', `${path} is ${lightness} of 255 light`);
        const [needed, given] = await page.evaluate<[number, number]>(
          '[document.documentElement.scrollWidth, innerWidth]',
        );
        assert.ok(needed <= given, `${path} is ${needed} px wide`);
        await page.getByRole('navigation', { name: 'Muster' }).getByRole('link', { name: '← Muster' }).click();
        await page.getByRole('navigation', { name: 'Views' }).waitFor();
        assert.equal(new URL(page.url()).pathname, '/');
      }
      await page.getByRole('link', { name: 'Reference' }).click();
      await page.getByText(SHOWN['/redoc']).first().waitFor({ state: 'attached' });
      await context.close();
    });
  }

  it('/docs follows the theme that was chosen on the board', async () => {
    const context = await browser.newContext({ colorScheme: 'light' });
    const page = await context.newPage();
    await page.goto(app.url);
    await page.getByRole('button', { name: 'Theme: system. Change to dark' }).click();
    await page.getByRole('link', { name: 'API', exact: true }).click();
    await page.locator('html.dark-mode').waitFor();
    await context.close();
  });

  it('/redoc sends no telemetry', async () => {
    const html = await (await app.get('/redoc')).text();
    assert.match(html, /<redoc [^>]*disable-telemetry="true"/);
  });
});
