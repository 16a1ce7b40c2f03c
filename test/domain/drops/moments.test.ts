import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Report } from '../../../src/domain/drops/drop.ts';
import { TICK_MS } from '../../../src/domain/drops/tick-phase.ts';
import { madeDrop, PlayedWorld } from './PlayedWorld.ts';

const HERE = { plane: 0, x: 3_160, y: 3_480 };
const THERE = { ...HERE, x: 3_161 };

/** What each reporter's counter shows in the first tick. */
const COUNTERS = { ann: 0, bob: 50_000, cy: 123, dee: 900 };
type Name = keyof typeof COUNTERS;
const NAMES = Object.keys(COUNTERS) as Name[];

/** Ticks in which everybody sees one drop, each of an item of its own, so that all are settled after them. */
const LEARNING_TICKS = 16;

function seen(name: Name, tick: number, fields: Partial<Report> = {}): Partial<Report> {
  return { reporter: name, source: name, tick: COUNTERS[name] + tick, despawns_in: 300, public_in: 0, ...fields };
}

function timeOf(tick: number): number {
  return 1_000_000 + TICK_MS * tick;
}

function settled(): PlayedWorld {
  const played = new PlayedWorld();
  for (let tick = 0; tick < LEARNING_TICKS; tick++) {
    NAMES.forEach((name, i) => played.report(timeOf(tick) + 40 * i, seen(name, tick, { item_id: 1_000 + tick })));
  }
  assert.deepEqual(
    NAMES.map((name) => played.world.reporters.get(name)!.offset),
    NAMES.map((name) => COUNTERS.ann - COUNTERS[name]),
  );
  return played;
}

describe('moments', () => {
  it('[DROP-20] a sighting of another moment is another drop, even in the next tick', () => {
    const played = settled();
    assert.equal(madeDrop(played.report(timeOf(20), seen('ann', 20))), 'made');
    assert.equal(madeDrop(played.report(timeOf(21), seen('bob', 21))), 'made');
    assert.equal(madeDrop(played.report(timeOf(21) + 50, seen('cy', 20))), 'ignored');
    assert.equal(madeDrop(played.report(timeOf(21) + 60, seen('cy', 21))), 'ignored');
  });

  it('[DROP-20] a client that lags by 8 s is late, not wrong', () => {
    const played = settled();
    played.report(timeOf(20), seen('ann', 20));
    assert.equal(madeDrop(played.report(timeOf(20) + 8_000, seen('bob', 20))), 'ignored');
  });

  for (const tile of [HERE, null]) {
    it(`[DROP-20] what settled reporters say again makes no drop and no witness, ${tile ? 'with' : 'without'} a tile`, () => {
      const played = settled();
      for (const name of ['ann', 'bob'] as const) played.report(timeOf(20), seen(name, 20, { tile }));
      const before = played.world.open.map(({ drop }) => drop.witnesses);
      for (const name of ['ann', 'bob'] as const) {
        const again = played.report(timeOf(90), seen(name, 90, { despawns_in: 230, tile }));
        assert.equal(madeDrop(again), 'ignored');
        for (let tick = 0; tick < LEARNING_TICKS; tick++) {
          const old = seen(name, 91, { item_id: 1_000 + tick, despawns_in: 300 + tick - 91 });
          assert.equal(madeDrop(played.report(timeOf(91), old)), 'ignored');
        }
      }
      assert.deepEqual(
        played.world.open.map(({ drop }) => drop.witnesses),
        before,
      );
    });
  }

  it('[DROP-20] two bones of one tick are two, and are two when they are seen again', () => {
    const played = settled();
    const of = (name: Name, tick: number) =>
      [0, 1].map((i) =>
        madeDrop(played.report(timeOf(tick) + i, seen(name, tick, { despawns_in: 320 - tick, tile: HERE }))),
      );
    assert.deepEqual(
      [of('ann', 20), of('bob', 20)],
      [
        ['made', 'made'],
        ['ignored', 'ignored'],
      ],
    );
    assert.deepEqual(
      [of('bob', 60), of('cy', 61)],
      [
        ['ignored', 'ignored'],
        ['ignored', 'ignored'],
      ],
    );
  });

  it('[DROP-20] the owner and those who see the item a minute later tell of one drop, without a tile', () => {
    const played = settled();
    played.report(timeOf(20), seen('ann', 20, { public_in: 100 }));
    for (const name of ['bob', 'cy'] as const) {
      assert.equal(madeDrop(played.report(timeOf(120), seen(name, 120, { despawns_in: 200 }))), 'ignored');
    }
  });

  it('[DROP-20] the same moment on another tile is another drop', () => {
    const played = settled();
    played.report(timeOf(20), seen('ann', 20, { tile: HERE }));
    assert.equal(madeDrop(played.report(timeOf(20), seen('bob', 20, { tile: THERE }))), 'made');
  });

  it('[DROP-20] a drop that clients without hints reported gets its moment from the first settled reporter', () => {
    const played = settled();
    played.report(timeOf(20) + 90, { reporter: 'old client' });
    assert.equal(madeDrop(played.report(timeOf(20) + 200, seen('ann', 20))), 'ignored');
    assert.equal(madeDrop(played.report(timeOf(95), seen('bob', 95, { despawns_in: 225 }))), 'ignored');
  });

  it('[DROP-20] what a newcomer without hints claimed on a tile may have lain there for long', () => {
    const about = (tile: Report['tile'], despawns_in: number, stayed: boolean) => {
      const played = settled();
      if (stayed) played.report(timeOf(60), { reporter: 'old client', item_id: 1 });
      played.report(timeOf(80), { reporter: 'old client', tile });
      return madeDrop(played.report(timeOf(90), seen('bob', 90, { despawns_in, tile })));
    };
    assert.equal(about(HERE, 150, false), 'ignored');
    assert.equal(about(HERE, 300, false), 'made', 'it fell after the claim');
    assert.equal(about(null, 150, false), 'made');
    assert.equal(about(HERE, 150, true), 'made', 'who is no newcomer claims what has just fallen');
  });

  it('[DROP-20] without a tick, a sighting matches the nearest moment, and two in one burst are two', () => {
    const played = new PlayedWorld();
    const old = (despawns_in: number) => ({ reporter: 'ann', despawns_in });
    assert.deepEqual(
      [0, 10].map((at) => madeDrop(played.report(at, old(300)))),
      ['made', 'made'],
    );
    const later = 60 * TICK_MS;
    assert.deepEqual(
      [0, 10].map((at) => madeDrop(played.report(later + at, old(240)))),
      ['ignored', 'ignored'],
    );
    assert.equal(madeDrop(played.report(later + 20, old(300))), 'made');
  });

  it('[DROP-20] hints that are lies swallow nobody else’s drop', () => {
    const played = settled();
    for (const despawns_in of [0, 299, 301, 6_000]) played.report(timeOf(20), seen('dee', 20, { despawns_in }));
    const counted = played.running!.total_drops;
    assert.equal(madeDrop(played.report(timeOf(20) + 100, seen('ann', 20))), 'made');
    assert.equal(madeDrop(played.report(timeOf(20) + 200, seen('bob', 20))), 'ignored');
    assert.equal(played.running!.total_drops, counted + 1);
  });

  it('[DROP-20] a counter that starts anew while its reporter is away is learnt again', () => {
    const played = settled();
    const from = 150;
    // Ann stays, Bob does not.
    played.report(timeOf(80), seen('ann', 80, { item_id: 5 }));
    for (let tick = from; tick < from + LEARNING_TICKS; tick++) {
      const item = { item_id: 2_000 + tick };
      played.report(timeOf(tick), seen('ann', tick, item));
      assert.equal(
        madeDrop(played.report(timeOf(tick) + 60, { ...seen('bob', tick, item), tick: tick - from })),
        'ignored',
      );
    }
    assert.equal(played.world.reporters.get('bob')!.offset, from);
  });
});

