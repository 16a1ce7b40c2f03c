import { writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { cli } from '@colyseus/loadtest';
import { spawnServer } from '../../test/support/server-process.ts';
import { cpuSeconds } from '../measure/cpu.ts';
import { Findings, type Limits } from './Findings.ts';

/** So few that they are no load. */
const SYNC_EVERY_MS = 100;
const SYNCED_BYTES = 4_096;

/** Of the one that a process of Node can use. */
const BOTTLENECK_CORES = 0.9;

/** Numbers above 0 that the command line may change: `--numClients 50`. */
type Settings = { numClients: number; seconds: number } & Record<string, number>;

/**
 * What a scenario works with. `allCame` resolves when the last client has been called. `serverPid`: null if the server is not the test's.
 * `countCores` begins again to count the cores that are used: by default from the first client on.
 */
export type Stage<S extends Settings = Settings> = S & {
  url: string;
  serverPid: number | null;
  findings: Findings;
  allCame: Promise<void>;
  countCores: () => void;
};

/** A load test. Its steps share what they need by closures. */
export type Scenario<S extends Settings> = {
  /** The room that most of its clients join, for @colyseus/loadtest's screen. */
  room: string;
  settings: S;
  /** Milliseconds that percentiles may take. */
  limits: Record<string, Limits> | ((settings: S) => Record<string, Limits>);
  /** What is there before the first client. */
  prepare(stage: Stage<S>): Promise<void>;
  /** Called for one client after the other; the next one comes when it resolves. Joins that must not wait for each other are begun only. */
  client(stage: Stage<S>, clientId: number): Promise<void>;
  /** The load beside the clients. The test ends when it resolves and all clients came. */
  load(stage: Stage<S>): Promise<void>;
};

/**
 * Plays a scenario by @colyseus/loadtest, prints a verdict and exits: with 1 if anything failed or took too long. The package calls the
 * clients, counts their connections and shows them on a terminal. It has no end and no verdict, so those are here.
 *
 * `--endpoint` names a running server, which needs RATE_LIMIT_DISABLED=true; without it, the test starts one of its own. `--slack 3`
 * allows percentiles three times their limits.
 */
export async function play<S extends Settings>(scenario: Scenario<S>): Promise<void> {
  const { endpoint, slack, settings } = readArguments(scenario.settings);
  const server = endpoint === undefined ? await spawnServer() : null;
  const url = server?.url ?? endpoint!.replace(/^ws/, 'http').replace(/\/$/, '');
  const findings = new Findings();
  const came = Promise.withResolvers<void>();
  const serverPid = server?.pid ?? null;
  const pids = server ? [process.pid, server.pid] : [process.pid];
  let coresUsed = countingCores(pids);
  const countCores = () => void (coresUsed = countingCores(pids));
  const stage = { ...settings, url, serverPid, findings, allCame: came.promise, countCores };
  say(`at ${url}: ${JSON.stringify(settings)}`);
  const stopSyncing = server && syncing(server.dataDir, findings);
  try {
    await scenario.prepare(stage);
    countCores();
    startClients(scenario, stage, came.resolve);
    process.on('uncaughtException', (error) => findings.failed('uncaught', error));
    await scenario.load(stage);
    await stage.allCame;
  } catch (error) {
    findings.failed('the scenario', error);
  }
  const [ownCores, serverCores] = coresUsed();
  await stopSyncing?.();
  await server?.stop();
  const limits = typeof scenario.limits === 'function' ? scenario.limits(settings) : scenario.limits;
  const { text, passed } = findings.verdict(limits, slack);
  // After the package's own handler, which restores the terminal.
  process.on('exit', () => {
    say(`cores used: ${ownCores} by the load test${serverCores ? `, ${serverCores} by the server` : ''}`);
    if (Number(ownCores) > BOTTLENECK_CORES)
      say('The load test is the bottleneck: it was late to hear what the server sent.');
    say(text);
  });
  process.exit(passed ? 0 : 1);
}

function startClients<S extends Settings>(scenario: Scenario<S>, stage: Stage<S>, allCame: () => void): void {
  const { url, numClients, findings } = stage;
  let called = 0;
  // The package reads the command line itself, and draws its screen wherever it is.
  process.argv.splice(2, Infinity, '--room', scenario.room, '--endpoint', url, '--numClients', `${numClients}`);
  if (!process.stdout.isTTY) Object.defineProperty(process, 'stdout', { value: nowhere() });
  cli(async ({ clientId }) => {
    await scenario.client(stage, clientId).catch((error: unknown) => findings.failed('a client', error));
    if (++called === numClients) allCame();
  });
}

/**
 * What the disk takes meanwhile for a sync alone, on which each acknowledgement waits: so one can tell a slow server from a slow disk.
 * Until the returned function is called.
 */
function syncing(folder: string, findings: Findings): () => Promise<void> {
  const ends = new AbortController();
  const syncs = async () => {
    await using file = await open(join(folder, 'loadtest-syncs'), 'a');
    while (!ends.signal.aborted) {
      await file.write('x'.repeat(SYNCED_BYTES));
      await findings.timed('sync of the disk, alone', () => file.datasync());
      await delay(SYNC_EVERY_MS);
    }
  };
  const done = syncs().catch((error: unknown) => findings.failed('the disk', error));
  return async () => {
    ends.abort();
    await done;
  };
}

/** Shares of a core that these processes use, from now until the returned function is called: one that has nearly 1 is the bottleneck. */
function countingCores(pids: number[]): () => string[] {
  const began = performance.now();
  const before = pids.map((pid) => cpuSeconds([pid]));
  return () => {
    const seconds = (performance.now() - began) / 1_000;
    return pids.map((pid, i) => ((cpuSeconds([pid]) - before[i]!) / seconds).toFixed(2));
  };
}

function readArguments<S extends Settings>(defaults: S) {
  const numbers = Object.entries({ ...defaults, slack: 1 });
  const options = Object.fromEntries(numbers.map(([name, value]) => [name, { type: 'string', default: `${value}` }]));
  const { values } = parseArgs({
    options: { ...(options as Record<string, { type: 'string'; default: string }>), endpoint: { type: 'string' } },
  });
  const { endpoint, ...texts } = values as { endpoint?: string } & Record<string, string>;
  const read = Object.entries(texts).map(([name, text]) => [name, Number(text)] as const);
  const wrong = read.find(([name, value]) => !(name === 'slack' ? value > 0 : Number.isInteger(value) && value > 0));
  if (wrong) {
    say(`--${wrong[0]} must be ${wrong[0] === 'slack' ? 'a number above 0' : 'a whole number from 1'}`);
    process.exit(1);
  }
  const { slack, ...settings } = Object.fromEntries(read);
  return { endpoint, slack: slack!, settings: settings as S };
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

/** Not by console, which the package takes over. */
function say(text: string): void {
  writeSync(1, `${text}\n`);
}
