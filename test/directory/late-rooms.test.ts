import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { Cluster } from '../../src/directory/Cluster.ts';
import { Directory } from '../../src/directory/Directory.ts';
import type { LocalRooms } from '../../src/directory/LocalRooms.ts';
import { AppError } from '../../src/errors.ts';
import { RetryQueue } from '../../src/rooms/RetryQueue.ts';

/** A process that owns every room, none of which opens. */
function stuckDirectory(): Directory {
  const rooms = { has: () => false, open: () => new Promise(() => undefined) } as Partial<LocalRooms> as LocalRooms;
  const cluster = { process: 'p1', joined: Promise.resolve(), placeOf: () => 'p1' } as Partial<Cluster> as Cluster;
  return new Directory(rooms, { cluster, peers: { isUp: true, serve: () => undefined, call: () => Promise.reject() } });
}

describe('a room of one of several processes that does not answer', () => {
  afterEach(() => mock.timers.reset());

  it('[CLUSTER-5] is given up on in time, by whoever waits for it', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const tracker = await stuckDirectory().dropTracker(444);
    const refused = assert.rejects(tracker.endIfIdle(), ({ kind, retryAfterSeconds }: AppError) => {
      assert.deepEqual([kind, retryAfterSeconds], ['owner_unreachable', 5]);
      return true;
    });
    await new Promise(setImmediate);
    mock.timers.tick(2_800);
    await refused;
  });

  it('[CLUSTER-5] is told later what another room has to tell it', async () => {
    let isEmptied = false;
    const queue = new RetryQueue(() => (isEmptied = true));
    const answers = ['owner_unreachable', 'room_moved', 'storage_unavailable'] as const;
    let asked = 0;
    await queue.add(async () => {
      const kind = answers[asked++];
      if (kind) throw new AppError(kind);
    });
    for (let i = 0; i < answers.length; i++) {
      assert.equal(isEmptied, false);
      await queue.retry();
    }
    assert.deepEqual([asked, isEmptied], [4, true]);
  });
});
