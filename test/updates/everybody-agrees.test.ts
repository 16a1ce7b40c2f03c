import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { PublicDungeonParty } from '../../src/domain/dungeons/dungeon-party-views.ts';
import type { BoardDropParty, WorldValue } from '../../src/projections/topic-values.ts';
import type { SessionView } from '../../src/domain/sessions/session-view.ts';
import { readJson } from '../support/app.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';
import { assertSame, Follower } from './Follower.ts';
import { WORLDS, Writers } from './Writers.ts';

const FOLLOWERS = 200;
const ROUNDS = 30;
/** Followers that lose their connection in each round, some more often than others. */
const LOST_A_ROUND = 15;
const SETTLE_MS_MAX = 20_000;

type RestParty = { id: number; world: number; total_drops: number; avg_drop: number; drops: { number: number }[] };

type RestVersion = { party_id: string; session_id: string | null; version: number };

const version = ({ party_id, session_id, version }: RestVersion) => [party_id, session_id, version];

describe(`${FOLLOWERS} watchers that come and go`, function () {
  this.timeout(120_000);
  let server: ServerProcess;
  let followers: Follower[] = [];
  let ids: { party_id: string; session_id: string };
  let writers: Writers;
  beforeEach(async () => {
    server = await spawnServer({ env: { DEDUPE_WINDOW_MS: '0' } });
    writers = new Writers(server.url);
    await writers.join();
    ids = await writers.formParty();
    followers = Array.from({ length: FOLLOWERS }, (_, i) => new Follower(selectors(i), `127.0.0.${2 + (i % 4)}`));
    for (const follower of followers) follower.connect(server.url);
  });
  afterEach(async () => {
    for (const follower of followers) follower.disconnect();
    await server.stop();
  });

  function selectors(i: number): Map<string, object> {
    const { party_id, session_id } = ids;
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
  async function live(rounds: number): Promise<void> {
    for (let n = 0; n < rounds; n++) {
      for (let i = 0; i < LOST_A_ROUND; i++) {
        const follower = followers[randomInt(FOLLOWERS)]!;
        follower.disconnect();
        setTimeout(() => follower.connect(server.url), randomInt(50));
      }
      await writers.round();
    }
  }

  /** What a new watcher gets. */
  async function newcomer(): Promise<Follower> {
    const one = new Follower(new Map(WORLDS.flatMap((_, i) => Array.from(selectors(i)))), '127.0.0.99');
    one.connect(server.url);
    await soon(() => one.held.size === one.selectors.size, 'the newcomer has it all');
    one.disconnect();
    return one;
  }

  async function assertAllAgree(): Promise<void> {
    const truth = await newcomer();
    const isThere = ({ held }: Follower) => [...held].every(([topic, { seq }]) => seq === truth.held.get(topic)!.seq);
    await soon(
      () => followers.every((follower) => follower.held.size === 5 && isThere(follower)),
      'all have come to the end',
    );
    for (const { held, faults } of followers) {
      assert.deepEqual(faults, []);
      for (const [topic, { had }] of held) assertSame(had, truth.held.get(topic)!.had, topic);
    }
    await assertRestAgrees(truth);
  }

  async function assertRestAgrees(truth: Follower): Promise<void> {
    const { active_parties } = await readJson<{ active_parties: RestParty[] }>(await fetch(`${server.url}/parties`));
    const figures = ({
      id,
      world,
      total_drops,
      avg_drop,
    }: Pick<BoardDropParty, 'id' | 'world' | 'total_drops' | 'avg_drop'>) => [id, world, total_drops, avg_drop];
    const board = truth.held.get('board')!.had.value as BoardDropParty[];
    assert.deepEqual(board.map(figures), active_parties.map(figures));
    for (const { id, world } of active_parties) {
      const { drops } = await readJson<RestParty>(await fetch(`${server.url}/parties/${id}?limit=50`));
      const shown = truth.held.get(`world:${world}`)!.had.value as WorldValue;
      assert.deepEqual(
        shown.drops.map(({ number }) => number),
        drops.map(({ number }) => number),
      );
    }
    const { parties } = await readJson<{ parties: RestVersion[] }>(await fetch(`${server.url}/party`));
    const inOrder = truth.held.get('lobby:main')!.had.value as PublicDungeonParty[];
    // REST lists parties in which nobody is there last.
    const isDeserted = ({ last_heard_at }: PublicDungeonParty) => Number(last_heard_at !== null);
    const listed = inOrder.toSorted((a, b) => isDeserted(a) - isDeserted(b));
    assert.deepEqual(listed.map(version), parties.map(version));
    const { party_id, session_id } = ids;
    const run = await readJson<RestVersion>(await fetch(`${server.url}/session/${session_id}`));
    assert.deepEqual(version(truth.held.get(`session:${session_id}`)!.had.value as SessionView), version(run));
    const party = await readJson<RestVersion>(await fetch(`${server.url}/party/${party_id}`));
    assert.deepEqual(version(truth.held.get(`party:${party_id}`)!.had.value as PublicDungeonParty), version(party));
  }

  it('[UPD-2] [UPD-3] each see every seq once, and end with what REST and a new watcher see', async () => {
    await live(ROUNDS);
    await writers.finishRun();
    await delay(60);
    await writers.leave();
    await assertAllAgree();
    assert.ok(followers.every(({ events }) => events > ROUNDS));
    const { had } = followers[0]!.held.get(`session:${ids.session_id}`)!;
    assert.equal((had.value as SessionView).status, 'complete');
  });

  it('[UPD-2] [UPD-4] do so even if the server is killed, and none has seen what was lost', async () => {
    await live(ROUNDS / 2);
    const writing = live(ROUNDS / 2);
    await delay(randomInt(200));
    await server.kill('SIGKILL');
    await writing;
    await delay(60);
    for (const follower of followers) follower.disconnect();
    await server.restart();
    const truth = await newcomer();
    for (const { held } of followers)
      for (const [topic, { seq }] of held) assert.ok(seq <= truth.held.get(topic)!.seq, `${topic} ${seq} was lost`);
    for (const follower of followers) follower.connect(server.url);
    writers = new Writers(server.url);
    await writers.join();
    await live(ROUNDS / 2);
    await writers.leave();
    await assertAllAgree();
  });
});

/** `until` polls too often for a machine that is busy with 200 watchers. */
async function soon(isSo: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + SETTLE_MS_MAX;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`not within ${SETTLE_MS_MAX} ms: ${what}`);
    await delay(10);
  }
}
