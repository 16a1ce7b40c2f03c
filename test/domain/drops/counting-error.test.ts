import assert from 'node:assert/strict';
import { countingErrors } from '../../../loadtest/dedupe-bench.ts';
import { MAIN_PARTY } from '../../../loadtest/simulated-party.ts';

describe('the counting error in a simulated party', () => {
  for (const [name, hints] of [
    ['', {}],
    [' when reports have tiles', { tiles: 25 }],
    [' when reports have tiles and the host reports too', { tiles: 25, hostReports: true }],
  ] as const) {
    it(`[DROP-4] [DROP-5] [DROP-6] the witness rule counts a party seen by 20 witnesses and 5 late arrivals to within 1 %${name}`, () => {
      const { mean } = countingErrors({ ...MAIN_PARTY, ...hints }, 'witness', 4);
      assert.ok(Math.abs(mean) <= 0.01, `mean error ${mean}`);
    });
  }
});
