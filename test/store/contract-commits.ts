import assert from 'node:assert/strict';
import type { DropEvent } from '../../src/domain/drops/drop-events.ts';
import { AppError } from '../../src/errors.ts';
import type { Update } from '../../src/projections/update.ts';
import { TOPIC_UPDATES_MAX } from '../../src/store/limits.ts';
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
import type { PlayedCommit } from './PlayedStore.ts';
import type { OpenPlace } from './store-contract.ts';

function worldOf({ events }: PlayedCommit): number {
  return (events[0] as DropEvent).world;
}

function worldTold({ topic }: Update): number {
  return Number(topic.replace('world:', ''));
}

/** The contract of `commit`. */
export function commitContract(at: OpenPlace): void {
  it('a commit that its caller changes afterwards is stored as it was passed', async () => {
    const commit = commitOf(...partyEvents({ world: 444, party_id: 1, at: T0 }, 1));
    const done = at.store.commit(commit);
    Object.assign(commit.events[1]!, { value: 999, number: 7 });
    await done;
    await at.alsoAfterReopening(async () => assert.equal((await at.store.dropsOf(1, { limit: 1 }))[0]!.value, 1));
  });

  it('[DROP-12] [DROP-20] [DROP-21] what witnesses say of moments, and what is learnt of them, is kept', async () => {
    const place = { world: 444, party_id: 1, at: T0 };
    const said = { tick: 7, despawns_in: 300, public_in: 100 };
    const events = [
      started(place),
      added({ ...place, at: T0 + 1 }, 1, { reporter: 'a', ...said, dies: 307, offset: 0 }),
      added({ ...place, at: T0 + 2 }, 2, { reporter: 'b', repeats: 1 }),
      witnessed({ ...place, at: T0 + 3 }, 2, 'a', { ...said, dies: 2 ** 33, offset: -(2 ** 32) }),
      witnessed({ ...place, at: T0 + 4 }, 2, 'a', { tick: 9, despawns_in: 298, public_in: 98, offset: 5 }),
      witnessed({ ...place, at: T0 + 5 }, 1, 'b', { repeats: 2 }),
    ];
    await at.store.commit(commitOf(...events));
    await at.alsoAfterReopening(async () => {
      assert.deepEqual(stored(await at.store.loadWorld(444)), stored(worldAfter(444, events)));
    });
    const next = { ...place, party_id: 2, at: T0 + 400_000 };
    const more = [ended({ ...place, at: T0 + 300_005 }), started(next), added(next, 1, { reporter: 'a' })];
    await at.store.commit(commitOf(...more));
    const world = worldAfter(444, [...events, ...more]);
    assert.deepEqual(stored(await at.store.loadWorld(444)), stored(world));
  });

  it('[DROP-8] a commit of many reports, of the largest value too, is counted exactly, and each reporter once', async () => {
    const place = { world: 444, party_id: 1, at: T0 };
    const largest = Number.MAX_SAFE_INTEGER;
    const events: DropEvent[] = [started(place)];
    for (let n = 1; n <= 700; n++) {
      const keyed = n % 3 === 0 ? { key: 'plugin', confirmed: true } : {};
      const values = { value: n % 2 === 0 ? largest : n, reporter: n % 5 === 0 ? null : `r${n % 7}`, ...keyed };
      events.push(added({ ...place, at: T0 + n }, n, { ...values, world_type: n === 9 ? 'pvp' : null }));
      if (n % 50 === 0) events.push(witnessed({ ...place, at: T0 + n }, n - 1, `w${n % 100}`, { confirmed_gp: n - 1 }));
    }
    await at.store.commit(commitOf(...events.slice(0, 3)));
    await at.store.commit(commitOf(...events.slice(3)));
    const { party } = worldAfter(444, events);
    const loaded = (await at.store.loadWorld(444)).party!;
    assert.equal(loaded.total_value, party!.total_value);
    assert.equal(loaded.confirmed_value, party!.confirmed_value);
    assert.deepEqual(
      [loaded.total_drops, loaded.confirmed_drops, loaded.world_type, loaded.last_drop_at, loaded.reporters],
      [party!.total_drops, party!.confirmed_drops, 'pvp', T0 + 700, party!.reporters],
    );
  });

  it('[STORE-3] a commit that skips a drop is refused whole, and those before and after it in its transaction are stored', async () => {
    const place = { world: 444, party_id: 1, at: T0 };
    await at.store.commit(commitOf(started(place), added(place, 1)));
    const numbers: number[] = [];
    at.store.subscribeUpdates((updates) => numbers.push(...updates.map(({ seq }) => seq)));
    const later = { ...place, at: T0 + 1_000 };
    const outcomes = await Promise.allSettled([
      at.store.commit(commitOf(added(later, 2))),
      at.store.commit(commitOf(added(later, 3), added(later, 5))),
      at.store.commit(commitOf(added(later, 3), added(later, 4))),
    ]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(
      (await at.store.dropsOf(1, { limit: 9 })).map(({ number }) => number),
      [4, 3, 2, 1],
    );
    // The world and the board: one of the first commit, two of the last.
    assert.deepEqual(
      numbers.toSorted((a, b) => a - b),
      [3, 3, 4, 4, 5, 5],
    );
  });

  it('[UPD-2] [UPD-5] a transaction of more updates than a topic keeps leaves the newest, without gaps', async () => {
    const worlds = Array.from({ length: 150 }, (_, i) => i + 1);
    await Promise.all(worlds.map((world) => at.store.commit(commitOf(started({ world, party_id: world, at: T0 })))));
    assert.equal(await at.store.updatesSince('board', 150 - TOPIC_UPDATES_MAX - 1), null);
    const kept = (await at.store.updatesSince('board', 150 - TOPIC_UPDATES_MAX))!;
    assert.deepEqual(
      kept.map(({ seq }) => seq),
      worlds.slice(-TOPIC_UPDATES_MAX),
    );
    assert.equal((await at.store.updatesSince('world:1', 0))!.length, 1);
  });

  it('[UPD-4] subscribers are told of each commit, in order, before it resolves', async () => {
    const seen: string[] = [];
    at.store.subscribeUpdates(([update]) => seen.push(`told ${worldTold(update!)}`));
    const commits = [1, 2, 3].map((world) => commitOf(started({ world, party_id: world, at: T0 })));
    await Promise.all(
      commits.map((commit) => at.store.commit(commit).then(() => seen.push(`done ${worldOf(commit)}`))),
    );
    const told = seen.filter((entry) => entry.startsWith('told'));
    assert.deepEqual(told, ['told 1', 'told 2', 'told 3']);
    for (const world of [1, 2, 3]) assert.ok(seen.indexOf(`told ${world}`) < seen.indexOf(`done ${world}`));
  });

  it('[STORE-4] a subscriber can read the commit that it is told about, and hears nothing after it unsubscribes', async () => {
    const told: Promise<boolean>[] = [];
    const unsubscribe = at.store.subscribeUpdates(([update]) => {
      told.push(at.store.dropParty(worldTold(update!)).then((party) => party !== null));
    });
    await at.store.commit(commitOf(started({ world: 1, party_id: 1, at: T0 })));
    unsubscribe();
    await at.store.commit(commitOf(started({ world: 2, party_id: 2, at: T0 })));
    assert.deepEqual(await Promise.all(told), [true]);
  });

  it('concurrent commits are applied in the order of the calls', async () => {
    const events = partyEvents({ world: 444, party_id: 1, at: T0 }, 50);
    await Promise.all(events.map((event) => at.store.commit(commitOf(event))));
    await at.alsoAfterReopening(async () => {
      assert.deepEqual(stored(await at.store.loadWorld(444)), stored(worldAfter(444, events)));
    });
  });

  it('drop party ids start at 1, and a used one is not issued again after a restart', async () => {
    assert.equal(await at.store.newDropPartyId(), 1);
    assert.equal(await at.store.newDropPartyId(), 2);
    await at.store.commit(commitOf(...endedParty({ world: 1, party_id: 2, at: T0 }, 1)));
    await at.reopen();
    assert.ok((await at.store.newDropPartyId()) > 2);
  });

  const place444 = { world: 444, party_id: 1, at: T0 };
  const misfits: [string, PlayedCommit][] = [
    ['a drop in a world without a running party', commitOf(added({ ...place444, world: 445 }, 1))],
    ['a drop of a party that is not the running one', commitOf(added({ ...place444, party_id: 2 }, 3))],
    ['a drop whose number is already used', commitOf(added(place444, 2))],
    ['a drop whose number leaves a gap', commitOf(added(place444, 4))],
    ['a witness of an unknown drop', commitOf(witnessed(place444, 3, 'zezima'))],
    ['a second party in a world', commitOf(started({ ...place444, party_id: 2 }))],
    ['the end of a party that is not running', commitOf(ended({ ...place444, party_id: 2 }))],
    ['a party id that is already used', commitOf(ended(place444), started(place444))],
    ['a value that is not a number', commitOf(added(place444, 3, { value: NaN }))],
  ];
  for (const [what, commit] of misfits) {
    it(`[STORE-2] [STORE-3] a commit with ${what} is refused as a whole`, async () => {
      const events = partyEvents(place444, 2);
      await at.store.commit(commitOf(...events));
      const rest = [started({ world: 7, party_id: 9, at: T0 })];
      await assert.rejects(at.store.commit({ events: [...rest, ...commit.events], answers: [answer('a', T0)] }), Error);
      await at.alsoAfterReopening(async () => {
        assert.deepEqual(stored(await at.store.loadWorld(444)), stored(worldAfter(444, events)));
        assert.equal(await at.store.dropParty(9), null);
        assert.equal((await at.store.recall(['a'])).size, 0);
      });
      await at.store.commit(commitOf(added(place444, 3)));
    });
  }

  it('[STORE-3] a party id that was used long ago is refused too', async () => {
    await at.store.commit(commitOf(...endedParty(place444, 2)));
    await at.reopen();
    await assert.rejects(at.store.commit(commitOf(started({ ...place444, world: 7 }))), Error);
  });

  it('a closed store refuses with storage_unavailable and can be closed again', async () => {
    await at.store.close();
    await at.store.close();
    const attempts = [
      () => at.store.commit(commitOf(started(place444))),
      () => at.store.probe(),
      () => at.store.loadWorld(1),
      () => at.store.history({ limit: 1 }),
    ];
    for (const attempt of attempts) {
      await assert.rejects(attempt, (error) => error instanceof AppError && error.kind === 'storage_unavailable');
    }
  });

  it('close waits for the commits made before it', async () => {
    const events = partyEvents(place444, 20);
    const commits = Promise.all(events.map((event) => at.store.commit(commitOf(event))));
    await at.reopen();
    await commits;
    assert.deepEqual(stored(await at.store.loadWorld(444)), stored(worldAfter(444, events)));
  });
}
