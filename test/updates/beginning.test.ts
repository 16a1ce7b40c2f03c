import assert from 'node:assert/strict';
import type { Drop } from '../../src/domain/drops/drop.ts';
import { until } from '../support/app.ts';
import { type TestWatcher, watch } from './TestWatcher.ts';
import { startUpdatesAlone } from './updates-alone.ts';

describe('a watcher of a topic', () => {
  let alone: Awaited<ReturnType<typeof startUpdatesAlone>>;
  let watcher: TestWatcher;
  beforeEach(async () => {
    alone = await startUpdatesAlone();
    watcher = await watch(alone.url);
  });
  afterEach(async () => {
    await watcher.close();
    await alone.stop();
  });

  const heard = () =>
    watcher.of('snapshot', 'event', 'resync').map(({ type, seq }) => (seq === undefined ? type : `${type} ${seq}`));

  it('[UPD-3] gets what happens while its snapshot is read once, after the snapshot', async () => {
    const { store } = alone;
    const { promise, resolve } = Promise.withResolvers<void>();
    store.slowness = promise;
    watcher.send({ type: 'subscribe', world: 1 });
    await until(() => store.snapshots === 1);
    for (const seq of [1, 2, 3]) store.tell(seq);
    resolve();
    await watcher.settled();
    store.tell(4);
    await watcher.settled();
    assert.deepEqual(heard(), ['snapshot 0', 'event 1', 'event 2', 'event 3', 'event 4']);
  });

  it('[UPD-3] gets nothing again that happened before its snapshot was read', async () => {
    const { store } = alone;
    const { promise, resolve } = Promise.withResolvers<void>();
    Object.assign(store, { slowness: promise, readsLate: true });
    watcher.send({ type: 'subscribe', world: 1 });
    await until(() => store.snapshots === 1);
    for (const seq of [1, 2]) store.tell(seq);
    resolve();
    await watcher.settled();
    store.tell(3);
    await watcher.settled();
    assert.deepEqual(heard(), ['snapshot 2', 'event 3']);
  });

  it('gets a snapshot that is longer than the buffer limit, and what happens meanwhile', async () => {
    const { store } = alone;
    const drop = { item_name: 'x'.repeat(1_000) } as Drop;
    store.drops = Array.from({ length: 16_000 }, () => drop);
    watcher.tcp.pause();
    watcher.send({ type: 'subscribe', world: 1 });
    await until(() => store.snapshots === 1);
    await new Promise((turn) => setImmediate(turn));
    store.tell(1);
    watcher.tcp.resume();
    await watcher.settled();
    assert.deepEqual(heard(), ['snapshot 0', 'event 1']);
  });

  it('[UPD-3] does not get what its snapshot already has', async () => {
    const { store } = alone;
    store.seq = 5;
    await watcher.ask({ type: 'subscribe', world: 1 });
    store.tell(5);
    store.tell(6);
    await watcher.settled();
    assert.deepEqual(heard(), ['snapshot 5', 'event 6']);
  });

  for (const [what, seq] of [
    ['has a gap', 8],
    ['was forgotten and counts from 1 again', 1],
  ] as const) {
    it(`gets a new snapshot if it ${what}`, async () => {
      const { store } = alone;
      store.seq = 5;
      await watcher.ask({ type: 'subscribe', world: 1 });
      store.tell(6);
      store.tell(seq);
      await watcher.settled();
      store.tell(seq + 1);
      await watcher.settled();
      assert.deepEqual(heard(), ['snapshot 5', 'event 6', 'resync', `snapshot ${seq}`, `event ${seq + 1}`]);
    });
  }

  it('gets a new snapshot if more updates waited than are kept', async () => {
    const { store } = alone;
    const { promise, resolve } = Promise.withResolvers<void>();
    store.slowness = promise;
    watcher.send({ type: 'subscribe', world: 1 });
    await until(() => store.snapshots === 1);
    for (let seq = 1; seq <= 150; seq++) store.tell(seq);
    resolve();
    await watcher.waitFor(({ seq }) => seq === 150, 'the newest');
    assert.deepEqual(heard(), ['snapshot 0', 'resync', 'snapshot 150']);
  });

  it('that disconnects while its snapshot is read leaves nothing behind', async () => {
    const { store } = alone;
    const { promise, resolve } = Promise.withResolvers<void>();
    store.slowness = promise;
    watcher.send({ type: 'subscribe', world: 1 });
    await until(() => store.snapshots === 1);
    await watcher.close();
    await until(() => alone.updates.counts.sockets === 0);
    resolve();
    await new Promise((turn) => setImmediate(turn));
    assert.deepEqual(alone.updates.counts, { sockets: 0, topics: 0 });
    assert.equal(alone.connections.size, 0);
  });

  it('and 2,000 others that connected and disconnected leave nothing behind', async () => {
    await watcher.close();
    for (let i = 0; i < 40; i++) {
      const watchers = await Promise.all(Array.from({ length: 50 }, () => watch(alone.url)));
      await Promise.all(watchers.map((each) => each.ask({ type: 'subscribe', world: 1 })));
      await Promise.all(watchers.map((each) => each.close()));
      await until(() => alone.updates.counts.sockets === 0);
    }
    assert.deepEqual(alone.updates.counts, { sockets: 0, topics: 0 });
    assert.equal(alone.connections.size, 0);
  });
});
