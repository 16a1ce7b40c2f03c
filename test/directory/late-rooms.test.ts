import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { Call, Reply } from '../../src/directory/calls.ts';
import type { Cluster } from '../../src/directory/Cluster.ts';
import { Directory } from '../../src/directory/Directory.ts';
import { Pauses } from '../../src/directory/Pauses.ts';
import type { LocalRooms } from '../../src/directory/LocalRooms.ts';
import type { DropTracker, KeyedRoom } from '../../src/directory/rooms.ts';
import { AppError } from '../../src/errors.ts';
import { RetryQueue } from '../../src/rooms/RetryQueue.ts';

/** A process that owns every room, and opens them with `open`. `ask` is what another process asks of it. */
function processWith(open: LocalRooms['open'], { now = (): number => 0, hasJustPaused = false } = {}) {
  const rooms = { has: () => false, open } as Partial<LocalRooms> as LocalRooms;
  const own = { process: 'p1', joined: Promise.resolve(), placeOf: () => 'p1', hasJustPaused };
  const cluster = own as Partial<Cluster> as Cluster;
  let ask!: (call: Call) => Promise<Reply>;
  const serve = (handle: typeof ask) => void (ask = handle);
  const peers = { isUp: true, serve, call: () => Promise.reject(), giveUp: () => undefined };
  const directory = new Directory(rooms, { cluster, peers, now });
  return { directory, ask: (call: Call) => ask(call) };
}

const opensNever = () => new Promise<never>(() => undefined);

describe('a room of one of several processes that does not answer', () => {
  afterEach(() => mock.timers.reset());

  it('[CLUSTER-5] is given up on in time, by whoever waits for it', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const tracker = await processWith(opensNever).directory.dropTracker(444);
    const refused = assert.rejects(tracker.endIfIdle(), ({ kind, retryAfterSeconds }: AppError) => {
      assert.deepEqual([kind, retryAfterSeconds], ['owner_unreachable', 5]);
      return true;
    });
    await new Promise(setImmediate);
    mock.timers.tick(2_800);
    await refused;
  });

  it('[CLUSTER-5] is not asked when this process has just stood still', async () => {
    const tracker = await processWith(opensNever, { hasJustPaused: true }).directory.dropTracker(444);
    await assert.rejects(tracker.endIfIdle(), { kind: 'owner_unreachable' });
  });

  it('[CLUSTER-5] begins with nothing whose client may have been answered: it arrived late, or the room opened late', async () => {
    let now = 1_000;
    let begun = 0;
    const opened = Promise.withResolvers<KeyedRoom>();
    const room = { endIfIdle: () => ((begun += 1), Promise.resolve(null)) } as Partial<DropTracker> as DropTracker;
    const { directory, ask } = processWith(() => opened.promise, { now: () => now });
    const call: Call = {
      type: 'ask',
      key: { name: 'drop_tracker', world: 444 },
      method: 'endIfIdle',
      args: [],
      address: undefined,
    };
    const asked = (await directory.dropTracker(444)).endIfIdle();
    const asksInTime = ask({ ...call, until: 3_500 });
    now = 3_301;
    opened.resolve(room);
    await assert.rejects(asked, { kind: 'owner_unreachable' });
    assert.equal((await asksInTime).type, 'done');
    now = 3_501;
    const late = await ask({ ...call, until: 3_500 });
    assert.equal(late.type === 'refused' && late.error.kind, 'owner_unreachable');
    assert.equal(begun, 1);
  });

  it('[CLUSTER-5] is not asked for what waited while this process stood still', () => {
    mock.timers.enable({ apis: ['setInterval'] });
    let elapsed = 0;
    const pauses = new Pauses(() => elapsed);
    const pass = (ms: number) => {
      elapsed += ms;
      mock.timers.tick(ms);
    };
    for (let i = 0; i < 50; i++) pass(100);
    assert.equal(pauses.isJustOver, false);
    // Suspended: no timer ran, and sockets are read before any does.
    elapsed += 2_100;
    assert.equal(pauses.isJustOver, true);
    pass(900);
    assert.equal(pauses.isJustOver, true);
    pass(100);
    assert.equal(pauses.isJustOver, false);
    pauses.stop();
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
