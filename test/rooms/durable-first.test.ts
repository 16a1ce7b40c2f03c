import assert from 'node:assert/strict';
import { AppError } from '../../src/errors.ts';
import { appForEachTest, FakeClock, readJson, until } from '../support/app.ts';
import { aroundStore } from '../support/store-faults.ts';

const drop = (value: number) => ({ world: 444, item_id: 526, item_name: 'Bones', quantity: 1, value });

describe('what a watcher sees of drops', () => {
  const clock = new FakeClock();
  let restore = () => {};
  afterEach(() => {
    restore();
    restore = () => {};
  });
  const app = appForEachTest({ now: clock.now });

  const post = (value: number) => {
    clock.advance(1_000);
    return app.post('/drops', drop(value));
  };

  it('[STORE-1] neither the world nor the board shows a drop before its commit has resolved', async () => {
    const [tracker, board] = [
      await app.sdk.joinOrCreate('drop_tracker', { world: 444 }),
      await app.sdk.joinOrCreate('board'),
    ];
    const held = Promise.withResolvers<void>();
    let committing = 0;
    restore = aroundStore('commit', async (proceed) => {
      committing += 1;
      await held.promise;
      return proceed();
    });
    let answered = false;
    const answer = post(5).then((response) => ((answered = true), response));
    await until(() => committing === 1);
    // One round trip on each connection: everything sent before it has arrived.
    await assert.rejects(tracker.request('nothing', {}));
    await assert.rejects(board.request('nothing', {}));
    assert.deepEqual([tracker.state.party, board.state.parties.size, answered], [undefined, 0, false]);
    held.resolve();
    assert.equal((await answer).status, 200);
    await until(() => tracker.state.party?.total_value === 5 && board.state.parties.get('444')?.total_value === 5);
    await Promise.all([tracker.leave(), board.leave()]);
  });

  it('[STORE-11] a report whose commit is not answered is refused in time, and counts once when it is sent again', async () => {
    const key = { 'Idempotency-Key': 'held' };
    const held = Promise.withResolvers<void>();
    let committing = 0;
    restore = aroundStore('commit', async (proceed) => {
      committing += 1;
      await held.promise;
      return proceed();
    });
    const first = app.post('/drops', drop(5), key);
    await until(() => committing === 1);
    const behind = app.post('/drops', drop(6));
    for (const [refused, isUnknown] of [
      [await first, true],
      [await behind, false],
    ] as const) {
      assert.equal(refused.status, 503);
      assert.ok(Number(refused.headers.get('retry-after')) > 0);
      assert.equal(/It is unknown whether/.test(await refused.text()), isUnknown);
    }
    held.resolve();
    const again = await app.post('/drops', drop(5), key);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.equal((await readJson<{ total_drops: number }>(again)).total_drops, 1);
    assert.equal(committing, 1);
  });

  it('[STORE-5] reports whose commit fails are refused, not shown anywhere, and leave no gap in the numbers', async () => {
    const [tracker, board] = [
      await app.sdk.joinOrCreate('drop_tracker', { world: 444 }),
      await app.sdk.joinOrCreate('board'),
    ];
    assert.equal((await post(1)).status, 200);
    await until(() => tracker.state.party?.total_drops === 1 && board.state.parties.size === 1);

    restore = aroundStore('commit', () => Promise.reject(new AppError('storage_unavailable')));
    const refused = await Promise.all([post(2), post(3), post(4)]);
    for (const response of refused) {
      assert.equal(response.status, 503);
      assert.equal(typeof (await readJson(response)).error, 'string');
    }
    restore();
    await assert.rejects(tracker.request('nothing', {}));
    assert.deepEqual(
      [tracker.state.party.total_drops, tracker.state.drops.size, board.state.parties.get('444').total_value],
      [1, 1, 1],
    );

    const later = await readJson(await post(7));
    assert.deepEqual([later.status, later.total_drops, later.avg_drop_value], ['drop_added', 2, 4]);
    await until(() => tracker.state.drops.get('2')?.value === 7 && board.state.parties.get('444').total_value === 8);
    await Promise.all([tracker.leave(), board.leave()]);
  });

  it('[STORE-5] a party whose end cannot be stored ends once it can', async () => {
    assert.equal((await post(1)).status, 200);
    const board = await app.sdk.joinOrCreate('board');
    await until(() => board.state.parties?.size === 1);
    let failed = 0;
    restore = aroundStore('commit', () => {
      failed += 1;
      return Promise.reject(new AppError('storage_unavailable'));
    });
    clock.advance(300_000);
    await until(() => failed === 1, 'the failed end');
    assert.equal(board.state.parties.size, 1);
    restore();
    clock.advance(5_000);
    await until(() => board.state.parties.size === 0, 'the end');
    await board.leave();
  });
});
