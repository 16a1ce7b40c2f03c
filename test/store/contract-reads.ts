import assert from 'node:assert/strict';
import { ANSWER_KEPT_MS } from '../../src/store/limits.ts';
import { AppError } from '../../src/errors.ts';
import { summariseDropParty } from '../../src/domain/drops/drop-party.ts';
import type { Store } from '../../src/store/store.ts';
import { answer, commitOf, ended, endedParty, partyEvents, stored, T0, witnessed, worldAfter } from './commits.ts';
import type { OpenPlace } from './store-contract.ts';

async function numbers({ store }: OpenPlace, id: number, page: { before?: number; limit: number }): Promise<number[]> {
  return (await store.dropsOf(id, page)).map(({ number }) => number);
}

/** The contract of reads. */
export function readContract(at: OpenPlace): void {
  it('an empty store reads as empty', async () => {
    assert.deepEqual(stored(await at.store.loadWorld(444)), stored(worldAfter(444, [])));
    assert.deepEqual(await at.store.runningDropParties(), []);
    assert.equal(await at.store.dropParty(1), null);
    assert.deepEqual(await at.store.dropsOf(1, { limit: 10 }), []);
    assert.deepEqual(await at.store.history({ limit: 10 }), { parties: [], next: null });
    assert.deepEqual(await at.store.recall(['a']), new Map());
    await at.store.probe();
  });

  it('[STORE-9] the data belongs to the first fingerprint, until that is replaced', async () => {
    const keep = { replace: false };
    assert.equal(await at.store.belongsTo('first', keep), true);
    await at.reopen();
    assert.equal(await at.store.belongsTo('second', keep), false);
    assert.equal(await at.store.belongsTo('first', keep), true);
    assert.equal(await at.store.belongsTo('second', { replace: true }), true);
    await at.reopen();
    assert.equal(await at.store.belongsTo('first', keep), false);
  });

  it('[STORE-4] a commit can be read immediately and after a restart', async () => {
    const events = partyEvents({ world: 444, party_id: 1, at: T0 }, 3);
    events.push(witnessed({ world: 444, party_id: 1, at: T0 + 4_000 }, 2, 'zezima'));
    await at.store.commit(commitOf(...events));
    const world = worldAfter(444, events);
    await at.alsoAfterReopening(async () => {
      assert.deepEqual(stored(await at.store.loadWorld(444)), stored(world));
      assert.deepEqual(await at.store.runningDropParties(), [summariseDropParty(world.party!, null)]);
      assert.deepEqual(await at.store.dropParty(1), summariseDropParty(world.party!, null));
      assert.deepEqual(
        (await at.store.dropsOf(1, { limit: 10 })).map(({ number, witnesses }) => [number, witnesses]),
        [
          [3, 0],
          [2, 1],
          [1, 0],
        ],
      );
    });
  });

  it('[STORE-4] changing a world that was loaded does not change the store', async () => {
    const events = partyEvents({ world: 444, party_id: 1, at: T0 }, 2);
    await at.store.commit(commitOf(...events));
    const copy = await at.store.loadWorld(444);
    copy.party!.total_drops = 99;
    copy.open[0]!.drop.witnesses = 99;
    copy.open.length = 0;
    (await at.store.dropsOf(1, { limit: 1 }))[0]!.value = 99;
    (await at.store.runningDropParties())[0]!.biggest_drops[0]!.value = 99;
    assert.deepEqual(stored(await at.store.loadWorld(444)), stored(worldAfter(444, events)));
    assert.equal((await at.store.dropsOf(1, { limit: 1 }))[0]!.value, 2);
  });

  it('one of the biggest drops shows a witness that it gained after a restart', async () => {
    const events = partyEvents({ world: 444, party_id: 1, at: T0 }, 1);
    await at.store.commit(commitOf(...events));
    await at.reopen();
    await at.store.commit(commitOf(witnessed({ world: 444, party_id: 1, at: T0 + 2_000 }, 1, 'zezima')));
    await at.alsoAfterReopening(async () => {
      assert.equal((await at.store.dropParty(1))?.biggest_drops[0]?.witnesses, 1);
      assert.equal((await at.store.dropsOf(1, { limit: 1 }))[0]?.witnesses, 1);
    });
  });

  it('drops are paged newest first, without gaps or repeats', async () => {
    await at.store.commit(commitOf(...partyEvents({ world: 444, party_id: 1, at: T0 }, 25)));
    await at.alsoAfterReopening(async () => {
      assert.deepEqual(await numbers(at, 1, { limit: 10 }), [25, 24, 23, 22, 21, 20, 19, 18, 17, 16]);
      assert.deepEqual(await numbers(at, 1, { limit: 10, before: 16 }), [15, 14, 13, 12, 11, 10, 9, 8, 7, 6]);
      assert.deepEqual(await numbers(at, 1, { limit: 10, before: 6 }), [5, 4, 3, 2, 1]);
      assert.deepEqual(await numbers(at, 1, { limit: 10, before: 1 }), []);
      assert.deepEqual(await numbers(at, 1, { limit: 3, before: 1_000 }), [25, 24, 23]);
    });
  });

  it('an ended party keeps its totals, its drops and their witnesses', async () => {
    const running = partyEvents({ world: 444, party_id: 1, at: T0 }, 4);
    running.push(witnessed({ world: 444, party_id: 1, at: T0 + 5_000 }, 4, 'zezima'));
    const summary = summariseDropParty(worldAfter(444, running).party!, T0 + 400_000);
    await at.store.commit(commitOf(...running, ended({ world: 444, party_id: 1, at: T0 + 400_000 })));
    await at.alsoAfterReopening(async () => {
      assert.deepEqual(await at.store.runningDropParties(), []);
      assert.deepEqual(await at.store.dropParty(1), summary);
      assert.deepEqual((await at.store.history({ limit: 10 })).parties, [summary]);
      assert.deepEqual(await numbers(at, 1, { limit: 3 }), [4, 3, 2]);
      assert.equal((await at.store.dropsOf(1, { limit: 1 }))[0]?.witnesses, 1);
    });
  });

  it('running parties come in order of id, across all worlds', async () => {
    for (const [world, id] of [
      [9, 1],
      [3, 3],
      [5, 2],
    ] as const) {
      await at.store.commit(commitOf(...partyEvents({ world, party_id: id, at: T0 }, 1)));
    }
    await at.alsoAfterReopening(async () => {
      assert.deepEqual(
        (await at.store.runningDropParties()).map(({ id, world }) => [id, world]),
        [
          [1, 9],
          [2, 5],
          [3, 3],
        ],
      );
    });
  });

  it('the running party of a world is its own, and there is none in a quiet world', async () => {
    for (const [world, id] of [
      [9, 1],
      [3, 2],
    ] as const) {
      await at.store.commit(commitOf(...partyEvents({ world, party_id: id, at: T0 }, 1)));
    }
    await at.alsoAfterReopening(async () => {
      const running = await at.store.runningDropParties();
      assert.deepEqual(await at.store.runningDropPartyOf(3), running[1]);
      assert.equal(await at.store.runningDropPartyOf(4), null);
    });
  });

  describe('the history', () => {
    beforeEach(async () => {
      for (let id = 1; id <= 9; id++) {
        await at.store.commit(
          commitOf(...endedParty({ world: id % 2 === 0 ? 2 : 1, party_id: id, at: T0 + id * 600_000 }, 1)),
        );
      }
    });

    const endOf = (id: number) => T0 + id * 600_000 + 301_000;
    const ids = async (query: Parameters<Store['history']>[0]) => {
      const { parties, next } = await at.store.history(query);
      return { ids: parties.map(({ id }) => id), next };
    };

    it('comes newest first, page by page to its end', async () => {
      await at.alsoAfterReopening(async () => {
        const first = await ids({ limit: 4 });
        assert.deepEqual(first.ids, [9, 8, 7, 6]);
        const second = await ids({ limit: 4, cursor: first.next! });
        assert.deepEqual(second.ids, [5, 4, 3, 2]);
        assert.deepEqual(await ids({ limit: 4, cursor: second.next! }), { ids: [1], next: null });
      });
    });

    it('has no next page after a last one that is exactly full', async () => {
      assert.deepEqual((await ids({ limit: 9 })).next, null);
      assert.notEqual((await ids({ limit: 8 })).next, null);
    });

    it('can be limited to a time range, start inclusive, end exclusive', async () => {
      await at.alsoAfterReopening(async () => {
        assert.deepEqual(await ids({ limit: 10, from: endOf(3), to: endOf(6) }), { ids: [5, 4, 3], next: null });
        assert.deepEqual(await ids({ limit: 10, from: endOf(9) + 1 }), { ids: [], next: null });
      });
    });

    it('can be limited to one world, page by page', async () => {
      await at.alsoAfterReopening(async () => {
        const first = await ids({ limit: 2, world: 2 });
        assert.deepEqual(first.ids, [8, 6]);
        assert.deepEqual(await ids({ limit: 2, world: 2, cursor: first.next! }), { ids: [4, 2], next: null });
      });
    });

    it('continues from a cursor issued before a restart and before newer parties ended', async () => {
      const { next } = await ids({ limit: 4 });
      await at.store.commit(commitOf(...endedParty({ world: 1, party_id: 10, at: T0 + 9_000_000 }, 1)));
      await at.reopen();
      assert.deepEqual((await ids({ limit: 2, cursor: next! })).ids, [5, 4]);
    });

    it('refuses an invalid cursor', async () => {
      for (const cursor of ['', 'x', '-1', 'bm9uZQ', '9'.repeat(400)]) {
        await assert.rejects(at.store.history({ limit: 1, cursor }), (error) => {
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

  it('[STORE-7] a remembered answer is recalled unchanged for a day', async () => {
    const answers = [answer('a', T0, { deep: [1, { x: null }] }), answer('b', T0 + 1, null)];
    await at.store.commit({ events: [], answers });
    await at.alsoAfterReopening(async () => {
      const found = await at.store.recall(['b', 'unknown', 'a']);
      assert.deepEqual(
        found,
        new Map([
          ['a', answers[0]],
          ['b', answers[1]],
        ]),
      );
    });
    at.now = T0 + ANSWER_KEPT_MS;
    await at.alsoAfterReopening(async () => assert.deepEqual([...(await at.store.recall(['a', 'b'])).keys()], ['b']));
  });

  it('an answer with the same id replaces the first', async () => {
    await at.store.commit({ events: [], answers: [answer('a', T0, 'first')] });
    await at.store.commit({ events: [], answers: [answer('a', T0 + 5, 'second')] });
    await at.alsoAfterReopening(async () => {
      assert.deepEqual((await at.store.recall(['a'])).get('a')?.answer, 'second');
    });
  });
}
