/**
 * The pictures of the README, from a server of its own with the demo's parties in it:
 *
 *   npm run screenshots
 *
 * Takes a minute, and Debian's chromium.
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

/** Seconds of drops, and milliseconds without any after them, so that the rings have something to tell. */
const DROPS_S = 40;
const QUIET_MS = 12_000;

/** Of the demo's parties; short, so that the rings have drained visibly by then. */
const PARTY_IDLE_MS = 60_000;

const PARTIES = [
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
    runs: true,
  },
];

/** Players as a game joins them. Stay in their rooms for as long as this runs. */
async function holdLobby(url: string): Promise<void> {
  for (const { name, difficulty, max_players, players, classes, runs } of PARTIES) {
    const joined = [];
    for (const player_id of players) joined.push(await joinLobby(url, player_id));
    const [leader, ...others] = joined;
    const made: unknown = await leader!.lobby.request('party.create', { name, difficulty, max_players });
    const { party_id } = made as { party_id: string };
    for (const { lobby } of others) await lobby.request('party.join', { party_id });
    for (const [place, { lobby }] of joined.entries())
      await lobby.request('party.ready', { ready: runs ?? place > 0, class: classes[place] });
    if (!runs) continue;
    await leader!.lobby.request('party.start', {});
    const [run] = await Promise.all(joined.map(({ run }) => run));
    await run!.request('session.progress', { current_floor: 3 });
  }
}

async function joinLobby(url: string, player_id: string): Promise<{ lobby: Room; run: Promise<Room> }> {
  const client = new Client(url);
  const lobby = await client.joinOrCreate('lobby', { player_id });
  lobby.reconnection.enabled = false;
  lobby.onMessage('party', () => undefined);
  const run = new Promise<Room>((resolve, reject) => {
    lobby.onMessage('session', ({ reservation }) => client.consumeSeatReservation(reservation).then(resolve, reject));
  });
  return { lobby, run };
}

async function take(browser: Browser, address: string, file: string): Promise<void> {
  const window = await Window.open(browser, address, SCREEN);
  await window.page.waitForLoadState('networkidle');
  // The window was opened just now: the pace of each party is told from then on.
  await delay(2_000);
  await window.page.screenshot({ path: join(ROOT, 'docs', file) });
  await window.close();
}

const server = await spawnServer({ env: { PARTY_IDLE_MS: String(PARTY_IDLE_MS) } });
const browser = await launch();
try {
  const watcher = await Window.open(browser, server.url, SCREEN);
  await holdLobby(server.url);
  await promisify(execFile)(process.execPath, [
    join(ROOT, 'loadtest/demo.ts'),
    '--url',
    server.url,
    '--seconds',
    String(DROPS_S),
  ]);
  await delay(QUIET_MS);
  await watcher.page.screenshot({ path: join(ROOT, 'docs', 'board.png') });
  await take(browser, `${server.url}/?view=lobbies`, 'lobbies.png');
} finally {
  await browser.close();
  await server.stop();
}
process.exit();
