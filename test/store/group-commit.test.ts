import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { mock } from 'node:test';
import { AppError } from '../../src/errors.ts';
import { added, commitOf, partyEvents, started, stored, STORE_NOW, T0, worldAfter } from './commits.ts';
import { Adventure } from './dungeon-events.ts';
import { FaultyEngine } from './FaultyEngine.ts';
import { PlayedStore, Rooms } from './PlayedStore.ts';
import { SqlitePlace } from './sqlite-place.ts';

const RUNNING = { world: 444, party_id: 1, at: T0 };

describe('grouped commits', () => {
  let place: SqlitePlace;
  let engine: FaultyEngine;
  let store: PlayedStore;
  const logged: string[] = [];
  const events = partyEvents(RUNNING, 1);

  beforeEach(async () => {
    place = await SqlitePlace.make();
    engine = new FaultyEngine(place.engine());
    const log = { error: (_: object, message: string) => logged.push(message), warn() {} };
    store = new PlayedStore(new Rooms(), engine, { now: () => STORE_NOW, log });
    await store.open();
    await store.commit(commitOf(...events));
    engine.hold();
  });

  afterEach(async () => {
    engine.release();
    await store.close();
    await place.remove();
  });

  const second = added({ ...RUNNING, at: T0 + 2_000 }, 2);
  const third = added({ ...RUNNING, at: T0 + 3_000 }, 3);
  const drops = async () => (await store.loadWorld(444)).party!.total_drops;

  it('[STORE-1] [UPD-4] a commit is not acknowledged, readable or announced before it is durable', async () => {
    const seen: string[] = [];
    store.subscribeUpdates(() => seen.push('told'));
    const committing = store.commit(commitOf(second)).then(() => seen.push('acknowledged'));
    const transaction = await engine.next();
    assert.equal(await drops(), 1);
    assert.deepEqual(await store.dropsOf(1, { limit: 9, before: 3 }).then((found) => found.length), 1);
    assert.deepEqual(seen, []);
    transaction.finish();
    await committing;
    assert.deepEqual(seen, ['told', 'acknowledged']);
    assert.equal(await drops(), 2);
  });

  it('[STORE-5] a transaction that waits for the disk is not readable, and one that times out refuses all its commits', async () => {
    engine.release();
    // Holding the lock has the effect of a disk that does not answer.
    const other = new DatabaseSync(place.path('muster.db'));
    other.exec('begin immediate');
    let acknowledged = false;
    const refused = assert.rejects(
      store.commit(commitOf(second)).then(() => (acknowledged = true)),
      {
        kind: 'storage_unavailable',
      },
    );
    assert.equal(await drops(), 1);
    await refused;
    assert.equal(acknowledged, false);
    other.exec('rollback');
    other.close();
    await store.commit(commitOf(second));
    assert.equal(await drops(), 2);
  });

  it('[STORE-5] a failed transaction also refuses the commits behind it, and none of them appears later', async () => {
    const outcomes = [store.commit(commitOf(second))];
    const transaction = await engine.next();
    outcomes.push(store.commit(commitOf(third)));
    const settled = Promise.allSettled(outcomes);
    const broken = Object.assign(new Error('input/output error'), { code: 'EIO' });
    transaction.fail(broken);
    for (const outcome of await settled) {
      assert.ok(outcome.status === 'rejected' && outcome.reason instanceof AppError);
      assert.equal(outcome.reason.kind, 'storage_unavailable');
      assert.equal(outcome.reason.cause, broken);
    }
    assert.equal(await drops(), 1);
    engine.release();
    const crashed = await place.copy();
    const recovered = await crashed.open();
    assert.deepEqual(stored(await recovered.loadWorld(444)), stored(worldAfter(444, events)));
    assert.deepEqual(crashed.logged, []);
    await crashed.remove();
    await store.commit(commitOf(second));
    await store.commit(commitOf(third));
    assert.equal(await drops(), 3);
  });

  it('a party that was refused with its transaction can be committed again, and so can the events after it', async () => {
    const adventure = new Adventure();
    const [made, ...rest] = [...adventure.party('p'), ...adventure.start('p', 's')];
    const refused = assert.rejects(store.commit(commitOf(made!)), { kind: 'storage_unavailable' });
    const transaction = await engine.next();
    const following = assert.rejects(store.commit(commitOf(...rest)), { kind: 'storage_unavailable' });
    transaction.fail(new Error('input/output error'));
    await Promise.all([refused, following]);
    assert.deepEqual(await store.lobbyNames(), []);
    assert.equal(await store.session('s'), null);
    engine.release();
    await assert.rejects(store.commit(commitOf(...rest)), /does not follow/);
    await store.commit(commitOf(made!));
    await store.commit(commitOf(...rest));
    assert.deepEqual(await store.loadLobby('main'), adventure.lobby);
  });

  for (const [name, count, groups] of [
    ['commits that arrive during a transaction are written together by the next one', 16, [16]],
    ['of more than a few only half are, so that some can be answered while the others are written', 64, [32, 16, 16]],
  ] as const)
    it(name, async () => {
      const first = store.commit(commitOf(second));
      const transaction = await engine.next();
      const rest = Array.from({ length: count }, (_, i) =>
        store.commit(commitOf(added({ ...RUNNING, at: T0 + 3_000 }, i + 3))),
      );
      transaction.finish();
      await first;
      for (const _ of groups) (await engine.next()).finish();
      await Promise.all(rest);
      assert.equal(await drops(), count + 2);
      assert.deepEqual(engine.groups.slice(-groups.length - 1), [1, ...groups]);
    });

  it('[STORE-5] a commit behind a transaction that does not end is refused within 2.5 seconds', async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    try {
      const first = store.commit(commitOf(second));
      const transaction = await engine.next();
      const behind = assert.rejects(store.commit(commitOf(third)), { kind: 'storage_unavailable' });
      mock.timers.tick(2_500);
      await behind;
      transaction.finish();
      await first;
      assert.equal(await drops(), 2);
    } finally {
      mock.timers.reset();
    }
  });

  it('[STORE-5] commits that always find a transaction under way are all stored, however long that goes on', async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    try {
      const commits = [store.commit(commitOf(second))];
      for (let number = 3; number <= 12; number++) {
        const transaction = await engine.next();
        commits.push(store.commit(commitOf(added({ ...RUNNING, at: T0 + number * 1_000 }, number))));
        mock.timers.tick(1_000);
        transaction.finish();
      }
      (await engine.next()).finish();
      await Promise.all(commits);
      assert.equal(await drops(), 12);
    } finally {
      mock.timers.reset();
    }
  });

  it('a listener that throws affects neither the commit nor the other listeners', async () => {
    engine.release();
    let told = 0;
    store.subscribeUpdates(() => {
      throw new Error('a faulty listener');
    });
    store.subscribeUpdates(() => (told += 1));
    await store.commit(commitOf(started({ world: 1, party_id: 7, at: T0 })));
    assert.equal(told, 1);
    assert.deepEqual(logged, ['a listener of the store threw']);
  });
});
