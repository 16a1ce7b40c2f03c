import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { matchMaker } from '@colyseus/core';
import { AppError } from '../../src/errors.ts';
import { appForEachTest, FakeClock, readJson, until } from '../support/app.ts';
import { joinRaw, LEAVE_ROOM } from '../support/raw.ts';
import { aroundStore } from '../support/store-faults.ts';

const drop = (world: number, value = 1) => ({ world, item_id: 526, item_name: 'Bones', quantity: 1, value });

type Answer = { status: string; party_id: number; total_drops: number };

describe('the room of a world', () => {
  const clock = new FakeClock();
  let restore = () => {};
  afterEach(() => {
    restore();
    restore = () => {};
  });
  const app = appForEachTest({ now: clock.now });

  const report = async (world: number, value = 1) => readJson<Answer>(await app.post('/drops', drop(world, value)));
  const join = (world: number) => app.sdk.joinOrCreate('drop_tracker', { world });
  const roomOf = (world: number) => matchMaker.getLocalRoomById(`drops-${world}`);

  it('is created once even if 200 watchers and 200 reports ask for it at once and the store is slow', async () => {
    let loads = 0;
    let loaded = false;
    restore = aroundStore('loadWorld', async (proceed) => {
      loads += 1;
      // On a busy machine 200 clients in one process do not all connect before the first seats expire.
      roomOf(444).seatReservationTimeout = 3_600;
      await delay(100);
      loaded = true;
      return proceed();
    });
    const joining = Array.from({ length: 200 }, (_, i) =>
      (i % 2 === 0 ? join(444) : app.sdk.joinById('drops-444')).then((watcher) => (assert.ok(loaded), watcher)),
    );
    const reporting = Array.from({ length: 200 }, () => report(444));
    const [watchers, answers] = [await Promise.all(joining), await Promise.all(reporting)];
    assert.equal((await matchMaker.query({ name: 'drop_tracker' })).length, 1);
    assert.equal(roomOf(444).clients.length, 200);
    assert.equal(loads, 1);
    // The clock stands still, so that all but the first are duplicates.
    assert.equal(answers.filter(({ status }) => status === 'party_created').length, 1);
    await until(() => watchers.every(({ state }) => state.party?.total_drops === 1), 'the party in every watcher');
    await Promise.all(watchers.map((watcher) => watcher.leave()));
  });

  it('is not created while the stored world cannot be read, and is once it can', async () => {
    restore = aroundStore('loadWorld', () => Promise.reject(new AppError('storage_unavailable')));
    const [first, second] = await Promise.all([app.post('/drops', drop(445)), app.post('/drops', drop(445))]);
    assert.deepEqual([first.status, second.status], [503, 503]);
    await assert.rejects(join(445), { code: 503, message: /could not be stored/ });
    assert.deepEqual([roomOf(445), (await matchMaker.query({ name: 'drop_tracker' })).length], [undefined, 0]);
    restore();
    assert.equal((await report(445)).status, 'party_created');
    await (await join(445)).leave();
  });

  it('is not created if a bug of ours stops it, and clients learn nothing about the bug', async () => {
    restore = aroundStore('loadWorld', () => Promise.reject(new TypeError('secret')));
    const refused = await app.post('/matchmake/joinOrCreate/drop_tracker', { world: 446 });
    assert.deepEqual([refused.status, roomOf(446)], [500, undefined]);
    assert.doesNotMatch(await refused.text(), /secret/);
  });

  it('ends without watchers and a running party, and stays while it has either', async () => {
    const watcher = await join(447);
    assert.ok(roomOf(447));
    await watcher.leave();
    await until(() => !roomOf(447), 'its end');

    await report(448);
    const other = await join(448);
    await other.leave();
    const room = roomOf(448);
    assert.equal(room.autoDispose, false, 'a party runs');
    clock.advance(300_000);
    await until(() => !roomOf(448), 'its end after the party');
  });

  it('neither loses nor refuses a report that arrives while it ends', async () => {
    let rooms = 0;
    restore = aroundStore('loadWorld', (proceed) => {
      rooms += 1;
      return proceed();
    });
    type Disposable = { resetAutoDisposeTimeout(seconds: number): void; _autoDisposeTimeout: unknown };
    const room = () => roomOf(449) as unknown as Disposable;
    let [created, added] = [0, 0];
    for (let i = 0; i < 100; i++) {
      clock.advance(1_000);
      const { socket, closed } = await joinRaw(app.url, 'drop_tracker', { world: 449 });
      if ((await report(449)).status === 'party_created') created += 1;
      clock.advance(300_000);
      await (await app.post('/parties/cleanup')).text();
      // Simulates the end of the second that Colyseus gives an empty room to find a new client.
      room().resetAutoDisposeTimeout(0);
      await until(() => room()._autoDisposeTimeout === undefined);
      // Without a party the room ends when its last watcher leaves: at once, or a few turns of the event loop later.
      socket.send(Buffer.from([LEAVE_ROOM]));
      for (let turns = 0; turns < i % 20; turns++) await new Promise((resolve) => setImmediate(resolve));
      const answer = await report(449);
      assert.equal(answer.status, 'party_created', JSON.stringify(answer));
      added += 1;
      await closed;
      clock.advance(300_000);
      await (await app.post('/parties/cleanup')).text();
    }
    assert.ok(rooms > 10, `${rooms} rooms ended just before a report`);
    const { parties } = await readJson<{ parties: { id: number }[] }>(await app.get('/parties/history?limit=100'));
    assert.deepEqual([parties[0]!.id, created, added], [200, 100, 100]);
  });
});
