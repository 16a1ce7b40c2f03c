import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { within } from '../until.ts';
import { checkCalls, checkNumbers, checkSameEvents } from './check.ts';
import { anyOf, type Cluster } from './Cluster.ts';
import { History } from './history.ts';
import { LOBBIES, type Made, playParties, probes, reportDrops } from './loads.ts';
import { RestClients } from './RestClients.ts';
import { RoamingPlayer } from './RoamingPlayer.ts';
import { RoamingWatcher } from './RoamingWatcher.ts';
import { assertWatchersAgree, selectorsOf, writeFaults } from './verdict.ts';

/** Milliseconds within which service resumes, or everything comes to rest, on a machine that is busy with other tests. */
const RESUME_MS_MAX = 15_000;
const SETTLE_MS_MAX = 30_000;

/** Faults of a failed test that are shown. */
const FAULTS_SHOWN = 20;

/** Milliseconds between two reads of one client. */
const READ_MS = 100;

/** Players who enter at the same time. */
const ENTER_AT_ONCE = 10;

const READS = ['/parties', '/worlds/301', '/party', '/party?lobby=north', '/sessions', '/livez'];

/** Players whose numbers follow each other are in the same lobby: 0 to 3, 4 to 7 ... */
export const PLAYERS_TOGETHER = 4;

export type Crowd = { reporters: number; groups: number; watchers: number; players: number };

const SMALL_CROWD: Crowd = { reporters: 4, groups: LOBBIES.length, watchers: 6, players: 6 };

/** Clients of every kind who use a cluster while something happens to it, and what they saw. */
export class Trial {
  readonly history = new History();
  readonly watchers: RoamingWatcher[] = [];
  readonly players: RoamingPlayer[] = [];
  readonly #cluster: Cluster;
  readonly #rest: RestClients;
  readonly #made: Made = { parties: [], sessions: [] };
  #isOver = false;
  #work: Promise<unknown> = Promise.resolve();

  private constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#rest = new RestClients(cluster.members, this.history);
  }

  /** Resolves once every world and lobby has been written to and every client is connected. */
  static async start(cluster: Cluster, crowd: Partial<Crowd> = {}): Promise<Trial> {
    const trial = new Trial(cluster);
    try {
      await trial.#begin({ ...SMALL_CROWD, ...crowd });
    } catch (error) {
      await trial.stop();
      throw error;
    }
    return trial;
  }

  /** Resolves once each world and lobby has acknowledged a new write. The result is how many milliseconds the slowest took. */
  async resumed(what: string, msMax = RESUME_MS_MAX): Promise<number> {
    const since = performance.now();
    const missing = new Set(probes().keys());
    const serving = () => this.#cluster.serving;
    for (const [name, probe] of probes())
      void this.#rest.write(probe, serving).then((answer) => answer && missing.delete(name));
    await within(
      msMax,
      () => missing.size === 0,
      () => `${what}: no writes to ${[...missing].join(', ')}`,
    );
    return Math.round(performance.now() - since);
  }

  /** Resolves once every player and watcher is connected. */
  async everybodyIsBack(): Promise<void> {
    const missing = () => this.players.flatMap((player) => player.missing);
    await within(
      SETTLE_MS_MAX,
      () => missing().length === 0,
      () => `not back: ${missing().join(', ')}`,
    );
  }

  /** Ends the load, waits until everything has come to rest, and asserts that nothing was lost, doubled or disordered. */
  async finish(): Promise<void> {
    this.#isOver = true;
    await this.#work;
    await this.everybodyIsBack();
    try {
      await assertWatchersAgree(this.#cluster.serving, this.watchers);
      const faults = [
        ...(await writeFaults(this.#cluster, this.history, this.#made)),
        ...checkCalls(this.history.calls, this.history.absences, this.history.lateness),
        ...this.watchers.flatMap(({ name, seen }) => checkNumbers(name, seen)),
        ...checkSameEvents(new Map(this.watchers.map(({ name, seen }) => [name, seen]))),
      ];
      assert.deepEqual(faults.slice(0, FAULTS_SHOWN), []);
    } finally {
      await this.stop();
    }
  }

  /** Disconnects everybody, who give up what they have not been acknowledged. */
  async stop(): Promise<void> {
    this.#isOver = true;
    this.#rest.isGivenUp = true;
    for (const watcher of this.watchers) watcher.end();
    await Promise.all(this.players.map((player) => player.leave()));
    await this.#work;
    this.history.end();
  }

  async #begin({ reporters, groups, watchers, players }: Crowd): Promise<void> {
    const { members } = this.#cluster;
    const load = { rest: this.#rest, isOver: () => this.#isOver };
    this.#work = Promise.all([
      ...Array.from({ length: reporters }, () => reportDrops(load)),
      ...Array.from({ length: groups }, (_, i) => playParties(load, this.#made, LOBBIES[i % LOBBIES.length]!)),
      this.#read(),
    ]);
    for (let i = 0; i < watchers; i++) {
      const watcher = new RoamingWatcher(`w${i}`, members, selectorsOf(i), `127.0.0.${2 + (i % 8)}`);
      this.watchers.push(watcher);
      watcher.begin(members[i % members.length]);
    }
    for (let i = 0; i < players; i++) {
      const lobby = LOBBIES[Math.floor(i / PLAYERS_TOGETHER) % LOBBIES.length]!;
      this.players.push(new RoamingPlayer(`player-${i}`, lobby, members));
    }
    // Not all at once: how a crowd comes in is not what is tested.
    for (let i = 0; i < players; i += ENTER_AT_ONCE)
      await Promise.all(this.players.slice(i, i + ENTER_AT_ONCE).map((player) => player.enter()));
    await this.resumed('the start', SETTLE_MS_MAX);
  }

  async #read(): Promise<void> {
    while (!this.#isOver) {
      await this.#rest.read(anyOf(READS));
      await delay(READ_MS);
    }
  }
}
