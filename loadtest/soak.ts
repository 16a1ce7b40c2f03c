/**
 * A day of a server's life in a few minutes. Its time flies whenever nobody does anything, all of its timers included. In each hour a crowd
 * comes, does what players, watchers and plugins do, well and badly, and is gone; once all graces have run out, the server must be as it
 * was an hour before: no room, connection, timer or open file more, and no more memory.
 *
 *   npm run loadtest -- soak [--hours 24] [--minutes 5] [--crowd 2]
 *
 * `--minutes` of real time, after which it begins no other hour. `--crowd`: of each kind of visitors, so many an hour.
 */
import { parseArgs } from 'node:util';
import { printTable, saveResults } from './measure/report.ts';
import { minutes } from './soak/cast.ts';
import { DrivenServer } from './soak/DrivenServer.ts';
import { DAY_LONG_WATCHERS, dayLong, hourly } from './soak/program.ts';
import { WebhookReceiver } from './soak/Receiver.ts';
import { SimulatedTime } from './soak/SimulatedTime.ts';
import { type Hour, stateOf } from './soak/state.ts';
import { verdictOf, WARM_UP_HOURS } from './soak/verdict.ts';
import { Visitor } from './soak/Visitor.ts';

/** When the crowd of an hour has gone. The rest is for the longest grace: a player by REST alone is away after 15 minutes. */
const GONE_AFTER = minutes(40);
const HOUR = minutes(60);

/** Levels of the server's log: nothing that the crowd does is an error of the server. */
const ERROR_LEVEL = 50;

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '24' },
    minutes: { type: 'string', default: '5' },
    crowd: { type: 'string', default: '2' },
  },
});
const settings = Object.fromEntries(Object.entries(values).map(([name, text]) => [name, Number(text)])) as Record<
  keyof typeof values,
  number
>;
for (const [name, value] of Object.entries(settings)) {
  if (Number.isInteger(value) && value > 0) continue;
  console.error(`--${name} must be a whole number from 1`);
  process.exit(1);
}

const errors = new Map<string, number>();
const receiver = await WebhookReceiver.start();
const server = await DrivenServer.start({
  TRUST_PROXY: 'loopback',
  RATE_LIMIT_DISABLED: 'false',
  KEEP_ALIVE_MS: '1000',
  LOG_LEVEL: 'info',
  WEBHOOK_URLS: receiver.url,
  WEBHOOK_ALLOW_PRIVATE: 'true',
});
const hours: Hour[] = [];
try {
  await soak();
} catch (error) {
  noteError(error);
}
for (const line of server.output().split('\n')) if (isError(line)) noteError(`the server logged ${line}`);
await server.stop();
receiver.stop();
process.exit((await conclude()) ? 0 : 1);

async function soak(): Promise<void> {
  const time = new SimulatedTime(server, noteError);
  const stage = { time, visitor: (what: string) => new Visitor(server.url, what) };
  const end = performance.now() + minutes(settings.minutes);
  for (const act of dayLong(settings.hours)) time.act(() => act(stage));
  const lasting = time.actors;
  for (let hour = 0; hour < settings.hours && performance.now() < end; hour++) {
    const began = performance.now();
    for (const act of hourly(hour, settings.crowd)) time.act(() => act(stage));
    await time.passTo(hour * HOUR + GONE_AFTER);
    if (time.actors > lasting) noteError(`of the crowd of an hour, ${time.actors - lasting} did not end`);
    await time.passTo((hour + 1) * HOUR);
    const state = await stateOf(server, receiver, DAY_LONG_WATCHERS);
    hours.push({ ...state, hour: hour + 1, realSeconds: (performance.now() - began) / 1_000 });
    const { heapMb, rssMb, counts, realSeconds } = hours.at(-1)!;
    const memory = `heap ${heapMb.toFixed(2)} MB, RSS ${rssMb.toFixed(0)} MB`;
    console.log(`hour ${hour + 1}: ${memory}, ${counts['timers']} timers, in ${realSeconds.toFixed(0)} s`);
  }
}

function isError(line: string): boolean {
  if (!line.startsWith('{')) return !line.includes('ExperimentalWarning') && !line.includes('--trace-warnings');
  return (JSON.parse(line) as { level: number }).level >= ERROR_LEVEL;
}

function noteError(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  errors.set(text, (errors.get(text) ?? 0) + 1);
}

/** Prints the table and the verdict. Returns whether it passed. */
async function conclude(): Promise<boolean> {
  const { slopes, faults } = verdictOf(hours);
  const first = hours[Math.min(WARM_UP_HOURS, hours.length) - 1];
  const last = hours.at(-1);
  if (first && last) {
    const named = ({ heapMb, rssMb, databaseMb, counts, objects }: Hour) => ({
      ...{ 'heap, MB': heapMb, 'RSS, MB': rssMb, 'database, MB': databaseMb },
      ...counts,
      ...objects,
    });
    const [from, to] = [named(first), named(last)] as [Record<string, number>, Record<string, number>];
    const rows = Object.keys(to).map((name) => [name, shown(from[name]), shown(to[name])]);
    printTable(['', `hour ${first.hour}`, `hour ${last.hour}`], rows);
  }
  for (const [name, slope] of Object.entries(slopes)) console.log(`${name}, by the second half: ${slope.toFixed(2)}`);
  await saveResults('soak', { settings, slopes, hours });
  const all = [...[...errors].map(([text, count]) => `${count} x ${text}`), ...faults];
  for (const fault of all) console.log(`FAULT ${fault}`);
  console.log(all.length === 0 ? 'passed' : 'failed');
  return all.length === 0;
}

function shown(value = 0): string {
  return Number.isInteger(value) ? `${value}` : value.toFixed(2);
}
