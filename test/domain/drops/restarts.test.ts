import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Report } from '../../../src/domain/drops/drop.ts';
import { PlayedWorld } from './PlayedWorld.ts';

const reports: fc.Arbitrary<{ waitMs: number; ticks: number; fields: Partial<Report> }> = fc.record({
  waitMs: fc.constantFrom(0, 0, 10, 200, 600, 3_000, 61_000),
  ticks: fc.integer({ min: -1, max: 3 }),
  fields: fc.record({
    reporter: fc.constantFrom(null, 'ann', 'bob', 'cy', 'dee'),
    item_id: fc.constantFrom(526, 536),
    despawns_in: fc.constantFrom(null, 200, 299, 300, 300),
    public_in: fc.constantFrom(null, 0, 100),
    tile: fc.constantFrom(null, { plane: 0, x: 1, y: 2 }, { plane: 0, x: 1, y: 3 }),
  }),
});

describe('a server that restarts', () => {
  it('[DROP-12] judges reports with and without moments as if it had not', () => {
    fc.assert(
      fc.property(fc.array(reports, { minLength: 20, maxLength: 120, size: 'max' }), fc.nat(6), (script, each) => {
        const [steady, restarted] = [new PlayedWorld(), new PlayedWorld()];
        let now = 1_000_000;
        script.forEach(({ waitMs, ticks, fields }, i) => {
          now += waitMs;
          const tick = ticks < 0 ? null : Math.floor(now / 609) + ticks;
          const answers = [steady, restarted].map((world) => world.report(now, { ...fields, tick }));
          assert.deepEqual(answers[0], answers[1]);
          if (i % (each + 1) === 0) restarted.restart();
          assert.deepEqual(restarted.world, steady.world);
        });
      }),
      { numRuns: 150 },
    );
  });

  it('[DROP-12] [DROP-21] goes on to take a reload for one', () => {
    const [steady, restarted] = [new PlayedWorld(), new PlayedWorld()];
    const crowd = Array.from({ length: 10 }, (_, i) => `witness ${i}`);
    for (let i = 0; i < 40; i++) {
      for (const world of [steady, restarted]) {
        crowd.forEach((reporter, place) => world.report(4_000 * i + 50 * place, { reporter, item_id: i }));
      }
    }
    const statuses = [steady, restarted].map((world) =>
      Array.from({ length: 30 }, (_, i) => {
        if (world === restarted) world.restart();
        return world.report(162_000 + i, { reporter: crowd[3]!, item_id: i }).status;
      }),
    );
    assert.deepEqual(statuses[0], statuses[1]);
    assert.equal(statuses[0]!.filter((status) => status !== 'ignored').length, 2);
  });
});
