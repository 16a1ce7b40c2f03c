import assert from 'node:assert/strict';
import { countingErrors } from '../../../loadtest/counted-party.ts';
import { HINTS, harmDone, SCENARIOS } from '../../../loadtest/dedupe-bench.ts';

const SEEDS = [0, 1, 2, 3];

function errorOf(scenario: string, hints: string): number {
  return countingErrors({ ...SCENARIOS[scenario]!, ...HINTS[hints] }, 'witness', SEEDS).mean;
}

describe('the counting error in simulated parties', () => {
  for (const [scenario, hints] of [
    ['main: 20 witnesses', 'no hints'],
    ['main: 20 witnesses', '25 tiles'],
    ['host reports as well', '25 tiles'],
  ] as const) {
    it(`[DROP-4] [DROP-5] [DROP-6] is within 1 %: ${scenario}, ${hints}`, () => {
      const error = errorOf(scenario, hints);
      assert.ok(Math.abs(error) <= 0.01, `mean error ${error}`);
    });
  }

  for (const scenario of [
    'main: 20 witnesses',
    'one item type only',
    'long, 3 reloads each',
    'long, it walks, too',
    'long, two hosts',
    'long, 8 s still',
  ]) {
    it(`[DROP-20] is within 0.2 % with the moment and the tile, and within 0.5 % with the moment alone: ${scenario}`, () => {
      for (const [hints, most] of [
        ['moment, 25 tiles', 0.002],
        ['moment', 0.005],
      ] as const) {
        const error = errorOf(scenario, hints);
        assert.ok(Math.abs(error) <= most, `${hints}: mean error ${error}`);
      }
    });
  }

  for (const hints of ['no hints', '25 tiles']) {
    it(`[DROP-21] is under 20 % when each client loads its scene three times: ${hints}`, () => {
      const error = errorOf('long, 3 reloads each', hints);
      assert.ok(error < 0.2, `mean error ${error}`);
    });
  }

  it('[DROP-20] a settled offset is not given up for a few sightings that speak against it', () => {
    const setup = { ...SCENARIOS['one item type only']!, ...HINTS['moment'] };
    const { mean } = countingErrors(setup, 'witness', [1_007]);
    assert.ok(Math.abs(mean) <= 0.005, `error ${mean}`);
  });

  it('[DROP-20] an offset that was settled wrongly, and explains most of what its reporter sees, is given up', () => {
    const setup = { ...SCENARIOS['one item type only']!, ...HINTS['moment'] };
    const { mean } = countingErrors(setup, 'witness', [5_000]);
    assert.ok(Math.abs(mean) <= 0.06, `error ${mean}`);
  });

  it('[DROP-20] half of the clients with hints are no worse than none: one witness', () => {
    const error = errorOf('one witness', 'half, 25 tiles');
    assert.ok(Math.abs(error) <= 0.006, `mean error ${error}`);
  });

  for (const seed of [5_017, 6_015, 6_039]) {
    it(`[DROP-20] one client in 20 that tells nonsense before all others doubles nothing: seed ${seed}`, () => {
      const setup = { ...SCENARIOS['long: 12 witnesses']!, ...HINTS['moment'], witnesses: 19 };
      const { mean } = harmDone({ ...setup, hostile: 'nonsense' }, [seed]).honest;
      assert.ok(Math.abs(mean) <= 0.05, `error ${mean}`);
    });
  }

  for (const hostile of ['repeats', 'invents', 'shifts', 'nonsense'] as const) {
    it(`[DROP-20] one client in 20 that ${hostile} moves neither what others saw nor what is confirmed by more than its share`, () => {
      for (const hints of ['moment', 'moment, 25 tiles']) {
        const setup = { ...SCENARIOS['long: 12 witnesses']!, ...HINTS[hints], witnesses: 19, hostile };
        const { honest, drops, value } = harmDone(setup, SEEDS);
        for (const error of [honest, drops, value]) assert.ok(Math.abs(error.mean) <= 0.05, `${hints}: ${error.mean}`);
      }
    });

    for (const hints of ['no hints', '25 tiles', 'half, 25 tiles', 'no tick, 25 tiles']) {
      it(`[DROP-22] one client in 20 that ${hostile} moves what is confirmed by no more than its share: ${hints}`, () => {
        const setup = { ...SCENARIOS['long: 12 witnesses']!, ...HINTS[hints], witnesses: 19, hostile };
        const { drops, value } = harmDone(setup, SEEDS);
        for (const error of [drops, value]) assert.ok(Math.abs(error.mean) <= 0.05, `${error.mean}`);
      });
    }
  }

  for (const hints of ['no hints', '25 tiles', 'half, 25 tiles']) {
    it(`[DROP-22] what an honest crowd sees is confirmed: ${hints}`, () => {
      for (const witnesses of [12, 20]) {
        const { drops, value } = harmDone({ ...SCENARIOS['long: 12 witnesses']!, ...HINTS[hints], witnesses }, SEEDS);
        for (const error of [drops, value]) assert.ok(Math.abs(error.mean) <= 0.001, `${witnesses}: ${error.mean}`);
      }
    });

    it(`[DROP-22] what clients repeat when their scene reloads confirms little: ${hints}`, () => {
      const { drops, value } = harmDone({ ...SCENARIOS['long, 3 reloads each']!, ...HINTS[hints] }, SEEDS);
      for (const error of [drops, value]) assert.ok(error.mean <= 0.05, `${error.mean}`);
    });
  }
});
