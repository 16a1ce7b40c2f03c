import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Pace, STEP_MS, STEPS } from '../../src/board/live/Pace.ts';

const START = Date.parse('2025-12-09T12:00:00Z');
const MINUTE_MS = 60_000;

describe('The pace of a drop party, as far as the page has watched it', () => {
  it('covers only the steps that were watched, and at most STEPS', () => {
    const pace = new Pace(START, false);
    assert.deepEqual(pace.steps(START), [0]);
    pace.gain(500, START + STEP_MS);
    assert.deepEqual(pace.steps(START + 3 * STEP_MS), [0, 500, 0, 0]);
    assert.equal(pace.coveredMs(START + 3 * STEP_MS), 3 * STEP_MS);
    assert.equal(pace.steps(START + 1_000 * STEP_MS).length, STEPS);
    assert.ok(pace.coveredMs(START + 1_000 * STEP_MS) <= STEPS * STEP_MS);
  });

  it('forgets drops that are older than STEPS, even if nothing has dropped since', () => {
    const pace = new Pace(START, false);
    pace.gain(500, START);
    assert.equal(pace.steps(START + (STEPS - 1) * STEP_MS)[0], 500);
    assert.ok(pace.steps(START + STEPS * STEP_MS).every((gp) => gp === 0));
    pace.gain(7, START + 10 * STEPS * STEP_MS);
    assert.equal(sum(pace.steps(START + 10 * STEPS * STEP_MS)), 7);
  });

  it('includes every drop of the time that it covers', () => {
    const drops = fc.array(fc.tuple(fc.nat({ max: 20_000 }), fc.nat({ max: 2_147_483_647 })), { maxLength: 200 });
    fc.assert(
      fc.property(drops, (gains) => {
        const pace = new Pace(START, true);
        let now = START;
        const dropped = gains.map(([afterMs, gp]) => {
          now += afterMs;
          pace.gain(gp, now);
          return { at: now, gp };
        });
        const firstStep = Math.floor(now / STEP_MS) - STEPS + 1;
        const inLine = dropped.filter(({ at }) => Math.floor(at / STEP_MS) >= firstStep);
        assert.equal(sum(pace.steps(now)), sum(inLine.map(({ gp }) => gp)));
      }),
    );
  });

  it('adds a late drop to the step in which it fell, if that is still covered', () => {
    const pace = new Pace(START, false);
    const now = START + 3 * STEP_MS;
    pace.steps(now);
    pace.gain(500, START + STEP_MS);
    assert.deepEqual(pace.steps(now), [0, 500, 0, 0]);
    const later = now + STEPS * STEP_MS;
    pace.steps(later);
    pace.gain(7, now);
    assert.equal(sum(pace.steps(later)), 0);
  });

  it('goes on when the clock is set back', () => {
    const pace = new Pace(START, false);
    pace.gain(500, START);
    pace.gain(7, START - 60 * MINUTE_MS);
    assert.equal(sum(pace.steps(START - 60 * MINUTE_MS)), 507);
  });
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
