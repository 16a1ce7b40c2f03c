import type { Browser } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.ts';
import { launch, needBrowser } from './browser.ts';
import { LobbyWindow } from './LobbyWindow.ts';

/** A server and a browser for the tests of one suite, with a lobby for each of them. */
export function lobbyWindows() {
  let app: TestApp;
  let browser: Browser;
  let lobby = '';
  let count = 0;
  let windows: LobbyWindow[] = [];

  before(async function () {
    needBrowser(this);
    app = await startApp();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await app?.stop();
  });
  beforeEach(() => {
    lobby = `test-${++count}`;
    windows = [];
  });

  async function open(): Promise<LobbyWindow> {
    const window = await LobbyWindow.open(browser, `${app.url}/?view=lobbies&lobby=${lobby}`);
    windows.push(window);
    return window;
  }

  return {
    app: () => app,
    lobby: () => lobby,
    open,
    /** A window whose player has signed in and may join or make parties. */
    player: async (name: string): Promise<LobbyWindow> => {
      const window = await open();
      await window.signIn(name);
      return window;
    },
    /** Fails where anything went wrong in any. */
    closeAll: () => Promise.all(windows.map((window) => window.close())),
  };
}
