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

  it('/redoc sends no telemetry', async () => {
    const html = await (await app.get('/redoc')).text();
    assert.match(html, /<redoc [^>]*disable-telemetry="true"/);
  });
});
