import assert from 'node:assert/strict';
import { summariseDropParty } from '../../src/domain/drops/drop-party.ts';
import type { DropEvent } from '../../src/domain/drops/drop-events.ts';
import { added, commitOf, ended, started, stored, T0, witnessed, worldAfter } from './commits.ts';
import type { OpenPlace } from './store-contract.ts';

const PLACE = { world: 444, party_id: 1, at: T0 };
const ABSURD = Number.MAX_SAFE_INTEGER;
const BOB = { reporter: 'hash of bob', source: 'hash of work', key: null };

const removed = (number: number, value: number, confirmed = false): DropEvent => ({
  ...{ type: 'drop_removed', ...PLACE, at: T0 + 9_000, number, value, confirmed, enters: null },
});

/** Two drops of bob's and one of nobody's; the second one of the largest value there is. */
const EVENTS: DropEvent[] = [
  started(PLACE),
  added(PLACE, 1, { value: 7, reporter: 'hash of ann', source: 'hash of home' }),
  added(PLACE, 2, { value: ABSURD, reporter: BOB.reporter, source: BOB.source, suspect: true }),
  added(PLACE, 3, { value: ABSURD, key: 'ours', confirmed: true }),
  witnessed(PLACE, 1, BOB.reporter, { vouchers: [BOB], confirmed_gp: 7 }),
];

