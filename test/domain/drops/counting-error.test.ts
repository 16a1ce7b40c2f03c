import assert from 'node:assert/strict';
import { countingErrors } from '../../../loadtest/dedupe-bench.ts';
import { MAIN_PARTY } from '../../../loadtest/simulated-party.ts';

describe('the counting error in a simulated party', () => {
  for (const [name, hints] of [
    ['', {}],
    [' where reports name tiles', { tiles: 25 }],
    [' where reports name tiles and the host reports as well', { tiles: 25, hostReports: true }],
  ] as const) {
    it(`[DROP-4] [DROP-5] [DROP-6] the witness rule counts within 1 % of 20 witnesses and 5 late arrivals${name}`, () => {
      const { mean } = countingErrors({ ...MAIN_PARTY, ...hints }, 'witness', 4);
      assert.ok(Math.abs(mean) <= 0.01, `mean error ${mean}`);
    });
  }
});
