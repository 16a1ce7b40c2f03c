import assert from 'node:assert/strict';
import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../../src/errors.ts';
import type { EmbeddedStore } from '../../src/store/embedded/EmbeddedStore.ts';
import { added, commitOf, partyEvents, stored, T0, worldAfter } from './commits.ts';
import { Adventure } from './dungeon-events.ts';
import { EmbeddedPlace } from './embedded-place.ts';

const RUNNING = { world: 444, party_id: 1, at: T0 };

type Sync = { finish: () => void; fail: (error: Error) => void };
type Syncing = { datasync: (this: FileHandle) => Promise<void> };

/** Holds every fdatasync of this process until the test lets go of it: no disk can be made to be slow or broken so exactly. */
async function holdSyncs(): Promise<{ next(): Promise<Sync>; release(): void }> {
  const any = await open(import.meta.filename, 'r');
  const handles: Syncing = Object.getPrototypeOf(any);
  await any.close();
  const real = handles.datasync;
  const held: Sync[] = [];
  let arrived = Promise.withResolvers<void>();
  handles.datasync = function () {
    return new Promise<void>((resolve, reject) => {
      held.push({ finish: () => resolve(real.call(this)), fail: reject });
      arrived.resolve();
    });
  };
  return {
    async next() {
      while (held.length === 0) {
        await arrived.promise;
        arrived = Promise.withResolvers();
      }
      return held.shift()!;
    },
    release() {
      handles.datasync = real;
      for (const { finish } of held.splice(0)) finish();
    },
  };
}

describe('the embedded store and fdatasync', () => {
  let place: EmbeddedPlace;
  let store: EmbeddedStore;
  let syncs: Awaited<ReturnType<typeof holdSyncs>>;
  const events = partyEvents(RUNNING, 1);

  beforeEach(async () => {
    place = await EmbeddedPlace.make();
    store = await place.open();
    await store.commit(commitOf(...events));
    syncs = await holdSyncs();
  });

  afterEach(async () => {
    syncs.release();
    await place.remove();
  });

  const second = added({ ...RUNNING, at: T0 + 2_000 }, 2);
  const third = added({ ...RUNNING, at: T0 + 3_000 }, 3);
  const drops = async () => (await store.loadWorld(444)).party!.total_drops;

  it('[STORE-1] [UPD-4] a commit is neither acknowledged, nor read, nor told of before its fdatasync returned', async () => {
    const seen: string[] = [];
    store.subscribeUpdates(() => seen.push('told'));
    const committing = store.commit(commitOf(second)).then(() => seen.push('acknowledged'));
    const sync = await syncs.next();
    assert.equal(await drops(), 1);
    assert.deepEqual(await store.dropsOf(1, { limit: 9, before: 3 }).then((found) => found.length), 1);
    assert.deepEqual(seen, []);
    sync.finish();
    await committing;
    assert.deepEqual(seen, ['told', 'acknowledged']);
    assert.equal(await drops(), 2);
  });

  it('[STORE-5] when an fdatasync fails, what waits behind it is refused too, and nothing of it comes back', async () => {
    const outcomes = [store.commit(commitOf(second))];
    const sync = await syncs.next();
    outcomes.push(store.commit(commitOf(third)));
    const settled = Promise.allSettled(outcomes);
    const broken = Object.assign(new Error('input/output error'), { code: 'EIO' });
    sync.fail(broken);
    (await syncs.next()).finish();
    for (const outcome of await settled) {
      assert.ok(outcome.status === 'rejected' && outcome.reason instanceof AppError);
      assert.equal(outcome.reason.kind, 'storage_unavailable');
      assert.equal(outcome.reason.cause, broken);
    }
    assert.equal(await drops(), 1);
    syncs.release();
    const crashed = await place.copy();
    const recovered = await crashed.open();
    assert.deepEqual(stored(await recovered.loadWorld(444)), stored(worldAfter(444, events)));
    assert.deepEqual(crashed.logged, []);
    await crashed.remove();
    await store.commit(commitOf(second));
    await store.commit(commitOf(third));
    assert.equal(await drops(), 3);
  });

  it('a party that was refused with its fdatasync can be committed again, and so can what follows from it', async () => {
    const adventure = new Adventure();
    const [made, ...rest] = [...adventure.party('p'), ...adventure.start('p', 's')];
    const refused = assert.rejects(store.commit(commitOf(made!)), { kind: 'storage_unavailable' });
    const sync = await syncs.next();
    const following = assert.rejects(store.commit(commitOf(...rest)), { kind: 'storage_unavailable' });
    sync.fail(new Error('input/output error'));
    (await syncs.next()).finish();
    await Promise.all([refused, following]);
    assert.deepEqual(await store.lobbyNames(), []);
    assert.equal(await store.session('s'), null);
    syncs.release();
    await assert.rejects(store.commit(commitOf(...rest)), /does not follow/);
    await store.commit(commitOf(made!));
    await store.commit(commitOf(...rest));
    assert.deepEqual(await store.loadLobby('main'), adventure.lobby);
  });

  it('what arrives while an fdatasync runs is written together, by one more', async () => {
    const first = store.commit(commitOf(second));
    const sync = await syncs.next();
    const rest = Array.from({ length: 20 }, (_, i) =>
      store.commit(commitOf(added({ ...RUNNING, at: T0 + 3_000 }, i + 3))),
    );
    sync.finish();
    await first;
    (await syncs.next()).finish();
    await Promise.all(rest);
    assert.equal(await drops(), 22);
  });
});
