import assert from 'node:assert/strict';
import type { Drop } from '../../src/domain/drops/drop.ts';
import { FakeClock, until } from '../support/app.ts';
import { TestWatcher, watch } from './TestWatcher.ts';
import { startUpdatesAlone } from './updates-alone.ts';

describe('the limits of /updates', () => {
  const clock = new FakeClock();
  let alone: Awaited<ReturnType<typeof startUpdatesAlone>>;
  let bystander: TestWatcher;
  beforeEach(async () => {
    alone = await startUpdatesAlone(clock.now);
    bystander = await watch(alone.url, { localAddress: '127.0.0.9' });
    await bystander.ask({ type: 'subscribe', world: 1 });
  });
  afterEach(async () => {
    // Whatever the others did, it still gets events.
    alone.store.tell(alone.store.seq + 1);
    await bystander.waitFor(({ type, seq }) => type === 'event' && seq === alone.store.seq, 'its event');
    await bystander.close();
    await alone.stop();
  });

  it('close a socket that sends a frame of more than 4 KB with 1009, but not one of 4 KB', async () => {
    const watcher = await watch(alone.url);
    watcher.send(' '.repeat(4_096));
    await watcher.settled();
    watcher.send(' '.repeat(4_097));
    assert.equal(await watcher.closed, 1009);
  });

  it('close a socket that sends binary frames with 1003, and one that sends invalid UTF-8 with 1007', async () => {
    const [binary, broken] = [await watch(alone.url), await watch(alone.url)];
    binary.socket.send(Buffer.from('{"type":"ping"}'));
    broken.socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
    assert.deepEqual([await binary.closed, await broken.closed], [1003, 1007]);
  });

  it('close a socket that sends more than 100 frames at once with 4429', async () => {
    const watcher = await watch(alone.url);
    for (let i = 0; i < 100; i++) watcher.send({ type: 'ping' });
    await until(() => watcher.of('pong').length === 100, 'pongs');
    watcher.send({ type: 'ping' });
    assert.equal(await watcher.closed, 4429);
  });

  it('allow 20 frames per second for ever', async () => {
    const watcher = await watch(alone.url);
    for (let second = 0; second < 20; second++) {
      for (let i = 0; i < 19; i++) watcher.send({ type: 'ping' });
      await watcher.settled();
      clock.advance(1_000);
    }
    await watcher.close();
  });

  it('close a socket with 4429 when more than 100 frames wait for a slow one', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    alone.store.slowness = promise;
    const watcher = await watch(alone.url);
    watcher.send({ type: 'subscribe', world: 2 });
    await until(() => alone.store.snapshots === 2);
    let sent = 1;
    while (watcher.socket.readyState === watcher.socket.OPEN && sent < 200) {
      clock.advance(1_000);
      watcher.send({ type: 'ping' });
      sent += 1;
      await new Promise((turn) => setImmediate(turn));
    }
    assert.equal(await watcher.closed, 4429);
    resolve();
  });

  it('[SHARE-3] close the 101st connection of an address with 4409, until another closes', async () => {
    const watchers = await Promise.all(Array.from({ length: 100 }, () => watch(alone.url)));
    assert.equal(await new TestWatcher(alone.url).closed, 4409);
    const elsewhere = await watch(alone.url, { localAddress: '127.0.0.2' });
    await watchers[0]!.close();
    await until(() => alone.updates.counts.sockets === 101);
    watchers[0] = await watch(alone.url);
    await Promise.all([elsewhere, ...watchers].map((watcher) => watcher.close()));
  });

  it('read a snapshot once for all who subscribe, until the next update', async () => {
    const watchers = await Promise.all(Array.from({ length: 20 }, () => watch(alone.url)));
    const subscribeAll = () =>
      Promise.all(watchers.flatMap((each) => [1, 2].map(() => each.ask({ type: 'subscribe', world: 1 }))));
    await subscribeAll();
    assert.equal(alone.store.snapshots, 1);
    alone.store.tell(1);
    await subscribeAll();
    assert.equal(alone.store.snapshots, 2);
    for (const each of watchers) assert.equal(each.of('snapshot').at(-1)!.seq, 1);
    await Promise.all(watchers.map((watcher) => watcher.close()));
  });

  it('[UPD-3] read a topic again only if its updates are no longer kept, or count from 1 again', async () => {
    const { store } = alone;
    const snapshot = async () => {
      const watcher = await watch(alone.url);
      watcher.send({ type: 'subscribe', world: 1 });
      const { seq, data } = await watcher.waitFor(({ type }) => type === 'snapshot', 'the snapshot');
      await watcher.close();
      return { seq, drops: (data as { drops: Drop[] }).drops.map(({ number }) => number) };
    };
    const tell = (seq: number) =>
      store.tell(seq, { party: { id: 1, biggest_drops: [] }, drop: { number: seq, value: 1 } });
    store.tell(4);
    assert.deepEqual(await snapshot(), { seq: 4, drops: [] });
    store.backlog = [];
    const reads = store.snapshots;
    for (const seq of [5, 6]) tell(seq);
    assert.deepEqual(await snapshot(), { seq: 6, drops: [6, 5] });
    tell(7);
    assert.deepEqual(await snapshot(), { seq: 7, drops: [7, 6, 5] });
    assert.equal(store.snapshots, reads);
    store.backlog = null;
    store.tell(8);
    assert.deepEqual(await snapshot(), { seq: 8, drops: [] });
    store.backlog = [];
    for (const seq of [1, 2]) tell(seq);
    assert.deepEqual(await snapshot(), { seq: 2, drops: [] });
    assert.equal(store.snapshots, reads + 2);
  });

  it('send snapshots to an address at 4 MiB per second, on however many sockets it asks for them', async () => {
    const drop = { item_name: 'x'.repeat(128) } as Drop;
    alone.store.drops = Array.from({ length: 3_000 }, () => drop);
    const began = performance.now();
    const times: number[] = [];
    for (let i = 0; i < 6; i++) {
      // A new socket each time, because those are free.
      const watcher = await watch(alone.url);
      watcher.send({ type: 'subscribe', world: 2 });
      await until(() => watcher.of('snapshot').length === 1, 'its snapshot');
      times.push(performance.now() - began);
      await watcher.close();
    }
    const bytes = 3_000 * JSON.stringify(drop).length;
    // Never earlier, however fast the machine. The first is free.
    assert.ok(times.at(-1)! > (5 * bytes) / (4 * 1024 * 1.024), String(times));
  });
});
