import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { Context } from 'mocha';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Where Debian's `chromium` package installs it. Set CHROMIUM to use another. */
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Stops Chromium from contacting Google when it starts. */
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
];

/** Skips the suite if there is no browser, and says how to get one. In CI, which installs one, it fails instead. */
export function needBrowser(suite: Context): void {
  if (existsSync(CHROMIUM)) return;
  const missing = `there is no browser at ${CHROMIUM}: apt-get install chromium, or set CHROMIUM to the path of one`;
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

/** A window with its own browser context, like that of another player or viewer. Records everything that goes wrong in it. */
export class Window {
  readonly page: Page;
  /** Errors thrown, errors logged and requests to other hosts, in order. */
  readonly faults: string[] = [];
  readonly #expected: RegExp[] = [];

  private constructor(page: Page, url: string) {
    this.page = page;
    page.on('pageerror', (error) => this.faults.push(`thrown: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.faults.push(`logged: ${message.text()}`);
    });
    page.on('request', (request) => {
      if (new URL(request.url()).host !== new URL(url).host && !/^(blob|data):/.test(request.url()))
        this.faults.push(`requested: ${request.url()}`);
    });
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Window> {
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/London', ...options });
    const window = new Window(await context.newPage(), url);
    await window.page.goto(url);
    return window;
  }

  /** Declares faults that the test provokes, such as the browser's own log of a refused connection. */
  expectFaults(pattern: RegExp): void {
    this.#expected.push(pattern);
  }

  /** Fails if anything went wrong that the test did not expect. */
  assertNoFaults(): void {
    assert.deepEqual(
      this.faults.filter((fault) => !this.#expected.some((pattern) => pattern.test(fault))),
      [],
    );
  }

  /** Reloads the page with timers that the test controls through `page.clock`. */
  async controlClock(): Promise<void> {
    await this.page.clock.install();
    await this.page.reload();
  }

  /** Makes the page try to reconnect now, as it does when the browser finds its network again. */
  async retryNow(): Promise<void> {
    await this.page.evaluate("dispatchEvent(new Event('online'))");
  }

  /** Fails if the page is wider than its window, and so scrolls sideways. */
  async assertFitsWidth(): Promise<void> {
    const [needed, given] = await this.page.evaluate<[number, number]>(
      '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
    );
    assert.ok(needed <= given, `the page is ${needed} px wide in a window of ${given} px`);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
