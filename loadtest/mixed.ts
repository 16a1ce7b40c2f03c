/**
 * An evening, all at once: of four clients two are players who form a party, go on a run and part, one watches drops, and one reads a list
 * twice a second, while reports of drops come in.
 *
 *   npm run loadtest -- mixed [--endpoint ws://localhost:2567] [--numClients 80] [--seconds 30] [--rate 50] [--worlds 50] [--slack 1]
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Pair } from './play/Adventurers.ts';
import { DROP_WATCHERS } from './play/drop-watchers.ts';
import { play } from './play/play.ts';
import { Reporter } from './play/Reporter.ts';

const LISTS = ['/parties', '/party', '/sessions'];
const READ_EVERY_MS = 500;

const WAYS = Object.entries(DROP_WATCHERS);

const ends = new AbortController();
const playing: Promise<void>[] = [];
let reporter: Reporter;

await play({
  room: 'lobby',
  settings: { numClients: 80, seconds: 30, rate: 50, worlds: 50 },
  limits: {
    'join of lobby': { p99: 1_000 },
    command: { p99: 250 },
    'seat in a session': { p99: 500 },
    'list read': { p99: 250 },
    'report answered': { p99: 250 },
    'report to board': { p99: 250 },
  },
  async prepare({ url, worlds, findings }) {
    reporter = new Reporter(url, worlds, findings);
    await reporter.open();
  },
  async client({ url, worlds, findings }, clientId) {
    const place = Math.floor(clientId / 4);
    if (clientId % 4 === 0) {
      const pair = await Pair.join(url, `loadtest-${process.pid}-${place}`, findings);
      playing.push(pair.play(ends.signal));
    } else if (clientId % 4 === 2) {
      const [name, watch] = WAYS[place % WAYS.length]!;
      const hear = reporter.listen(name);
      await findings.timed<unknown>(`join of ${name}`, () => watch(url, 301 + (place % worlds), hear));
    } else if (clientId % 4 === 3) {
      playing.push(readLists(`${url}${LISTS[place % LISTS.length]}`));
    }
    // The second of a pair came with its first.

    async function readLists(list: string): Promise<void> {
      for (; !ends.signal.aborted; await delay(READ_EVERY_MS))
        await findings.timed('list read', async () => {
          const response = await fetch(list);
          if (!response.ok) throw new Error(`${list} was answered ${response.status}`);
          await response.text();
        });
    }
  },
  async load({ allCame, rate, seconds }) {
    await allCame;
    await reporter.report(rate, seconds);
    ends.abort();
    await Promise.all(playing);
  },
});
