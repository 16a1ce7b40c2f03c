import assert from 'node:assert/strict';
import { faultsOf } from '../../loadtest/measure/figures.ts';
import { readWrk } from '../../loadtest/measure/wrk.ts';

const BOUNDS = { 'POST /drops': { atLeast: 0.08 }, 'p99 ms': { atMost: 20 } };

describe('the verdict of benchmarks and load tests', () => {
  it('finds no fault in values within their bounds, nor in those that have none', () => {
    assert.deepEqual(faultsOf({ 'POST /drops': 0.08, 'p99 ms': 20, else: 1e9 }, BOUNDS), []);
  });

  it('names each value that is out of bounds, and what it should be', () => {
    assert.deepEqual(faultsOf({ 'POST /drops': 0.0479, 'p99 ms': 20.5 }, BOUNDS), [
      'POST /drops: 0.048 is less than 0.08',
      'p99 ms: 21 is more than 20',
    ]);
  });

  it('what was not measured is a fault', () => {
    assert.deepEqual(faultsOf({ 'p99 ms': NaN }, BOUNDS), ['POST /drops: not measured', 'p99 ms: not measured']);
  });
});

describe("the reading of wrk's output", () => {
  const text = (extra = '') => `Running 2s test @ http://127.0.0.1:1234/drops
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency    16.51ms   14.10ms 244.46ms   95.33%
  Latency Distribution
     50%  500.00us
     75%   17.11ms
     90%   20.78ms
     99%    1.05s 
  8412 requests in 2.01s, 2.30MB read
${extra}Requests/sec:   4185.07
Transfer/sec:      1.14MB
`;

  it('has the rate, and percentiles in milliseconds whatever their unit', () => {
    assert.deepEqual(readWrk(text()), { requests: 8_412, perSecond: 4_185.07, p50Ms: 0.5, p99Ms: 1_050 });
  });

  it('refuses a run in which requests failed', () => {
    assert.throws(() => readWrk(text('  Non-2xx or 3xx responses: 12\n')), /Non-2xx or 3xx responses: 12/);
    assert.throws(() => readWrk(text('  Socket errors: connect 0, read 3, write 0, timeout 0\n')), /Socket errors/);
    assert.throws(() => readWrk('unable to connect to 127.0.0.1:1'), /unable to connect/);
  });
});
