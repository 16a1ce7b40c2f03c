import assert from 'node:assert/strict';
import { alternate, lineThrough, percentile, ratioOfCpu, ratioTo, spreadOf } from '../../loadtest/measure/figures.ts';
import { show } from '../../loadtest/measure/report.ts';

describe('the figures of benchmarks', () => {
  it('a percentile is the smallest value that so many do not exceed, whatever their order', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    assert.deepEqual(
      [0, 0.5, 0.99, 1].map((share) => percentile(values, share)),
      [1, 50, 99, 100],
    );
    assert.equal(percentile([7], 0.99), 7);
    assert.equal(percentile([], 0.5), NaN);
  });

  it('a spread has the median, the least and the most', () => {
    assert.deepEqual(spreadOf([9, 1, 5, 100, 3]), { median: 5, min: 1, max: 100 });
    assert.equal(show(spreadOf([0.5, 0.25, 1]), 2), '0.50 (0.25 to 1.00)');
    assert.equal(show(spreadOf([12_345, 12_345]), 0), '12,345');
    assert.equal(show(null, 1), '–');
  });

  it('subjects are measured in turn, for as many rounds and seconds as asked', async () => {
    const calls: string[] = [];
    const subject = (name: string, perSecond: number) => (seconds: number) => {
      calls.push(`${name} ${seconds} s`);
      return Promise.resolve({ perSecond: perSecond * calls.length });
    };
    const { floor, tested } = await alternate(
      { floor: subject('floor', 10), tested: subject('tested', 5) },
      { rounds: 2, seconds: 3 },
    );
    assert.deepEqual(calls, ['floor 3 s', 'tested 3 s', 'floor 3 s', 'tested 3 s']);
    assert.deepEqual(floor, [{ perSecond: 10 }, { perSecond: 30 }]);
    assert.deepEqual(tested, [{ perSecond: 10 }, { perSecond: 20 }]);
  });

  it('a ratio compares with the floor of the same round', () => {
    const readings = (...rates: number[]) => rates.map((perSecond) => ({ perSecond }));
    // The machine was busy in the second round, and slowed both down.
    assert.deepEqual(ratioTo(readings(100, 10, 100), readings(50, 5, 80)), { median: 0.5, min: 0.5, max: 0.8 });
  });

  it('by CPU, a subject that takes four times as much has a quarter of the floor', () => {
    const readings = (...cpu: number[]) => cpu.map((cpuMicros) => ({ perSecond: 1, cpuMicros }));
    assert.deepEqual(ratioOfCpu(readings(100, 50, 10), readings(400, 100, 40)), { median: 0.25, min: 0.25, max: 0.5 });
    assert.equal(ratioOfCpu(readings(100), [{ perSecond: 1 }]), null);
  });

  it('the line through a curve has its base and its slope', () => {
    const points = [1, 10, 100].map((size) => ({ size, cost: 20 + 3 * size }));
    const { base, slope } = lineThrough(points);
    assert.ok(Math.abs(base - 20) < 1e-9 && Math.abs(slope - 3) < 1e-9);
    assert.deepEqual(lineThrough([{ size: 5, cost: 7 }]), { base: 7, slope: 0 });
  });
});
