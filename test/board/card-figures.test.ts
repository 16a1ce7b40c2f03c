import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { bars, drained, isLastPart, pacePerMinute } from '../../src/board/drops/card-figures.ts';
import { Pace, STEPS } from '../../src/board/live/Pace.ts';

const START = Date.parse('2025-12-09T12:00:00Z');
const MINUTE_MS = 60_000;

describe('GP per minute', () => {
  it('is the average of the watched time, but of the whole party during the first minute of watching', () => {
    const party = { total_value: 600_000, started_at: START - 5 * MINUTE_MS };
    const pace = new Pace(START, false);
    pace.gain(90_000, START + 1_000);
    assert.deepEqual(pacePerMinute(party, pace, START + 30_000), { gp: 109_090, over: 'since it began' });
    assert.deepEqual(pacePerMinute(party, pace, START + 90_000), { gp: 60_000, over: 'over the last 1 minute' });
    assert.equal(pacePerMinute(party, pace, START + 3 * MINUTE_MS).gp, 30_000);
  });

  it('counts less than a minute as one if the page has watched the party from its start', () => {
    const pace = new Pace(START, true);
    pace.gain(38_052, START);
    const party = { total_value: 38_052, started_at: START };
    assert.deepEqual(pacePerMinute(party, pace, START + 1_000), { gp: 38_052, over: 'in its first minute' });
  });
});

describe('The pace line', () => {
  it('has one bar per step, the newest at the right end, the highest at full height', () => {
    assert.equal(bars([]), '');
    assert.equal(bars([5]), 'M177 24v-24h2V24z');
    assert.equal(bars([0, 10, 5]), 'M171 24v-1h2V24zM174 24v-24h2V24zM177 24v-12.5h2V24z');
  });

  it('is a valid path whatever dropped', () => {
    const steps = fc.array(fc.double({ min: 0, max: 2 ** 70, noNaN: true }), { maxLength: STEPS });
    fc.assert(fc.property(steps, (gps) => assert.match(bars(gps), /^(M\d+ 24v-\d+(\.\d)?h2V24z)*$/)));
  });
});

describe('The ring', () => {
  const party = { last_drop_at: START, ends_at: START + 300_000 };

  it('is full at a drop and drained at the end of the party, and never beyond either', () => {
    for (const [afterMs, gone] of [
      [-2_000, 0],
      [0, 0],
      [1_000, 0.3],
      [150_000, 50],
      [300_000, 100],
      [400_000, 100],
    ] as const)
      assert.equal(drained(party, START + afterMs, false), gone);
  });

  it('moves only every few seconds with reduced motion', () => {
    assert.equal(drained(party, START + 9_999, true), drained(party, START + 5_000, true));
    assert.notEqual(drained(party, START + 10_000, true), drained(party, START + 9_999, true));
  });

  it('glows in the last minute, or in the last fifth where parties are short', () => {
    assert.ok(!isLastPart(party, START + 239_999));
    assert.ok(isLastPart(party, START + 240_000));
    const short = { last_drop_at: START, ends_at: START + 10_000 };
    assert.ok(!isLastPart(short, START + 7_999));
    assert.ok(isLastPart(short, START + 8_000));
  });
});
