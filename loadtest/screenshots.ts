/**
 * Takes the README's screenshots, from its own server that runs the demo:
 *
 *   npm run screenshots
 *
 * It takes about a minute and needs Chromium: see test/board/browser.ts.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client, type Room } from '@colyseus/sdk';
import type { Browser } from 'playwright-core';
import { launch, Window } from '../test/board/browser.ts';
import { spawnServer } from '../test/support/server-process.ts';

const ROOT = join(import.meta.dirname, '..');
const SCREEN = { viewport: { width: 1280, height: 740 }, colorScheme: 'dark' } as const;

/** The demo drops items for DROPS_S seconds. The pause after it lets the rings drain visibly. */
const DROPS_S = 40;
const PAUSE_MS = 12_000;

/** Short, so that the rings drain visibly during the pause. */
const PARTY_IDLE_MS = 60_000;

const DUNGEON_PARTIES = [
  {
    name: 'Deep delve',
    difficulty: 'hard',
    max_players: 4,
    players: ['ash', 'birch', 'cedar'],
    classes: ['tank', 'healer', 'archer'],
  },
  {
    name: 'First run, be kind',
    difficulty: 'easy',
    max_players: 6,
    players: ['dune', 'ember'],
    classes: ['mage', 'rogue'],
  },
  {
    name: 'Two floors and home',
    difficulty: 'normal',
    max_players: 2,
    players: ['fern', 'gale'],
    classes: ['knight', 'bard'],
    isInSession: true,
  },
];

/** Fills the lobby with players, who join as a game client does and stay until this process ends. */
async function fillLobby(url: string): Promise<void> {
  for (const { name, difficulty, max_players, players, classes, isInSession } of DUNGEON_PARTIES) {
    const joined = [];
    for (const player_id of players) joined.push(await joinLobby(url, player_id));
    const [leader, ...others] = joined;
    const made: unknown = await leader!.lobby.request('party.create', { name, difficulty, max_players });
    const { party_id } = made as { party_id: string };
    for (const { lobby } of others) await lobby.request('party.join', { party_id });
    for (const [place, { lobby }] of joined.entries())
      await lobby.request('party.ready', { ready: isInSession ?? place > 0, class: classes[place] });
    if (!isInSession) continue;
    await leader!.lobby.request('party.start', {});
    const [session] = await Promise.all(joined.map(({ session }) => session));
    await session!.request('session.progress', { current_floor: 3 });
  }
}

async function joinLobby(url: string, player_id: string): Promise<{ lobby: Room; session: Promise<Room> }> {
  const client = new Client(url);
  const lobby = await client.joinOrCreate('lobby', { player_id });
  lobby.reconnection.enabled = false;
  lobby.onMessage('party', () => undefined);
  const session = new Promise<Room>((resolve, reject) => {
    lobby.onMessage('session', ({ reservation }) => client.consumeSeatReservation(reservation).then(resolve, reject));
  });
  return { lobby, session };
}

async function takeScreenshot(browser: Browser, url: string, file: string): Promise<void> {
  const window = await Window.open(browser, url, SCREEN);
  await window.page.waitForLoadState('networkidle');
  await window.page.screenshot({ path: join(ROOT, 'docs', file) });
  await window.close();
}

const server = await spawnServer({ env: { PARTY_IDLE_MS: String(PARTY_IDLE_MS) } });
const browser = await launch();
try {
  const watcher = await Window.open(browser, server.url, SCREEN);
  await fillLobby(server.url);
  await promisify(execFile)(process.execPath, [
    join(ROOT, 'loadtest/demo.ts'),
    '--url',
    server.url,
    '--seconds',
    String(DROPS_S),
  ]);
  await delay(PAUSE_MS);
  await watcher.page.screenshot({ path: join(ROOT, 'docs', 'board.png') });
  await takeScreenshot(browser, `${server.url}/?view=lobbies`, 'lobbies.png');
} finally {
  await browser.close();
  await server.stop();
}
process.exit();
