import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { Context } from 'mocha';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Debian's place for its `chromium` package; CHROMIUM names another. */
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Without these it asks for hosts of its maker at every start. */
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
];

/** Ends the tests of a file where there is no browser: a failure in CI, which installs it, elsewhere a skip that says how to run them. */
export function needBrowser(suite: Context): void {
  if (existsSync(CHROMIUM)) return;
  const missing = `there is no browser at ${CHROMIUM}: apt-get install chromium, or set CHROMIUM to one`;
  assert.ok(process.env.CI === undefined, missing);
  console.log(`    skipped the tests of the page: ${missing}`);
  suite.skip();
}

export function launch(): Promise<Browser> {
  // Chromium's own sandbox does not start for root.
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [...QUIET, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
}

/** A window of its own, as another player or viewer has it, and all that went wrong in it. */
export class Window {
  readonly page: Page;
  /** Errors thrown, errors printed and requests to other hosts, in their order. */
  readonly faults: string[] = [];

  private constructor(page: Page, url: string) {
    this.page = page;
    page.on('pageerror', (error) => this.faults.push(`thrown: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.faults.push(`printed: ${message.text()}`);
    });
    page.on('request', (request) => {
      if (new URL(request.url()).host !== new URL(url).host && !/^(blob|data):/.test(request.url()))
        this.faults.push(`asked for ${request.url()}`);
    });
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Window> {
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/London', ...options });
    const window = new Window(await context.newPage(), url);
    await window.page.goto(url);
    return window;
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
