import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { PatchPace } from '../../src/rooms/PatchPace.ts';

describe('the pace of patches', () => {
  let time: number;
  let patchedAt: number[];

  beforeEach(() => {
    [time, patchedAt] = [0, []];
    mock.timers.enable({ apis: ['setTimeout'] });
    mock.method(performance, 'now', () => time);
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });

  /** Of a room that changes every millisecond, when it patches within so many. */
  function patchesWithin(ms: number, clients: number): number[] {
    const room = { clients: { length: clients }, broadcastPatch: () => patchedAt.push(time) > 0 };
    const pace = new PatchPace(room as never, (error) => assert.fail(error));
    for (; time < ms; time++, mock.timers.tick(1)) pace.request();
    pace.stop();
    return patchedAt;
  }

  it('is at once for a first change, and every 4 ms for what follows quickly', () => {
    assert.deepEqual(patchesWithin(13, 100), [0, 4, 8, 12]);
  });

  it('is slower for a crowd', () => {
    assert.deepEqual(patchesWithin(320, 5_000), [0, 150, 300]);
  });
});
