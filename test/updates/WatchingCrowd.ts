import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { PublicDungeonParty } from '../../src/domain/dungeons/dungeon-party-views.ts';
import type { SessionView } from '../../src/domain/sessions/session-view.ts';
import type { BoardDropParty, WorldValue } from '../../src/projections/topic-values.ts';
import { readJson } from '../support/app.ts';
import { assertSame, Follower } from './Follower.ts';
import { WORLDS, Writers } from './Writers.ts';

/** Followers that lose their connection in each round, some more often than others. */
const LOST_A_ROUND = 15;
const SETTLE_MS_MAX = 20_000;

type RestParty = { id: number; world: number; total_drops: number; avg_drop: number; drops: { number: number }[] };

type RestVersion = { party_id: string; session_id: string | null; version: number };

const version = ({ party_id, session_id, version }: RestVersion) => [party_id, session_id, version];

/** Writers through every door, and followers that come and go. */
export class WatchingCrowd {
  followers: Follower[] = [];
  writers!: Writers;
  ids!: { party_id: string; session_id: string };
  readonly #url: () => string;

  /** `url` says which server to ask, each time anew. */
  constructor(url: () => string) {
    this.#url = url;
  }

  async begin(followers: number): Promise<void> {
    await this.beginToWrite();
    this.ids = await this.writers.formParty();
    this.followers = Array.from(
      { length: followers },
      (_, i) => new Follower(this.#selectors(i), `127.0.0.${2 + (i % 4)}`),
    );
    this.connectAll();
  }

  /** With new writers: those of before may have lost their rooms. */
  async beginToWrite(): Promise<void> {
    this.writers = new Writers(this.#url);
    await this.writers.join();
  }

  connectAll(): void {
    for (const follower of this.followers) follower.connect(this.#url());
  }

  disconnectAll(): void {
    for (const follower of this.followers) follower.disconnect();
  }

  #selectors(i: number): Map<string, object> {
    const { party_id, session_id } = this.ids;
    const world = WORLDS[i % WORLDS.length]!;
    return new Map<string, object>([
      ['board', { board: true }],
      [`world:${world}`, { world }],
      ['lobby:main', { lobby: 'main' }],
      [`party:${party_id}`, { party_id }],
      [`session:${session_id}`, { session_id }],
    ]);
  }

  /** Writes, while followers lose their connections and come back. */
  async live(rounds: number): Promise<void> {
    for (let n = 0; n < rounds; n++) {
      for (let i = 0; i < LOST_A_ROUND; i++) {
        const follower = this.followers[randomInt(this.followers.length)]!;
        follower.disconnect();
        setTimeout(() => follower.connect(this.#url()), randomInt(50));
      }
      await this.writers.round();
    }
  }

  /** What a new watcher gets. */
  async newcomer(): Promise<Follower> {
    const one = new Follower(new Map(WORLDS.flatMap((_, i) => Array.from(this.#selectors(i)))), '127.0.0.99');
    one.connect(this.#url());
    await soon(() => one.held.size === one.selectors.size, 'the newcomer has it all');
    one.disconnect();
    return one;
  }

  /** All followers, a newcomer and REST. */
  async assertAllAgree(): Promise<void> {
    const truth = await this.newcomer();
    const isThere = ({ held }: Follower) => [...held].every(([topic, { seq }]) => seq === truth.held.get(topic)!.seq);
    await soon(
      () => this.followers.every((follower) => follower.held.size === 5 && isThere(follower)),
      'all have come to the end',
    );
    for (const { held, faults } of this.followers) {
      assert.deepEqual(faults, []);
      for (const [topic, { had }] of held) assertSame(had, truth.held.get(topic)!.had, topic);
    }
    await this.#assertRestAgrees(truth);
  }

  async #assertRestAgrees(truth: Follower): Promise<void> {
    const { active_parties } = await readJson<{ active_parties: RestParty[] }>(await fetch(`${this.#url()}/parties`));
    const figures = ({
      id,
      world,
      total_drops,
      avg_drop,
    }: Pick<BoardDropParty, 'id' | 'world' | 'total_drops' | 'avg_drop'>) => [id, world, total_drops, avg_drop];
    const board = truth.held.get('board')!.had.value as BoardDropParty[];
    // Processes that start parties at the same time may tell of them in another order than they started.
    const inStartOrder = board.toSorted((a, b) => a.created_at - b.created_at || a.id - b.id);
    assert.deepEqual(inStartOrder.map(figures), active_parties.map(figures));
    for (const { id, world } of active_parties) {
      const { drops } = await readJson<RestParty>(await fetch(`${this.#url()}/parties/${id}?limit=50`));
      const shown = truth.held.get(`world:${world}`)!.had.value as WorldValue;
      assert.deepEqual(
        shown.drops.map(({ number }) => number),
        drops.map(({ number }) => number),
      );
    }
    const { parties } = await readJson<{ parties: RestVersion[] }>(await fetch(`${this.#url()}/party`));
    const inOrder = truth.held.get('lobby:main')!.had.value as PublicDungeonParty[];
    // REST lists parties in which nobody is there last.
    const isDeserted = ({ last_heard_at }: PublicDungeonParty) => Number(last_heard_at !== null);
    const listed = inOrder.toSorted((a, b) => isDeserted(a) - isDeserted(b));
    assert.deepEqual(listed.map(version), parties.map(version));
    const { party_id, session_id } = this.ids;
    const run = await readJson<RestVersion>(await fetch(`${this.#url()}/session/${session_id}`));
    assert.deepEqual(version(truth.held.get(`session:${session_id}`)!.had.value as SessionView), version(run));
    const party = await readJson<RestVersion>(await fetch(`${this.#url()}/party/${party_id}`));
    assert.deepEqual(version(truth.held.get(`party:${party_id}`)!.had.value as PublicDungeonParty), version(party));
  }
}

/** `until` polls too often for a machine that is busy with 200 watchers. */
async function soon(isSo: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + SETTLE_MS_MAX;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`not within ${SETTLE_MS_MAX} ms: ${what}`);
    await delay(10);
  }
}
