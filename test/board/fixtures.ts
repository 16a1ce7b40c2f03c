import type { Browser, BrowserContextOptions } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.ts';
import { launch, needBrowser, Window } from './browser.ts';

/** One Chromium for all suites of this process, started by the first window: starting it takes longer than most tests. */
let browser: Promise<Browser> | undefined;

// A root hook, which mocha runs once, after the last suite of this process.
after(async () => {
  await (await browser)?.close();
  browser = undefined;
});

export type OpenWindow = (url: string, options?: BrowserContextOptions) => Promise<Window>;

/**
 * Registers hooks and returns what opens a window. After each test its windows are closed, and any fault that the test did not expect
 * fails it. Call it before registering a hook that stops a server, so that the windows close first.
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

/** A server for all tests of the suite, and windows on it. */
export function usePages(env: Record<string, string> = {}) {
  const openWindow = useWindows();
  let app: TestApp;

  before(async () => {
    app = await startApp({ env });
  });
  after(() => app?.stop());

  return {
    /** Only from within hooks and tests. */
    get app(): TestApp {
      return app;
    },
    open: (path: string, options?: BrowserContextOptions): Promise<Window> => openWindow(app.url + path, options),
  };
}
