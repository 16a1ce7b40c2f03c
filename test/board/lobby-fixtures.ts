import type { BrowserContextOptions } from 'playwright-core';
import { usePages, useWindows } from './fixtures.ts';
import { LobbyWindow } from './LobbyWindow.ts';

/** Registers the hooks of `useWindows` and returns functions that open windows on the lobbies view of the server at `url`. */
export function useLobbyWindows() {
  const openWindow = useWindows();
  const open = async (url: string, lobby = 'main'): Promise<LobbyWindow> =>
    new LobbyWindow(await openWindow(`${url}/?view=lobbies&lobby=${lobby}`));
  return {
    open,
    /** A window whose player has signed in and can join or make parties. */
    player: async (url: string, name: string): Promise<LobbyWindow> => {
      const window = await open(url);
      await window.signIn(name);
      return window;
    },
  };
}

/** Registers hooks for a server in this process with a lobby of its own for each test, and windows on that lobby. */
export function useLobby() {
  const pages = usePages();
  let count = 0;

  beforeEach(() => {
    count += 1;
  });

  const lobby = {
    app: pages.app,
    get name(): string {
      return `test-${count}`;
    },
    open: async (options?: BrowserContextOptions): Promise<LobbyWindow> =>
      new LobbyWindow(await pages.open(`/?view=lobbies&lobby=${lobby.name}`, options)),
    /** A window whose player has signed in and can join or make parties. */
    player: async (name: string, options?: BrowserContextOptions): Promise<LobbyWindow> => {
      const window = await lobby.open(options);
      await window.signIn(name);
      return window;
    },
  };
  return lobby;
}

/** Starts the session of a party of two named Delvers: Ann leads, and Ben joins by code. */
export async function startSession(ann: LobbyWindow, ben: LobbyWindow): Promise<void> {
  const code = await ann.make('Delvers');
  await ben.joinByCode(code);
  await ben.press('I am ready');
  await ann.sees('Can start.');
  await ann.press('Start the run');
}
