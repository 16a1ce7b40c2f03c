import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { assertSame } from '../../updates/Follower.ts';
import {
  checkAnswers,
  checkCalls,
  checkNumbers,
  checkOrder,
  checkSameEvents,
  checkSeats,
  type PlayerWrite,
} from './check.ts';
import { anyOf, type Cluster, type Member } from './Cluster.ts';
import { replayed, storedDrops } from './final-state.ts';
import { History } from './history.ts';
import { LOBBIES, type Made, playParties, reportDrops, WORLDS } from './loads.ts';
import { RestClients } from './RestClients.ts';
import { RoamingPlayer } from './RoamingPlayer.ts';
import { RoamingWatcher } from './RoamingWatcher.ts';

/** Milliseconds within which service resumes, or everything comes to rest, on a machine that is busy with other tests. */
const RESUME_MS_MAX = 15_000;
const SETTLE_MS_MAX = 30_000;

/** Milliseconds between two looks. */
const LOOK_MS = 20;

/** Milliseconds between two reads of one client. */
const READ_MS = 100;

/** Players who enter at the same time. */
const ENTER_AT_ONCE = 10;

/** Every world and every lobby. */
const SUBJECTS = [...WORLDS.map((world) => `world:${world}`), ...LOBBIES.map((lobby) => `lobby:${lobby}`)];

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
  readonly #made: Made = { parties: [], sessions: [] };
  /** When each of SUBJECTS was first acknowledged a write that was sent after `#since`. */
  readonly #acknowledged = new Map<string, number>();
  #since = 0;
  #isOver = false;
  #isGivenUp = false;
  #work: Promise<unknown> = Promise.resolve();

  private constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Resolves once every world and lobby has been written to and every client is connected. */
  static async start(cluster: Cluster, crowd: Partial<Crowd> = {}): Promise<Trial> {
    const trial = new Trial(cluster);
    await trial.#begin({ ...SMALL_CROWD, ...crowd });
    return trial;
  }

  /**
   * Resolves once every world and lobby has been acknowledged a new write. The result is how many milliseconds the slowest took.
   */
  async resumed(what: string, msMax = RESUME_MS_MAX): Promise<number> {
    const since = performance.now();
    this.#since = since;
    this.#acknowledged.clear();
    const missing = () => SUBJECTS.filter((subject) => !this.#acknowledged.has(subject));
    await within(
      msMax,
      () => missing().length === 0,
      () => `${what}: no writes to ${missing().join(', ')}`,
    );
    return Math.round(Math.max(...this.#acknowledged.values()) - since);
  }

  /** Resolves once every player and watcher is connected. */
  async everybodyIsBack(): Promise<void> {
    const missing = () => this.players.filter(({ isIn }) => !isIn).map(({ id }) => id);
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
      await this.#watchersAgree();
      const faults = [
        ...this.history.writes.flatMap(checkAnswers),
        ...checkCalls(this.history.calls, this.history.absences, this.history.lateness),
        ...(await this.#dropFaults()),
        ...(await this.#partyFaults()),
        ...this.watchers.flatMap(({ name, seen }) => checkNumbers(name, seen)),
        ...checkSameEvents(new Map(this.watchers.map(({ name, seen }) => [name, seen]))),
      ];
      assert.deepEqual(faults.slice(0, 20), []);
    } finally {
      await this.stop();
    }
  }

  /** Disconnects everybody, who give up what they have not been acknowledged. */
  async stop(): Promise<void> {
    this.#isOver = true;
    this.#isGivenUp = true;
    for (const watcher of this.watchers) watcher.end();
    await Promise.all(this.players.map((player) => player.leave()));
    await this.#work;
    this.history.end();
  }

  async #begin({ reporters, groups, watchers, players }: Crowd): Promise<void> {
    const { members } = this.#cluster;
    const rest = new RestClients(members, this.history, {
      acknowledged: (owner, sent) => {
        if (sent >= this.#since && !this.#acknowledged.has(owner)) this.#acknowledged.set(owner, performance.now());
      },
      isGivenUp: () => this.#isGivenUp,
    });
    const load = { rest, isOver: () => this.#isOver };
    this.#work = Promise.all([
      ...Array.from({ length: reporters }, () => reportDrops(load)),
      ...Array.from({ length: groups }, (_, i) => playParties(load, this.#made, LOBBIES[i % LOBBIES.length]!)),
      this.#read(rest),
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

  async #read(rest: RestClients): Promise<void> {
    while (!this.#isOver) {
      await rest.read(anyOf(READS));
      await delay(READ_MS);
    }
  }

  /** Every watcher has come to the end of its topics, and has the values that a newcomer gets from any process. */
  async #watchersAgree(): Promise<void> {
    const truths = this.#cluster.serving.map((member) => newcomer(member));
    try {
      const every = [...this.watchers, ...truths];
      const behind = () => {
        const last = new Map<string, number>();
        for (const { held } of every)
          for (const [topic, { seq }] of held) last.set(topic, Math.max(seq, last.get(topic) ?? 0));
        return every.flatMap(({ name, selectors, held }) =>
          [...selectors.keys()].flatMap((topic) => {
            const seq = held.get(topic)?.seq;
            return seq === undefined || seq < (last.get(topic) ?? 0)
              ? [`${name} ${topic} at ${seq} of ${last.get(topic)}`]
              : [];
          }),
        );
      };
      await within(
        SETTLE_MS_MAX,
        () => behind().length === 0,
        () => `watchers are behind: ${behind().join(', ')}`,
      );
      const [truth] = truths;
      for (const { name, held, faults } of every) {
        assert.deepEqual(faults, [], name);
        for (const [topic, { had }] of held) assertSame(had, truth!.held.get(topic)!.had, `${topic} for ${name}`);
      }
    } finally {
      for (const one of truths) one.end();
    }
  }

  async #dropFaults(): Promise<string[]> {
    const stored = await storedDrops(this.#cluster);
    const writes = Map.groupBy(this.history.writes, ({ subject }) => subject);
    return [...stored].flatMap(([subject, entries]) => checkOrder(subject, entries, writes.get(subject) ?? []));
  }

  async #partyFaults(): Promise<string[]> {
    const writes = Map.groupBy(this.history.writes, ({ subject }) => subject);
    const faults: string[] = [];
    const check = async (topic: string, player: string) => {
      const { url } = anyOf(this.#cluster.serving);
      faults.push(...checkOrder(topic, await replayed(url, topic, player), writes.get(topic) ?? []));
    };
    for (const { session_id, player } of this.#made.sessions) await check(`session:${session_id}`, player);
    for (const { party_id, max_players } of this.#made.parties) {
      const topic = `party:${party_id}`;
      await check(topic, 'nobody');
      const ofPlayers = (what: string): PlayerWrite[] =>
        (writes.get(topic) ?? [])
          .filter((write) => write.what === what)
          .map((write) => ({ player: write.player!, write }));
      const { url } = anyOf(this.#cluster.serving);
      const party = (await (await fetch(`${url}/party/${party_id}`)).json()) as {
        players: string[];
        leader_id: string;
      };
      const players = party.players.filter((player) => player !== party.leader_id);
      faults.push(
        ...checkSeats({ party_id, max_players: max_players - 1, players }, ofPlayers('join'), ofPlayers('leave')),
      );
    }
    return faults;
  }
}

function selectorsOf(i: number): Map<string, object> {
  const [world, lobby] = [WORLDS[i % WORLDS.length]!, LOBBIES[i % LOBBIES.length]!];
  return new Map<string, object>([
    ['board', { board: true }],
    [`world:${world}`, { world }],
    [`lobby:${lobby}`, { lobby }],
  ]);
}

/** Somebody who begins now, with every topic. */
function newcomer(member: Member): RoamingWatcher {
  const everything = new Map(WORLDS.flatMap((_, i) => [...selectorsOf(i)]));
  const watcher = new RoamingWatcher(`a newcomer at ${member.name}`, [member], everything, '127.0.0.99');
  watcher.begin();
  return watcher;
}

async function within(msMax: number, isSo: () => boolean, what: () => string): Promise<void> {
  const deadline = performance.now() + msMax;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`not within ${msMax} ms: ${what()}`);
    await delay(LOOK_MS);
  }
}
