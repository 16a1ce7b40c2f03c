import assert from 'node:assert/strict';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { appForEachTest, appForSuite, type AppOptions, type TestApp } from '../support/app.ts';
import { launch, needBrowser, Window } from './browser.ts';

/** A drop to report, without its world. */
export const SWORD = { item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38_052 };

/** What `reportTwice` needs of its server. */
export const TWO_ADDRESSES = { TRUST_PROXY: 'loopback' };

/** Reports from two addresses, so that the drops are confirmed, and in order of their value. */
export async function reportTwice(app: Pick<TestApp, 'post'>, reports: object[]): Promise<void> {
  for (const [reporter, address] of [
    ['Zezima', '192.0.2.1'],
    ['Woox', '192.0.2.2'],
  ] as const) {
    const headers = { 'X-Forwarded-For': address, 'X-Reporter-Id': reporter };
    assert.equal((await app.post('/drops/batch', { reports }, headers)).status, 200);
  }
}

/** One Chromium for all suites of this process, started by the first window: starting it takes longer than most tests. */
let browser: Promise<Browser> | undefined;

// A worker of mocha runs many files in one process and keeps its browser for the next file. Chromium ends with the worker.
if (process.env.MOCHA_WORKER_ID === undefined) after(async () => (await browser)?.close());

type OpenWindow = (url: string, options?: BrowserContextOptions) => Promise<Window>;

/**
 * Registers hooks and returns a function that opens a window. After each test its windows are closed, and any fault that the test did not
 * expect fails it. Call this before registering a hook that stops a server, so that the windows are closed first.
 */
export function useWindows(): OpenWindow {
  let windows: Window[] = [];

  before(function () {
    needBrowser(this);
  });

  afterEach(async () => {
    const opened = windows;
    windows = [];
    await Promise.all(opened.map((window) => window.close()));
    for (const window of opened) window.assertNoFaults();
  });

  return async (url, options) => {
    browser ??= launch();
    const window = await Window.open(await browser, url, options);
    windows.push(window);
    return window;
  };
}

type Options = AppOptions & {
  /** A new server for each test instead of one for the suite. */
  isPerTest?: boolean;
};

/** Registers hooks for a server in this process, and windows on it. */
export function usePages({ isPerTest = false, ...options }: Options = {}) {
  // Windows are closed after each test. A server of a single test must stop after them, so its hooks are registered last; one of a suite
  // must have started even if the suite is skipped because there is no browser, so its hooks are registered first.
  const appOfSuite = isPerTest ? undefined : appForSuite(options);
  const openWindow = useWindows();
  const app = appOfSuite ?? appForEachTest(options);
  return {
    app,
    open: (path: string, options?: BrowserContextOptions): Promise<Window> => openWindow(app.url + path, options),
  };
}
