import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { bars } from '../../src/board/drops/bars.ts';
import { pacePerMinute } from '../../src/board/drops/pace-per-minute.ts';
import { Pace, STEP_MS, STEPS } from '../../src/board/live/Pace.ts';

const START = Date.parse('2025-12-09T12:00:00Z');
const MINUTE_MS = 60_000;

describe("A party's pace, as far as the page watched it", () => {
  it('covers only what was watched: one step at first, and never more than its line is long', () => {
    const pace = new Pace(START, false);
    assert.deepEqual(pace.steps(START), [0]);
    pace.gain(500, START + STEP_MS);
    assert.deepEqual(pace.steps(START + 3 * STEP_MS), [0, 500, 0, 0]);
    assert.equal(pace.coveredMs(START + 3 * STEP_MS), 3 * STEP_MS);
    assert.equal(pace.steps(START + 1_000 * STEP_MS).length, STEPS);
    assert.ok(pace.coveredMs(START + 1_000 * STEP_MS) <= STEPS * STEP_MS);
  });

  it('forgets what is older than its line, also where nothing dropped for longer than that', () => {
    const pace = new Pace(START, false);
    pace.gain(500, START);
    assert.equal(pace.steps(START + (STEPS - 1) * STEP_MS)[0], 500);
    assert.ok(pace.steps(START + STEPS * STEP_MS).every((gp) => gp === 0));
    pace.gain(7, START + 10 * STEPS * STEP_MS);
    assert.equal(sum(pace.steps(START + 10 * STEPS * STEP_MS)), 7);
  });

  it('has in its line all that dropped in the time that it covers', () => {
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

  it('puts a drop that is told late where it belongs, if its line goes back so far', () => {
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

  it('is not confused by a clock that is set back', () => {
    const pace = new Pace(START, false);
    pace.gain(500, START);
    pace.gain(7, START - 60 * MINUTE_MS);
    assert.equal(sum(pace.steps(START - 60 * MINUTE_MS)), 507);
  });

  it('is a minute’s value once a minute was watched; until then that of the whole party, by its age', () => {
    const party = { total_value: 600_000, started_at: START - 5 * MINUTE_MS };
    const pace = new Pace(START, false);
    pace.gain(90_000, START + 1_000);
    assert.deepEqual(pacePerMinute(party, pace, START + 30_000), { gp: 109_090, over: 'since it began' });
    assert.deepEqual(pacePerMinute(party, pace, START + 90_000), { gp: 60_000, over: 'over the last 1 minute' });
    assert.equal(pacePerMinute(party, pace, START + 3 * MINUTE_MS).gp, 30_000);
  });

  it('counts less than a minute of a party that began before the eyes of the viewer as one', () => {
    const pace = new Pace(START, true);
    pace.gain(38_052, START);
    const party = { total_value: 38_052, started_at: START };
    assert.deepEqual(pacePerMinute(party, pace, START + 1_000), { gp: 38_052, over: 'in its first minute' });
  });
});

describe("The bars of a party's pace", () => {
  it('are one for each step, the newest at the right end, the highest as high as the line', () => {
    assert.equal(bars([]), '');
    assert.equal(bars([5]), 'M177 24v-24h2V24z');
    assert.equal(bars([0, 10, 5]), 'M171 24v-1h2V24zM174 24v-24h2V24zM177 24v-12.5h2V24z');
  });

  it('are numbers whatever dropped', () => {
    const steps = fc.array(fc.double({ min: 0, max: 2 ** 70, noNaN: true }), { maxLength: STEPS });
    fc.assert(fc.property(steps, (gps) => assert.match(bars(gps), /^(M\d+ 24v-\d+(\.\d)?h2V24z)*$/)));
  });
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