/** The contract of what confirms a drop, and of what admins correct. */
export function correctionsContract(at: OpenPlace): void {
  const commit = (...events: DropEvent[]) => at.store.commit(commitOf(...events));

  it('[STORE-4] confirmed totals are exact, however large, while a party runs and after it', async () => {
    const more = [4, 5, 6].map((number) => added(PLACE, number, { value: ABSURD, key: 'ours', confirmed: true }));
    const events = [...EVENTS, ...more];
    await commit(...events);
    const { party } = worldAfter(444, events);
    assert.equal(party!.confirmed_value, 4n * BigInt(ABSURD) + 7n);
    await at.alsoAfterReopening(async () => {
      assert.deepEqual(stored(await at.store.loadWorld(444)), stored(worldAfter(444, events)));
      assert.deepEqual(await at.store.dropParty(1), summariseDropParty(party!, null));
    });
    await commit(ended(PLACE));
    await at.alsoAfterReopening(async () => {
      assert.deepEqual(await at.store.dropParty(1), summariseDropParty(party!, T0));
    });
  });

  for (const [what, first] of [
    ['a running', []],
    ['an ended', [ended(PLACE)]],
  ] as const) {
    it(`[STORE-4] drops of ${what} party can be removed, confirmed and recounted`, async () => {
      await commit(...EVENTS, ...first);
      await at.store.forget();
      await commit(
        removed(2, ABSURD),
        { type: 'drop_confirmed', ...PLACE, number: 1, vouchers: null, confirmed_gp: null },
        { type: 'drops_recounted', ...PLACE, drops: [{ number: 3, value: ABSURD, confirmed: false }] },
      );
      await at.alsoAfterReopening(async () => {
        const party = (await at.store.dropParty(1))!;
        const { total_drops, total_value, avg_drop, confirmed_drops, confirmed_value, median_drop } = party;
        assert.deepEqual(
          [total_drops, total_value, avg_drop, confirmed_drops, confirmed_value],
          [2, ABSURD + 7, Number((BigInt(ABSURD) + 7n) / 2n), 1, 7],
        );
        assert.equal(median_drop, avg_drop);
        assert.deepEqual(
          party.biggest_drops.map(({ number, confirmed }) => [number, confirmed]),
          [
            [3, false],
            [1, true],
          ],
        );
        assert.deepEqual(
          (await at.store.dropsOf(1, { limit: 9 })).map(({ number }) => number),
          [3, 1],
        );
        assert.equal((await at.store.judged.drop(1, 2))!.removed, true);
        assert.equal((await at.store.judged.drop(1, 1))!.evidence.approved, true);
      });
    });
  }

  it('a party whose drops are all removed has none, goes on with the next number, and keeps its last drop’s time', async () => {
    const one = [started(PLACE), added({ ...PLACE, at: T0 + 5 }, 1, { value: 7 }), removed(1, 7)];
    await commit(...one);
    const empty = (await at.store.dropParty(1))!;
    assert.deepEqual([empty.total_drops, empty.avg_drop, empty.median_drop, empty.biggest_drops], [0, 0, 0, []]);
    assert.equal((await at.store.loadWorld(444)).lastAcceptedAt, T0 + 5);
    await commit(added(PLACE, 2, { value: 9 }));
    assert.equal((await at.store.dropParty(1))!.total_value, 9);
  });

  const misfits: [string, DropEvent][] = [
    ['the removal of an unknown drop', removed(9, 1)],
    [
      'the confirmation of an unknown drop',
      { type: 'drop_confirmed', ...PLACE, number: 9, vouchers: null, confirmed_gp: 1 },
    ],
    [
      'the recount of a drop that already is so',
      { type: 'drops_recounted', ...PLACE, drops: [{ number: 1, value: 7, confirmed: true }] },
    ],
    ['the removal of a drop in another world', { ...removed(1, 7), world: 445 }],
  ];
  for (const [what, event] of misfits) {
    it(`[STORE-3] ${what} is refused`, async () => {
      await commit(...EVENTS);
      await assert.rejects(commit(event), Error);
      assert.deepEqual(stored(await at.store.loadWorld(444)), stored(worldAfter(444, EVENTS)));
    });
  }

  it('[STORE-3] a removed drop cannot be removed, confirmed or recounted', async () => {
    await commit(...EVENTS, removed(2, ABSURD));
    const again: DropEvent[] = [
      removed(2, ABSURD),
      { type: 'drop_confirmed', ...PLACE, number: 2, vouchers: null, confirmed_gp: 1 },
      { type: 'drops_recounted', ...PLACE, drops: [{ number: 2, value: ABSURD, confirmed: true }] },
    ];
    for (const event of again) await assert.rejects(commit(event), Error);
  });

  it('[DROP-18] the drops that a reporter or source claimed or vouches for are found', async () => {
    await commit(...EVENTS);
    const found = async (hash: string) => (await at.store.judged.mentioning(hash, 0)).drops.map(({ number }) => number);
    assert.deepEqual(await found(BOB.reporter), [1, 2]);
    assert.deepEqual(await found(BOB.source), [1, 2]);
    assert.deepEqual(await found('hash of home'), [1]);
    assert.deepEqual(await found('hash'), []);
    assert.deepEqual(await at.store.judged.mentioning(BOB.source, 0), {
      drops: [1, 2].map((number) => ({ world: 444, party_id: 1, number })),
      next: null,
    });
  });

  it('[DROP-16] reporters are listed by how many of their claims were suspect', async () => {
    const worse = { reporter: 'hash of cy', source: 'hash of club', suspect: true };
    await commit(...EVENTS, added(PLACE, 4, worse), added(PLACE, 5, worse));
    assert.deepEqual(await at.store.judged.suspectReporters(9), [
      { reporter: 'hash of cy', source: 'hash of club', suspect_drops: 2 },
      { reporter: BOB.reporter, source: BOB.source, suspect_drops: 1 },
    ]);
    assert.equal((await at.store.judged.suspectReporters(1)).length, 1);
  });

  it('[DROP-18] the store remembers which mutes it was recounted for', async () => {
    await at.store.judged.saveRecountedMute({ kind: 'reporter', hash: 'a', isMuted: true });
    await at.store.judged.saveRecountedMute({ kind: 'reporter', hash: 'a', isMuted: true });
    await at.store.judged.saveRecountedMute({ kind: 'source', hash: 'b', isMuted: true });
    await at.store.judged.saveRecountedMute({ kind: 'source', hash: 'c', isMuted: true });
    await at.store.judged.saveRecountedMute({ kind: 'source', hash: 'c', isMuted: false });
    await at.alsoAfterReopening(async () => {
      assert.deepEqual(await at.store.judged.recountedMutes(), { reporters: new Set(['a']), sources: new Set(['b']) });
    });
  });
}
