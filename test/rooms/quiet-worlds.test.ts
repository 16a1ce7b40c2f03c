import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { appForEachTest, FakeClock, until } from '../support/app.ts';

const drop = (world: number) => ({ world, item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38_052 });

/** KB of heap and buffers that a world may cost while nobody watches it. */
const WORLD_KB_MAX = 25;

const WORLDS = 1_000;
const BATCH = 100;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function memory(): number {
  for (let i = 0; i < 4; i++) collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;

describe('a world that nobody watches', () => {
  const clock = new FakeClock();
  const app = appForEachTest({ now: clock.now });

  const openWorlds = async (from: number, to: number) => {
    for (let world = from; world < to; world += BATCH) {
      const reports = Array.from({ length: BATCH }, (_, i) => drop(world + i));
      assert.equal((await app.post('/drops/batch', { reports })).status, 200);
    }
  };

  it(`costs less than ${WORLD_KB_MAX} KB and no timer of its own`, async () => {
    await openWorlds(1, 1 + BATCH);
    const [before, timersBefore] = [memory(), timers()];
    await openWorlds(1 + BATCH, 1 + BATCH + WORLDS);
    const each = (memory() - before) / WORLDS / 1024;
    assert.ok(each < WORLD_KB_MAX, `${each.toFixed(1)} KB per world`);
    assert.ok(timers() - timersBefore < WORLDS / 10, `${timers() - timersBefore} timers more`);
  });

  it('shows whoever joins the party and its newest drops, each once, and what follows', async () => {
    for (let number = 1; number <= 60; number++) {
      clock.advance(1_000);
      assert.equal((await app.post('/drops', drop(444))).status, 200);
    }
    const watchers = await Promise.all([1, 2].map(() => app.sdk.joinOrCreate('drop_tracker', { world: 444 })));
    for (const { state } of watchers) {
      await until(() => state.party?.total_drops === 60, 'the party');
      assert.deepEqual([state.drops.size, state.drops.has('10'), state.drops.has('11')], [50, false, true]);
    }
    clock.advance(1_000);
    await app.post('/drops', drop(444));
    await until(() => watchers.every(({ state }) => state.party?.total_drops === 61), 'the next drop');
    for (const { state } of watchers)
      assert.deepEqual([state.drops.size, state.drops.has('11'), state.drops.has('61')], [50, false, true]);
    await Promise.all(watchers.map((watcher) => watcher.leave()));
  });
});
