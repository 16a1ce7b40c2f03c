/**
 * How long a report takes until whoever watches knows of the drop. A third of the clients watch the board's room, a third a world's
 * `drop_tracker`, a third a world by /updates.
 *
 * The targets are those of 100 clients and 200 reports a second, or of more of either, up to 1,000 and 1,000. The first `warmUp` seconds
 * are not measured: a server that has just started is slower, because its code is being compiled.
 *
 *   npm run loadtest -- drops [--endpoint ws://localhost:2567] [--numClients 100] [--seconds 20] [--rate 200] [--worlds 50] [--warmUp 10] [--slack 1]
 */
import { DROP_WATCHERS } from './play/drop-watchers.ts';
import { play } from './play/play.ts';
import { Reporter } from './play/Reporter.ts';

/** Of each way to watch, so many clients read what they get and measure it. The others are the crowd that the server sends it to as well. */
const READERS_PER_WAY = 5;

const WAYS = Object.entries(DROP_WATCHERS);

let reporter: Reporter;

await play({
  room: 'board',
  settings: { numClients: 100, seconds: 20, rate: 200, worlds: 50, warmUp: 10 },
  limits: ({ numClients, rate }) => {
    const limit = numClients <= 100 && rate <= 200 ? { p50: 5, p99: 20 } : { p99: 100 };
    return Object.fromEntries(WAYS.map(([name]) => [`report to ${name}`, limit]));
  },
  async prepare({ url, worlds, findings }) {
    reporter = new Reporter(url, worlds, findings);
    await reporter.open();
  },
  async client({ url, worlds, findings }, clientId) {
    const [name, watch] = WAYS[clientId % WAYS.length]!;
    const place = Math.floor(clientId / WAYS.length);
    const world = 301 + (place % worlds);
    // The board shows a world's newest three drops, so it need not show all of them.
    const hear = place < READERS_PER_WAY ? reporter.listen(name, name === 'board' ? null : world) : null;
    await findings.timed<unknown>(`join of ${name}`, () => watch(url, world, hear));
  },
  async load({ allCame, rate, seconds, warmUp, countCores }) {
    await allCame;
    await reporter.warmUp(rate, warmUp);
    countCores();
    await reporter.report(rate, seconds);
  },
});
