import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { decideApproval, decideRecount, decideRemoval } from '../../src/domain/drops/decide-correction.ts';
import { decideEndIfIdle, decideReport, needsPartyId } from '../../src/domain/drops/decide-report.ts';
import type { Report } from '../../src/domain/drops/drop.ts';
import type { StoredEvent } from '../../src/store/store.ts';
import { SEED_RULES, UNMUTED } from '../domain/drops/PlayedWorld.ts';
import { answer, stored, T0, valuesOf } from './commits.ts';
import { type DungeonAct, dungeonAct, eventsOfAct } from './dungeon-steps.ts';
import type { PlayedStore } from './PlayedStore.ts';
import { SqlitePlace } from './sqlite-place.ts';
import { MemoryModel } from './memory-model.ts';

const RUNS = 60;

type Step =
  | { type: 'report'; reports: Report[]; afterMs: number; forgetMeanwhile: boolean }
  | { type: 'adventure'; acts: DungeonAct[]; afterMs: number; forgetMeanwhile: boolean }
  | { type: 'cleanup'; afterMs: number }
  | { type: 'correction'; act: 'remove' | 'approve' | 'mute'; place: number; reporters: string[]; sources: string[] }
  | { type: 'forget' | 'reopen' | 'crash' };

const tile = fc.option(
  fc.record(
    { plane: fc.constant(0), x: fc.integer({ min: 3_200, max: 3_201 }), y: fc.constant(3_200) },
    { noNullPrototype: true },
  ),
);

const report: fc.Arbitrary<Report> = fc.record({
  world: fc.integer({ min: 1, max: 3 }),
  world_type: fc.constantFrom(null, null, 'pvp', 'members'),
  item_id: fc.integer({ min: 526, max: 527 }),
  item_name: fc.constantFrom('Bones', 'Dragon "bones"\n', 'Os de dragon \u{1F409}'),
  quantity: fc.constant(1),
  value: fc.constantFrom(0, 1, 2_000, Number.MAX_SAFE_INTEGER),
  reporter: fc.option(fc.constantFrom('a', 'b', 'c', 'd')),
  tile,
  tick: fc.option(fc.nat(20)),
  despawns_in: fc.constantFrom(null, null, 290, 300),
  public_in: fc.constantFrom(null, 0, 100),
  source: fc.constantFrom('home', 'work'),
  key: fc.option(fc.constant('ours'), { freq: 1, nil: null }),
  price: fc.constantFrom(null, 100),
});

// Mostly short gaps, sometimes long enough to end parties.
const afterMs = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 2_000 }) },
  { weight: 2, arbitrary: fc.constantFrom(60_000, 200_000) },
  { weight: 1, arbitrary: fc.constant(301_000) },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      type: fc.constant('report' as const),
      reports: fc.array(report, { minLength: 1, maxLength: 8 }),
      afterMs,
      forgetMeanwhile: fc.boolean(),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      type: fc.constant('adventure' as const),
      acts: fc.array(dungeonAct, { minLength: 1, maxLength: 40, size: 'max' }),
      afterMs,
      forgetMeanwhile: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('cleanup' as const), afterMs }) },
  {
    weight: 12,
    arbitrary: fc.record({
      type: fc.constant('correction' as const),
      act: fc.constantFrom('remove', 'remove', 'approve', 'mute'),
      place: fc.nat(),
      reporters: fc.subarray(['a', 'b', 'c', 'd']),
      sources: fc.subarray(['home', 'work']),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ type: fc.constantFrom('forget', 'reopen', 'crash' as const) }),
  },
);

/** The store under test and the model that it must equal. */
class Run {
  place: SqlitePlace;
  store: PlayedStore;
  readonly model = new MemoryModel();
  #now = T0;
  #keys = 0;

  constructor(place: SqlitePlace, store: PlayedStore) {
    this.place = place;
    this.store = store;
  }

