import assert from 'node:assert/strict';
import { verdictOf } from '../../loadtest/soak/verdict.ts';
import type { Hour } from '../../loadtest/soak/state.ts';

const QUIET = { timers: 20, muster_rooms: 3, TCPSocketWrap: 3 };

/** So many hours, each of them as `state` says. */
function hoursOf(count: number, state: (hour: number) => Partial<Hour> = () => ({})): Hour[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ hour: i + 1, realSeconds: 1, heapMb: 50, rssMb: 300, databaseMb: 5, webhooks: 9, counts: QUIET },
    objects: { Map: 300 },
    ...state(i + 1),
  }));
}

describe('the verdict of the soak', () => {
  it('finds no fault in a server that is as it was after the second hour', () => {
    const { faults, slopes } = verdictOf(hoursOf(24, (hour) => (hour === 1 ? { heapMb: 60, counts: {} } : {})));
    assert.deepEqual(faults, []);
    assert.deepEqual(slopes, { 'heap, MB per day': 0, 'Map objects per hour': 0 });
  });

  it('names what there is more of, and what there was none of', () => {
    const MORE = { ...QUIET, timers: 21, muster_rooms: 2, PipeWrap: 1 };
    const leaky = (from: number) => hoursOf(8, (hour) => (hour >= from ? { counts: MORE } : {}));
    assert.deepEqual(verdictOf(leaky(6)).faults, ['timers: 21 is more than 20', 'PipeWrap: 1.0 is more than 0']);
    assert.deepEqual(verdictOf(leaky(7)).faults, []);
  });

  it('names a heap that grows, by the second half of the hours', () => {
    const growing = (from: number) => hoursOf(24, (hour) => ({ heapMb: 50 + Math.max(0, hour - from) / 6 }));
    assert.deepEqual(verdictOf(growing(0)).faults, ['heap, MB per day: 4.0 is more than 2']);
    const settled = hoursOf(24, (hour) => ({ heapMb: 50 + Math.min(hour, 12) / 12 }));
    assert.deepEqual(verdictOf(settled).faults, []);
  });

  it('names a class of objects that there are more of every hour', () => {
    const { faults } = verdictOf(hoursOf(8, (hour) => ({ objects: { Map: 300 + 40 * hour } })));
    assert.deepEqual(faults, ['Map objects per hour: 40 is more than 25']);
  });

  it('finds fault in no hours', () => {
    assert.deepEqual(verdictOf([]).faults, ['no hour was played']);
  });
});
