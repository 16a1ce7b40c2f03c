import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launch, needBrowser } from '../board/browser.ts';
import { startApp, type TestApp } from '../support/app.ts';

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

  it('/redoc sends no telemetry', async () => {
    const html = await (await app.get('/redoc')).text();
    assert.match(html, /<redoc [^>]*disable-telemetry="true"/);
  });
});
