/**
 * Attacks a server of its own from one address, and plays on it from another, to see what the attack takes from everybody else:
 *
 *   npm run attack -- [--seconds 90] [--seed 1] [--only <name>] [--delay-max 100]
 *
 * Exits with 1 if the server ends, refuses the honest client, lets 1 of 100 of its requests wait more than `--delay-max` milliseconds
 * longer than without an attack, loses its drops, logs an error, or does not return to its size.
 */
import { parseArgs } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../test/support/app.ts';
import { type ServerProcess, spawnServer } from '../test/support/server-process.ts';
import * as attacks from './attack/attacks.ts';
import { HonestClient } from './attack/HonestClient.ts';
import { openFiles, rssBytes } from './measure/process.ts';
import { seeded } from './party-setup.ts';

/** Bytes of the process, and handles besides those before, that may stay: bounded caches, and what the garbage collector leaves. */
const RSS_BYTES_MAX = 600 * 2 ** 20;
const HANDLES_MAX = 30;

const ATTACKS: Record<string, attacks.Attack> = {
  'broken requests': attacks.brokenRequests,
  'hostile bodies': attacks.hostileBodies,
  'slow headers': attacks.slowHeaders,
  'odd upgrades': attacks.oddUpgrades,
  'monitor guesses': attacks.monitorGuesses,
  'random frames': attacks.randomFrames,
  'free identities': attacks.freeIdentities,
  'greedy watchers': attacks.greedyWatchers,
  // The last, because the attackers' address is then refused connections for a while.
  'deaf pipeliners': attacks.deafPipeliners,
};

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '90' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    'delay-max': { type: 'string', default: '100' },
  },
});

const faults: string[] = [];
const chosen = Object.entries(ATTACKS).filter(([name]) => options.only === undefined || name === options.only);
if (chosen.length === 0) {
  console.error(`Unknown attack: ${options.only}. Known: ${Object.keys(ATTACKS).join(', ')}`);
  process.exit(1);
}
const sliceMs = (Number(options.seconds) * 1_000) / (chosen.length + 1);
const server = await spawnServer({
  env: {
    NODE_ENV: 'production',
    RATE_LIMIT_DISABLED: 'false',
    ADMIN_PASSWORD: 'correct horse battery',
    // So that garbage, which V8 keeps for as long as there is memory, is not taken for what stays.
    NODE_OPTIONS: '--max-old-space-size=192',
  },
});
try {
  await attack(server);
} finally {
  await server.stop();
}
for (const fault of faults) console.error(fault);
console.log(faults.length === 0 ? 'nothing was taken from anybody else' : `${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;

async function attack(target: ServerProcess): Promise<void> {
  const honest = new HonestClient(target.url);
  const over = new AbortController();
  const playing = honest.play(over.signal);
  await delay(sliceMs / 2);
  honest.takeP99();
  await delay(sliceMs / 2);
  const quiet = honest.takeP99();
  const handles = await openFiles(target.pid);
  console.log(`without an attack: p99 ${quiet.toFixed(0)} ms, ${await sizeOf(target)}`);
  for (const [name, run] of chosen) {
    const random = seeded(Number(options.seed));
    const sent = await run({ url: target.url, random, signal: AbortSignal.timeout(sliceMs) });
    const p99 = honest.takeP99();
    console.log(
      `${name.padEnd(16)} ${String(sent).padStart(7)} inputs, p99 ${p99.toFixed(0)} ms, ${await sizeOf(target)}`,
    );
    if (!target.alive()) throw new Error(`${name}: the server ended:\n${target.output().slice(-2_000)}`);
    if (p99 > quiet + Number(options['delay-max']))
      faults.push(`${name}: the honest client waits ${p99.toFixed(0)} ms instead of ${quiet.toFixed(0)} ms`);
    for (const failure of honest.failures.splice(0, 5)) faults.push(`${name}: ${failure}`);
    honest.failures.length = 0;
  }
  over.abort();
  await playing;
  await settles('open handles', async () => (await openFiles(target.pid)) <= handles + HANDLES_MAX);
  await settles('memory', async () => (await rssBytes(target.pid)) < RSS_BYTES_MAX);
  const errors = target
    .output()
    .split('\n')
    .filter((line) => /"level":[56]0/.test(line));
  for (const line of errors.slice(0, 5)) faults.push(`the log has an error: ${line.slice(0, 300)}`);
  await target.restart();
  const again = new HonestClient(target.url);
  const shown = await again.shownDrops();
  if (shown < honest.drops) faults.push(`${honest.drops} drops were acknowledged, and ${shown} are there after a kill`);
  console.log(`${honest.drops} drops acknowledged, ${shown} shown after a kill; ${honest.events} events seen`);
}

async function settles(what: string, condition: () => Promise<boolean>): Promise<void> {
  await until(condition).catch(async () => void faults.push(`${what} did not come back: ${await sizeOf(server)}`));
}

async function sizeOf(target: ServerProcess): Promise<string> {
  return `${((await rssBytes(target.pid)) / 2 ** 20).toFixed(0)} MB, ${await openFiles(target.pid)} handles`;
}