type Shower = { tick: number; item_id: number; tile: Report['tile']; copies: number }[];

const showers = (tiled: boolean): fc.Arbitrary<Shower> =>
  fc.uniqueArray(
    fc.record({
      tick: fc.integer({ min: 20, max: 28 }),
      item_id: fc.constantFrom(1, 2),
      tile: tiled ? fc.constantFrom(HERE, THERE) : fc.constant(null),
      copies: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 10, selector: ({ tick, item_id, tile }) => JSON.stringify([tick, item_id, tile]) },
  );

describe('the order of reports', () => {
  for (const tiled of [true, false]) {
    it(`[DROP-20] [DROP-22] of settled reporters changes neither the count nor what is confirmed, ${tiled ? 'with' : 'without'} tiles`, () => {
      const delays = fc.infiniteStream(fc.integer({ min: 0, max: 2_500 }));
      fc.assert(
        fc.property(showers(tiled), fc.infiniteStream(fc.nat(3)), delays, (shower, saw, delay) => {
          const played = settled();
          const before = played.running!;
          let [most, seenByTwo] = [0, 0];
          const reports = shower.flatMap(({ copies, tick, ...fields }) => {
            const counts = NAMES.map((name) => ({ name, count: Math.min(copies, saw.next().value) }));
            const [first = 0, second = 0] = counts.map(({ count }) => count).toSorted((a, b) => b - a);
            most += first;
            seenByTwo += second;
            return counts.flatMap(({ name, count }) =>
              Array.from({ length: count }, () => ({
                at: timeOf(tick) + delay.next().value,
                fields: seen(name, tick, fields),
              })),
            );
          });
          for (const { at, fields } of reports.toSorted((a, b) => a.at - b.at)) played.report(at, fields);
          const { total_drops, confirmed_drops } = played.running!;
          assert.equal(total_drops - before.total_drops, most);
          assert.equal(confirmed_drops - before.confirmed_drops, seenByTwo);
        }),
        { numRuns: 100 },
      );
    });
  }
});
