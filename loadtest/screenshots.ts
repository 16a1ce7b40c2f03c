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

/** What chats show of a link to the board: 1200 by 630, in the page's own colours. */
async function drawPicture(browser: Browser): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 630 } });
  await page.setContent(PICTURE);
  await page.screenshot({ path: join(ROOT, 'src/board/public/og.png') });
  await page.close();
}

const PICTURE = `<style>
  body { margin: 0; display: grid; grid-template-columns: 1fr auto; align-items: center; height: 630px; padding: 0 90px;
    box-sizing: border-box; background: #14120f; color: #ece5d8; font-family: system-ui, 'DejaVu Sans', sans-serif; }
  h1 { margin: 0; font-size: 150px; letter-spacing: -4px; }
  p { margin: 20px 0 0; font-size: 44px; color: #a99f8d; }
  b { color: #e9b949; font-weight: 600; }
</style>
<div><h1>Muster</h1><p><b>Drop parties</b> and<br><b>dungeon parties</b>, live.</p></div>
<svg width="300" height="300" viewBox="0 0 44 44" fill="none" stroke-width="3.5" transform="rotate(-90)">
  <circle cx="22" cy="22" r="19" stroke="#38322a" />
  <circle cx="22" cy="22" r="19" stroke="#e9b949" pathLength="100" stroke-dasharray="72 100" />
</svg>`;

const server = await spawnServer({ env: { PARTY_IDLE_MS: String(PARTY_IDLE_MS) } });
const browser = await launch();
try {
  await drawPicture(browser);
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
