import assert from 'node:assert/strict';
import { matchMaker } from '@colyseus/core';
import * as fc from 'fast-check';
import { appForEachTest, FakeClock, readJson, until } from '../support/app.ts';

const MINUTE = 60_000;
const VALUE_MAX = Number.MAX_SAFE_INTEGER;

const drop = (world: number, value = 1, more: object = {}) => ({
  world,
  item_id: 526,
  item_name: 'Bones',
  quantity: 1,
  value,
  ...more,
});

type Party = { id: number; world: number; total_drops: number; avg_drop: number; last_drop_at: string };

describe('the drop rooms', () => {
  const clock = new FakeClock();
  const app = appForEachTest({
    now: clock.now,
    env: { PARTY_IDLE_MS: String(5 * MINUTE), CLEANUP_INTERVAL_MS: '86400000' },
  });

  const report = async (body: object) => readJson(await app.post('/drops', body));
  const parties = async () => (await readJson<{ active_parties: Party[] }>(await app.get('/parties'))).active_parties;

  it('[DROP-7] a party ends by its room’s clock without any call, for every client, and the next drop opens another', async () => {
    await report(drop(444));
    const [tracker, board] = [await app.sdk.joinById('drops-444'), await app.sdk.joinOrCreate('board')];
    await until(() => tracker.state.party?.id === 1 && board.state.parties?.size === 1);
    clock.advance(4 * MINUTE);
    await report(drop(444, 2));
    await until(() => tracker.state.party.total_drops === 2);
    // The timer was set for the first drop, so it checks again.
    clock.advance(MINUTE);
    matchMaker.getLocalRoomById('drops-444').clock.tick();
    assert.equal((await parties()).length, 1);
    clock.advance(4 * MINUTE);
    await until(() => tracker.state.party === undefined && board.state.parties.size === 0, 'the end');
    assert.deepEqual([await parties(), tracker.state.drops.size], [[], 0]);
    assert.equal((await report(drop(444))).party_id, 2);
    await until(() => tracker.state.party?.id === 2 && board.state.parties.get('444')?.id === 2);
    await Promise.all([tracker.leave(), board.leave()]);
  });

  it('[DROP-7] a party that expired while the server was down ends at boot, and the others get their timers back', async () => {
    await report(drop(301));
    clock.advance(3 * MINUTE);
    await report(drop(302));
    await app.restart(() => clock.advance(3 * MINUTE));
    assert.deepEqual(
      (await parties()).map(({ world }) => world),
      [302],
    );
    const board = await app.sdk.joinOrCreate('board');
    await until(() => board.state.parties?.size === 1);
    clock.advance(2 * MINUTE);
    await until(() => board.state.parties.size === 0, 'the end of the second');
    await board.leave();
  });

  it('the board exists from boot and shows all 500 running parties', async () => {
    for (let world = 1; world <= 500; world += 100) {
      await app.post('/drops/batch', { reports: Array.from({ length: 100 }, (_, i) => drop(world + i)) });
    }
    await app.restart();
    assert.ok(matchMaker.getLocalRoomById('board'));
    const board = await app.sdk.joinById('board');
    await until(() => board.state.parties?.size === 500, '500 parties');
    await board.leave();
  });

  it('totals and averages of the biggest values are as exact as a double allows', async () => {
    await report(drop(444, VALUE_MAX));
    clock.advance(1_000);
    await report(drop(444, VALUE_MAX - 1));
    clock.advance(1_000);
    await report(
      drop(444, VALUE_MAX, { item_name: '龍'.repeat(128), quantity: 2_147_483_647, item_id: 2_147_483_647 }),
    );
    const tracker = await app.sdk.joinById('drops-444');
    await until(() => tracker.state.party?.total_drops === 3);
    const { total_value, avg_drop, last_drop_at } = tracker.state.party;
    assert.deepEqual([total_value, avg_drop], [Number(BigInt(VALUE_MAX) * 3n - 1n), VALUE_MAX - 1]);
    assert.equal(last_drop_at, clock.time);
    const { number, item_id, item_name, quantity, value } = tracker.state.drops.get('3');
    assert.deepEqual(
      [number, item_id, item_name, quantity, value],
      [3, 2_147_483_647, '龍'.repeat(128), 2_147_483_647, VALUE_MAX],
    );
    await tracker.leave();
  });

  it('the board, the trackers and the store agree after any sequence of reports and pauses', async () => {
    const step = fc.record({
      world: fc.integer({ min: 301, max: 303 }),
      item_id: fc.integer({ min: 1, max: 2 }),
      value: fc.integer({ min: 0, max: 1_000_000 }),
      reporter: fc.option(fc.constantFrom('ann', 'bob', 'cid'), { nil: undefined }),
      pauseMs: fc.constantFrom(0, 100, 600, 3_000, 20_000, 6 * MINUTE),
    });
    const board = await app.sdk.joinOrCreate('board');
    const trackers = await Promise.all([301, 302, 303].map((world) => app.sdk.joinOrCreate('drop_tracker', { world })));
    const run = async (steps: { pauseMs: number }[]) => {
      for (const { pauseMs, ...body } of steps) {
        clock.advance(pauseMs);
        const response = await app.post('/drops', { item_name: 'Bones', quantity: 1, ...body });
        assert.equal(response.status, 200, await response.text());
      }
      await (await app.post('/parties/cleanup')).text();
      const stored = new Map((await parties()).map((party) => [party.world, party]));
      const shown = () =>
        trackers.every(({ state }) => {
          const onBoard = board.state.parties.get(String(state.world))?.toJSON();
          const { drops, party } = state;
          // The first state may come after the join.
          if (!drops) return false;
          const expected = stored.get(state.world);
          if (!expected) return party === undefined && onBoard === undefined && drops.size === 0;
          const { id, total_drops, avg_drop } = expected;
          return (
            JSON.stringify(party?.toJSON()) === JSON.stringify(onBoard) &&
            party?.id === id &&
            party.total_drops === total_drops &&
            party.avg_drop === avg_drop &&
            party.last_drop_at === Date.parse(expected.last_drop_at) &&
            drops.size === Math.min(total_drops, 50)
          );
        });
      await until(shown, 'agreement of all doors');
      for (const { world, id } of stored.values()) {
        const page = await readJson<{ drops: { number: number; witnesses: number }[] }>(
          await app.get(`/parties/${id}`),
        );
        const { drops } = trackers.find(({ state }) => state.world === world)!.state;
        const agree = () =>
          page.drops.slice(0, 50).every(({ number, witnesses }) => drops.get(String(number)).witnesses === witnesses);
        await until(agree, 'agreement on witnesses');
      }
    };
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), run), {
      numRuns: 25,
      seed: 7,
      endOnFailure: true,
    });
    await run(Array.from({ length: 70 }, (_, i) => ({ world: 301, item_id: 1, value: i, pauseMs: 600 })));
    await Promise.all([board, ...trackers].map((room) => room.leave()));
  });
});
