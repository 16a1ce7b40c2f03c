/**
 * A full lobby that everybody wants to enter: clients join at an even pace within `--storm` seconds, while players who are in it change it
 * by `--rate` commands a second, and for `--seconds` after the last has joined.
 *
 *   npm run loadtest -- lobby [--endpoint ws://localhost:2567] [--numClients 1000] [--storm 10] [--parties 1000] [--rate 50] [--seconds 5]
 *     [--slack 1]
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Room } from '@colyseus/sdk';
import { CrowdClient, WatchingClient } from './play/clients.ts';
import { play } from './play/play.ts';
import { inParallel, keepChanging, post } from './requests.ts';

/** A client of its own for each, so that none reaches the limit of messages of one client. */
const COMMANDERS = 20;
const AT_ONCE = 16;

/** One of so many clients decodes the lobby's state, as a game does, and is counted separately: its join takes until it has that. */
const CLIENTS_PER_READER = 50;

const commanders: Room[] = [];
const parties: string[] = [];
const joins: Promise<unknown>[] = [];
let began: number | null = null;

await play({
  room: 'lobby',
  settings: { numClients: 1_000, storm: 10, parties: 1_000, rate: 50, seconds: 5 },
  limits: { join: { p99: 1_000 }, 'join with the list': { p99: 1_000 }, command: { p99: 1_000 } },
  async prepare(stage) {
    await inParallel(stage.parties, AT_ONCE, async (i) => {
      const [leader, second] = membersOf(i);
      const asked = { player_id: leader, name: `Party ${i}`, max_players: 4 };
      const { party_id } = await post<{ party_id: string }>(`${stage.url}/party`, asked);
      parties[i] = party_id;
      await post(`${stage.url}/party/${party_id}/join`, { player_id: second });
    });
    for (let i = 0; i < Math.min(COMMANDERS, stage.parties); i++)
      commanders.push(await new CrowdClient(stage.url).joinOrCreate('lobby', { player_id: membersOf(i)[0] }));
  },
  async client({ url, numClients, storm, findings }, clientId) {
    began ??= performance.now();
    const dueIn = began + (clientId * storm * 1_000) / numClients - performance.now();
    if (dueIn > 0) await delay(dueIn);
    const isReader = clientId % CLIENTS_PER_READER === 0;
    joins.push(
      isReader
        ? findings.timed('join with the list', () => joinWithList(url))
        : findings.timed('join', () => new CrowdClient(url).joinOrCreate('lobby')),
    );
  },
  async load({ url, allCame, rate, seconds, findings }) {
    const stop = keepChanging(rate, (n) =>
      findings.timed('command', () =>
        commanders[n % commanders.length]!.request('party.ready', {
          ready: Math.floor(n / commanders.length) % 2 === 0,
        }),
      ),
    );
    await allCame;
    await Promise.all(joins);
    await delay(seconds * 1_000);
    await stop();
    // A party that everybody has left is gone.
    await inParallel(parties.length, AT_ONCE, async (i) => {
      for (const player_id of membersOf(i)) await post(`${url}/party/${parties[i]}/leave`, { player_id });
    });
  },
});

async function joinWithList(url: string): Promise<void> {
  const room = await new WatchingClient(url).joinOrCreate('lobby');
  await new Promise((resolve) => room.onStateChange.once(resolve));
}

/** Ids that are free on a server that other players use, too. */
function membersOf(party: number): [leader: string, second: string] {
  return [`loadtest-${process.pid}-${party}a`, `loadtest-${process.pid}-${party}b`];
}
