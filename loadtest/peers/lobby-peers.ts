import { setTimeout as delay } from 'node:timers/promises';
import type { Room } from '@colyseus/sdk';
import { ROOM_MESSAGES_PER_SECOND_MAX } from '../../src/protocol/limits.ts';
import { cpuSeconds } from '../measure/cpu.ts';
import { percentile, type Reading } from '../measure/figures.ts';
import { CrowdClient } from '../play/clients.ts';
import { inParallel } from '../requests.ts';
import type { Peer } from './start-peers.ts';

/**
 * Clients that send commands, and how many are in one lobby. Each waits for its answer before the next command, and as long as Muster's
 * limit of messages from one client wants: there are so many that the limit is not what is measured.
 */
const COMMANDERS = 500;
const COMMANDERS_PER_LOBBY = 25;
const GAP_MS = 1_000 / (ROOM_MESSAGES_PER_SECOND_MAX - 2);

const JOINS_AT_ONCE = 8;

/** Party commands as requests to rooms: bare rooms echo them, and in Muster's lobbies each client has a party. */
export async function commanders(peer: Peer, room: 'echo' | 'lobby'): Promise<(seconds: number) => Promise<Reading>> {
  const clients: Room[] = [];
  const ready: boolean[] = [];
  await inParallel(COMMANDERS, JOINS_AT_ONCE, async (i) => {
    const lobby = `commands-${Math.floor(i / COMMANDERS_PER_LOBBY)}`;
    const joined: Room = await new CrowdClient(peer.url).joinOrCreate(room, { lobby, player_id: `commander-${i}` });
    if (room === 'lobby') await joined.request('party.create', { name: `Party ${i}` });
    clients.push(joined);
  });
  return (seconds) =>
    inTurns(peer, { clients: COMMANDERS, gapMs: GAP_MS, seconds }, async (i) => {
      ready[i] = !ready[i];
      await clients[i]!.request('party.ready', { ready: ready[i] });
    });
}

/** Clients that join a lobby, get its list and leave. */
export function joiners(peer: Peer): (seconds: number) => Promise<Reading> {
  return (seconds) =>
    inTurns(peer, { clients: JOINS_AT_ONCE, gapMs: 0, seconds }, async () => {
      const lobby: Room = await new CrowdClient(peer.url).joinOrCreate('lobby');
      await lobby.leave();
    });
}

/** Rooms of the stock Colyseus server, which its lobby lists. */
export async function openGames(peer: Peer, count: number): Promise<void> {
  // It stays, so that the lobby does too.
  await new CrowdClient(peer.url).joinOrCreate('lobby');
  for (let i = 0; i < count; i++) {
    const game: Room = await new CrowdClient(peer.url).create('game');
    await game.leave();
  }
}

type Turns = { clients: number; gapMs: number; seconds: number };

/** So many clients, each of which begins its next task when the last is done and `gapMs` have passed since it began. */
async function inTurns(
  { pid }: Peer,
  { clients, gapMs, seconds }: Turns,
  task: (client: number) => Promise<void>,
): Promise<Reading> {
  const waits: number[] = [];
  const cpu = cpuSeconds([pid]);
  const began = performance.now();
  const end = began + seconds * 1_000;
  const work = async (_: unknown, client: number) => {
    while (performance.now() < end) {
      const before = performance.now();
      await task(client);
      waits.push(performance.now() - before);
      const rest = before + gapMs - performance.now();
      if (rest > 0) await delay(rest);
    }
  };
  await Promise.all(Array.from({ length: clients }, work));
  return {
    perSecond: (waits.length * 1_000) / (performance.now() - began),
    p50Ms: percentile(waits, 0.5),
    p99Ms: percentile(waits, 0.99),
    cpuMicros: ((cpuSeconds([pid]) - cpu) * 1e6) / waits.length,
  };
}
