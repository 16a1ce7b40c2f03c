import assert from 'node:assert/strict';
import { ANSWER_KEPT_MS } from '../../src/domain/limits.ts';
import { AppError } from '../../src/domain/errors.ts';
import { summarise } from '../../src/domain/drops/party.ts';
import type { Commit, Store } from '../../src/store/store.ts';
import {
  added,
  answer,
  commitOf,
  ended,
  endedParty,
  partyEvents,
  started,
  stored,
  T0,
  witnessed,
  worldAfter,
} from './commits.ts';

/** A place that stores can be opened on, one after the other. */
export type StorePlace = {
  /** A store that was not opened yet. */
  make(now: () => number): Store;
  /** Called once all its stores are closed. */
  remove(): Promise<void>;
};

/** What every store promises. */
export function storeContract(name: string, makePlace: () => Promise<StorePlace>): void {
  describe(`[STORE] the contract, kept by the ${name}`, () => {
    let place: StorePlace;
    let store: Store;
    let now: number;

    const open = async () => {
      store = place.make(() => now);
      await store.open();
    };
    const reopen = async () => {
      await store.close();
      await open();
    };
    const numbers = async (id: number, page: { before?: number; limit: number }) =>
      (await store.dropsOf(id, page)).map(({ number }) => number);

    beforeEach(async () => {
      now = T0;
      place = await makePlace();
      await open();
    });

    afterEach(async () => {
      await store.close();
      await place.remove();
    });

    /** Runs the same questions before and after a restart. */
    const alsoAfterReopening = async (ask: () => Promise<void>) => {
      await ask();
      await reopen();
      await ask();
    };

    it('an empty store has nothing, and says so without failing', async () => {
      assert.deepEqual(stored(await store.loadWorld(444)), stored(worldAfter(444, [])));
      assert.deepEqual(await store.activeParties(), []);
      assert.equal(await store.party(1), null);
      assert.deepEqual(await store.dropsOf(1, { limit: 10 }), []);
      assert.deepEqual(await store.history({ limit: 10 }), { parties: [], next: null });
      assert.deepEqual(await store.recall(['a']), new Map());
      await store.probe();
    });

    it('what was committed is read at once and after a restart', async () => {
      const events = partyEvents({ world: 444, party_id: 1, at: T0 }, 3);
      events.push(witnessed({ world: 444, party_id: 1, at: T0 + 4_000 }, 2, 'zezima'));
      await store.commit(commitOf(...events));
      const world = worldAfter(444, events);
      await alsoAfterReopening(async () => {
        assert.deepEqual(stored(await store.loadWorld(444)), stored(world));
        assert.deepEqual(await store.activeParties(), [summarise(world.party!, null)]);
        assert.deepEqual(await store.party(1), summarise(world.party!, null));
        assert.deepEqual(
          (await store.dropsOf(1, { limit: 10 })).map(({ number, witnesses }) => [number, witnesses]),
          [
            [3, 0],
            [2, 1],
            [1, 0],
          ],
        );
      });
    });

    it("a world that was loaded is the caller's own: changing it changes nothing in the store", async () => {
      const events = partyEvents({ world: 444, party_id: 1, at: T0 }, 2);
      await store.commit(commitOf(...events));
      const copy = await store.loadWorld(444);
      copy.party!.total_drops = 99;
      copy.open[0]!.drop.witnesses = 99;
      copy.open.length = 0;
      (await store.dropsOf(1, { limit: 1 }))[0]!.value = 99;
      (await store.activeParties())[0]!.biggest_drops[0]!.value = 99;
      assert.deepEqual(stored(await store.loadWorld(444)), stored(worldAfter(444, events)));
      assert.equal((await store.dropsOf(1, { limit: 1 }))[0]!.value, 2);
    });

    it('a commit that is changed by its caller afterwards is stored as it was given', async () => {
      const commit = commitOf(...partyEvents({ world: 444, party_id: 1, at: T0 }, 1));
      const done = store.commit(commit);
      Object.assign(commit.events[1]!, { value: 999, number: 7 });
      await done;
      await alsoAfterReopening(async () => assert.equal((await store.dropsOf(1, { limit: 1 }))[0]!.value, 1));
    });

    it('a drop that is among the biggest shows a witness who came after a restart', async () => {
      const events = partyEvents({ world: 444, party_id: 1, at: T0 }, 1);
      await store.commit(commitOf(...events));
      await reopen();
      await store.commit(commitOf(witnessed({ world: 444, party_id: 1, at: T0 + 2_000 }, 1, 'zezima')));
      await alsoAfterReopening(async () => {
        assert.equal((await store.party(1))?.biggest_drops[0]?.witnesses, 1);
        assert.equal((await store.dropsOf(1, { limit: 1 }))[0]?.witnesses, 1);
      });
    });

    it('subscribers are told of each commit, in order, before it resolves', async () => {
      const seen: string[] = [];
      store.subscribe((commit) => seen.push(`told ${commit.events[0]!.world}`));
      const commits = [1, 2, 3].map((world) => commitOf(started({ world, party_id: world, at: T0 })));
      await Promise.all(
        commits.map((commit) => store.commit(commit).then(() => seen.push(`done ${commit.events[0]!.world}`))),
      );
      const told = seen.filter((entry) => entry.startsWith('told'));
      assert.deepEqual(told, ['told 1', 'told 2', 'told 3']);
      for (const world of [1, 2, 3]) assert.ok(seen.indexOf(`told ${world}`) < seen.indexOf(`done ${world}`));
    });

    it('a subscriber reads the commit that it is told of, and is told no more once it unsubscribed', async () => {
      const told: Promise<boolean>[] = [];
      const unsubscribe = store.subscribe((commit: Commit) => {
        told.push(store.party(commit.events[0]!.party_id).then((party) => party !== null));
      });
      await store.commit(commitOf(started({ world: 1, party_id: 1, at: T0 })));
      unsubscribe();
      await store.commit(commitOf(started({ world: 2, party_id: 2, at: T0 })));
      assert.deepEqual(await Promise.all(told), [true]);
    });

    it('commits made at once are applied in the order of the calls', async () => {
      const events = partyEvents({ world: 444, party_id: 1, at: T0 }, 50);
      await Promise.all(events.map((event) => store.commit(commitOf(event))));
      await alsoAfterReopening(async () => {
        assert.deepEqual(stored(await store.loadWorld(444)), stored(worldAfter(444, events)));
      });
    });

    it('party ids begin at 1 and those in use are not given again after a restart', async () => {
      assert.equal(await store.newPartyId(), 1);
      assert.equal(await store.newPartyId(), 2);
      await store.commit(commitOf(...endedParty({ world: 1, party_id: 2, at: T0 }, 1)));
      await reopen();
      assert.ok((await store.newPartyId()) > 2);
    });

    const place444 = { world: 444, party_id: 1, at: T0 };
    const misfits: [string, Commit][] = [
      ['a drop where no party runs', commitOf(added({ ...place444, world: 445 }, 1))],
      ['a drop of a party that is not the running one', commitOf(added({ ...place444, party_id: 2 }, 3))],
      ['a drop whose number is taken', commitOf(added(place444, 2))],
      ['a drop whose number leaves a gap', commitOf(added(place444, 4))],
      ['a witness of a drop that is not there', commitOf(witnessed(place444, 3, 'zezima'))],
      ['a second party in a world', commitOf(started({ ...place444, party_id: 2 }))],
      ['the end of a party that does not run', commitOf(ended({ ...place444, party_id: 2 }))],
      ['a party id that was used', commitOf(ended(place444), started(place444))],
      ['a value that is no number', commitOf(added(place444, 3, { value: NaN }))],
    ];
    for (const [what, commit] of misfits) {
      it(`${what} is refused, and the whole commit with it`, async () => {
        const events = partyEvents(place444, 2);
        await store.commit(commitOf(...events));
        const rest = [started({ world: 7, party_id: 9, at: T0 })];
        await assert.rejects(store.commit({ events: [...rest, ...commit.events], answers: [answer('a', T0)] }), Error);
        await alsoAfterReopening(async () => {
          assert.deepEqual(stored(await store.loadWorld(444)), stored(worldAfter(444, events)));
          assert.equal(await store.party(9), null);
          assert.equal((await store.recall(['a'])).size, 0);
        });
        await store.commit(commitOf(added(place444, 3)));
      });
    }

    it('a party id that was used long ago is refused too', async () => {
      await store.commit(commitOf(...endedParty(place444, 2)));
      await reopen();
      await assert.rejects(store.commit(commitOf(started({ ...place444, world: 7 }))), Error);
    });

    it('drops are paged newest first, with no gap and nothing twice', async () => {
      await store.commit(commitOf(...partyEvents({ world: 444, party_id: 1, at: T0 }, 25)));
      await alsoAfterReopening(async () => {
        assert.deepEqual(await numbers(1, { limit: 10 }), [25, 24, 23, 22, 21, 20, 19, 18, 17, 16]);
        assert.deepEqual(await numbers(1, { limit: 10, before: 16 }), [15, 14, 13, 12, 11, 10, 9, 8, 7, 6]);
        assert.deepEqual(await numbers(1, { limit: 10, before: 6 }), [5, 4, 3, 2, 1]);
        assert.deepEqual(await numbers(1, { limit: 10, before: 1 }), []);
        assert.deepEqual(await numbers(1, { limit: 3, before: 1_000 }), [25, 24, 23]);
      });
    });

    it('an ended party keeps its totals, its drops and their witnesses', async () => {
      const running = partyEvents({ world: 444, party_id: 1, at: T0 }, 4);
      running.push(witnessed({ world: 444, party_id: 1, at: T0 + 5_000 }, 4, 'zezima'));
      const summary = summarise(worldAfter(444, running).party!, T0 + 400_000);
      await store.commit(commitOf(...running, ended({ world: 444, party_id: 1, at: T0 + 400_000 })));
      await alsoAfterReopening(async () => {
        assert.deepEqual(await store.activeParties(), []);
        assert.deepEqual(await store.party(1), summary);
        assert.deepEqual((await store.history({ limit: 10 })).parties, [summary]);
        assert.deepEqual(await numbers(1, { limit: 3 }), [4, 3, 2]);
        assert.equal((await store.dropsOf(1, { limit: 1 }))[0]?.witnesses, 1);
      });
    });

    it('running parties come in order of id, over all worlds', async () => {
      for (const [world, id] of [
        [9, 1],
        [3, 3],
        [5, 2],
      ] as const) {
        await store.commit(commitOf(...partyEvents({ world, party_id: id, at: T0 }, 1)));
      }
      await alsoAfterReopening(async () => {
        assert.deepEqual(
          (await store.activeParties()).map(({ id, world }) => [id, world]),
          [
            [1, 9],
            [2, 5],
            [3, 3],
          ],
        );
      });
    });

    describe('the history', () => {
      beforeEach(async () => {
        for (let id = 1; id <= 9; id++) {
          await store.commit(
            commitOf(...endedParty({ world: id % 2 === 0 ? 2 : 1, party_id: id, at: T0 + id * 600_000 }, 1)),
          );
        }
      });

      const endOf = (id: number) => T0 + id * 600_000 + 301_000;
      const ids = async (query: Parameters<Store['history']>[0]) => {
        const { parties, next } = await store.history(query);
        return { ids: parties.map(({ id }) => id), next };
      };

      it('comes newest first, page by page to its end', async () => {
        await alsoAfterReopening(async () => {
          const first = await ids({ limit: 4 });
          assert.deepEqual(first.ids, [9, 8, 7, 6]);
          const second = await ids({ limit: 4, cursor: first.next! });
          assert.deepEqual(second.ids, [5, 4, 3, 2]);
          assert.deepEqual(await ids({ limit: 4, cursor: second.next! }), { ids: [1], next: null });
        });
      });

      it('says that there is no next page where the last one is full', async () => {
        assert.deepEqual((await ids({ limit: 9 })).next, null);
        assert.notEqual((await ids({ limit: 8 })).next, null);
      });

      it('can be asked for a span of time, its beginning included, its end not', async () => {
        await alsoAfterReopening(async () => {
          assert.deepEqual(await ids({ limit: 10, from: endOf(3), to: endOf(6) }), { ids: [5, 4, 3], next: null });
          assert.deepEqual(await ids({ limit: 10, from: endOf(9) + 1 }), { ids: [], next: null });
        });
      });

      it('can be asked for one world, over pages', async () => {
        await alsoAfterReopening(async () => {
          const first = await ids({ limit: 2, world: 2 });
          assert.deepEqual(first.ids, [8, 6]);
          assert.deepEqual(await ids({ limit: 2, world: 2, cursor: first.next! }), { ids: [4, 2], next: null });
        });
      });

      it('goes on from a cursor that was given before a restart and before newer parties ended', async () => {
        const { next } = await ids({ limit: 4 });
        await store.commit(commitOf(...endedParty({ world: 1, party_id: 10, at: T0 + 9_000_000 }, 1)));
        await reopen();
        assert.deepEqual((await ids({ limit: 2, cursor: next! })).ids, [5, 4]);
      });

      it('refuses a cursor that is none', async () => {
        for (const cursor of ['', 'x', '-1', 'bm9uZQ', '9'.repeat(400)]) {
          await assert.rejects(store.history({ limit: 1, cursor }), (error) => {
            assert.ok(error instanceof AppError);
            assert.equal(error.kind, 'validation_failed');
            assert.deepEqual(
              error.faults?.map(({ field }) => field),
              ['cursor'],
            );
            return true;
          });
        }
      });
    });

    it('a remembered answer is recalled as it was, for a day', async () => {
      const report = {
        report: { status: 'ignored', reason: 'duplicate_detected', world: 444, since_last_drop_ms: 12 },
      } as const;
      const answers = [answer('a', T0, { deep: [1, { x: null }] }), { ...answer('b', T0 + 1), answer: report }];
      await store.commit({ events: [], answers });
      await alsoAfterReopening(async () => {
        const found = await store.recall(['b', 'unknown', 'a']);
        assert.deepEqual(
          found,
          new Map([
            ['a', answers[0]],
            ['b', answers[1]],
          ]),
        );
      });
      now = T0 + ANSWER_KEPT_MS;
      await alsoAfterReopening(async () => assert.deepEqual([...(await store.recall(['a', 'b'])).keys()], ['b']));
    });

    it('an answer that is remembered again under its id replaces the first', async () => {
      await store.commit({ events: [], answers: [answer('a', T0, 'first')] });
      await store.commit({ events: [], answers: [answer('a', T0 + 5, 'second')] });
      await alsoAfterReopening(async () => {
        assert.deepEqual((await store.recall(['a'])).get('a')?.answer, { body: 'second' });
      });
    });

    it('a closed store refuses with storage_unavailable and can be closed again', async () => {
      await store.close();
      await store.close();
      const attempts = [
        store.commit(commitOf(started(place444))),
        store.probe(),
        store.loadWorld(1),
        store.history({ limit: 1 }),
      ];
      for (const attempt of attempts) {
        await assert.rejects(attempt, (error) => error instanceof AppError && error.kind === 'storage_unavailable');
      }
    });

    it('closing waits for what was committed before it', async () => {
      const events = partyEvents(place444, 20);
      const commits = Promise.all(events.map((event) => store.commit(commitOf(event))));
      await reopen();
      await commits;
      assert.deepEqual(stored(await store.loadWorld(444)), stored(worldAfter(444, events)));
    });
  });
}
