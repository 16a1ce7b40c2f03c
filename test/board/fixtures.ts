import type { Browser, BrowserContextOptions } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.ts';
import { launch, needBrowser, Window } from './browser.ts';

/** A drop to report, without its world. */
export const SWORD = { item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38_052 };

/** One Chromium for all suites of this process, started by the first window: starting it takes longer than most tests. */
let browser: Promise<Browser> | undefined;

// A root hook: mocha runs it once, after the last suite of this process.
after(async () => {
  await (await browser)?.close();
  browser = undefined;
});

type OpenWindow = (url: string, options?: BrowserContextOptions) => Promise<Window>;

/**
 * Registers hooks and returns what opens a window. After each test its windows are closed, and any fault that the test did not expect fails
 * it. Call this before registering a hook that stops a server, so that the windows are closed first.
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

type Options = {
  env?: Record<string, string>;
  now?: () => number;
  /** A new server for each test instead of one for the suite. */
  isPerTest?: boolean;
};

/** Registers hooks for a server in this process, and windows on it. */
export function usePages({ isPerTest = false, ...options }: Options = {}) {
  const openWindow = useWindows();
  let app: TestApp | undefined;

  const [setUp, tearDown] = isPerTest ? [beforeEach, afterEach] : [before, after];
  setUp(async () => {
    app = await startApp(options);
  });
  tearDown(() => app?.stop());

  return {
    /** The server. Only hooks and tests may use it: outside them it has not started. */
    get app(): TestApp {
      return app!;
    },
    open: (path: string, options?: BrowserContextOptions): Promise<Window> => openWindow(app!.url + path, options),
  };
}