  async take(step: Step): Promise<void> {
    switch (step.type) {
      case 'report':
        return await this.#report(step.reports, step.afterMs, step.forgetMeanwhile);
      case 'adventure':
        return await this.#adventure(step.acts, step.afterMs, step.forgetMeanwhile);
      case 'cleanup':
        this.#now += step.afterMs;
        return await this.#commit(
          [...this.model.worlds.values()].flatMap((world) => decideEndIfIdle(world, this.#now, SEED_RULES)),
        );
      case 'correction':
        return await this.#correct(step);
      case 'forget':
        return await this.store.forget();
      case 'reopen':
        await this.store.close();
        this.store = await this.place.open(() => this.#now);
        return;
      case 'crash':
        return await this.#crash();
      default:
        step satisfies never;
    }
  }

  /** Concurrently, so that some are committed as a group; each is decided on the state after the one before. */
  async #report(reports: Report[], afterMs: number, forgetMeanwhile: boolean): Promise<void> {
    this.#now += afterMs;
    const commits: Promise<void>[] = [];
    for (const report of reports) {
      const world = this.model.world(report.world);
      const id = needsPartyId(world, report, this.#now, UNMUTED) ? await this.store.newDropPartyId() : null;
      commits.push(this.#commit(decideReport(world, report, this.#now, UNMUTED, id).events));
      this.#now += 7;
    }
    if (forgetMeanwhile) commits.push(this.store.forget());
    await Promise.all(commits);
  }

  async #adventure(acts: DungeonAct[], afterMs: number, forgetMeanwhile: boolean): Promise<void> {
    this.#now += afterMs;
    const commits = acts.map((act) => {
      this.#now += 7;
      return this.#commit(eventsOfAct(this.model, act, this.#now, `id ${this.#keys}`));
    });
    if (forgetMeanwhile) commits.push(this.store.forget());
    await Promise.all(commits);
  }

  /** Of any party that ever was, running or not. */
  async #correct({ act, place, reporters, sources }: Extract<Step, { type: 'correction' }>): Promise<void> {
    const parties = [...this.model.parties().values()];
    const party = parties[place % Math.max(1, parties.length)];
    if (!party) return;
    const world = this.model.world(party.world);
    const judged = this.model.judgedDropsOf(party.id);
    const one = judged[place % judged.length]!;
    if (act === 'mute') {
      const mutes = { reporters: new Set(reporters), sources: new Set(sources) };
      return await this.#commit(decideRecount(world.world, judged, mutes, this.#now));
    }
    if (act === 'approve') return await this.#commit(one.removed ? [] : decideApproval(world.world, one, this.#now));
    const biggest = await this.store.judged.biggest(party.id, 32);
    await this.#commit(decideRemoval(world, one, biggest, this.#now));
  }

  async #commit(events: StoredEvent[]): Promise<void> {
    this.#keys += 1;
    const commit = { events, answers: [answer(`key ${this.#keys}`, this.#now, { n: this.#keys })] };
    this.model.commit(commit);
    await this.store.commit(commit);
  }

  /** Continues in a copy of the folder as it is now. */
  async #crash(): Promise<void> {
    const copy = await this.place.copy();
    await this.place.remove();
    this.place = copy;
    this.store = await copy.open(() => this.#now);
  }

  async compare(): Promise<void> {
    await this.#compareDrops();
    const { store, model } = this;
    const lobbies = [...model.lobbies.values()];
    for (const lobby of lobbies) {
      assert.deepEqual(await store.loadLobby(lobby.name), lobby);
      assert.deepEqual(valuesOf(await store.dungeonPartiesOf(lobby.name)), [...lobby.parties.values()]);
    }
    const named = lobbies.filter(({ parties }) => parties.size > 0).map(({ name }) => name);
    assert.deepEqual((await store.lobbyNames()).toSorted(), named.toSorted());
    for (const [id, session] of model.sessions) assert.deepEqual(await store.session(id), session);
    const active = [...model.sessions.values()].filter(({ status }) => status !== 'complete');
    assert.deepEqual(valuesOf(await store.activeSessions()), active);
  }

  async #compareDrops(): Promise<void> {
    const { store, model } = this;
    for (const world of model.worlds.values())
      assert.deepEqual(stored(await store.loadWorld(world.world)), stored(world));
    assert.deepEqual(await store.runningDropParties(), model.active());
    for (const [id, party] of model.parties()) {
      assert.deepEqual(await store.dropParty(id), party);
      for (const page of [{ limit: 100 }, { limit: 3, before: 5 }]) {
        assert.deepEqual(await store.dropsOf(id, page), model.dropsOf(id, page));
      }
      for (const judged of model.judgedDropsOf(id))
        assert.deepEqual(await store.judged.drop(id, judged.drop.number), judged);
    }
    assert.deepEqual((await store.history({ limit: 1_000 })).parties, model.history());
    assert.deepEqual(await store.recall([...model.answers.keys()]), model.answers);
  }
}

describe('SQLite compared with a plain model', () => {
  it('[STORE-4] it reads like the model after any commits, cleanups, restarts and crashes', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25, size: 'medium' }), async (steps) => {
        const place = await SqlitePlace.make();
        const run = new Run(place, await place.open());
        try {
          for (const step of steps) {
            await run.take(step);
            await run.compare();
          }
        } finally {
          await run.place.remove();
        }
      }),
      { numRuns: RUNS },
    );
  });
});
