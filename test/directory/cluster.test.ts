import assert from 'node:assert/strict';
import type { RoomClasses } from '../../src/directory/LocalRooms.ts';
import { ConnectionLimit } from '../../src/auth/ConnectionLimit.ts';
import { FairShares } from '../../src/auth/FairShares.ts';
import { Cluster } from '../../src/directory/Cluster.ts';
import { LocalRooms } from '../../src/directory/LocalRooms.ts';
import { needsPostgres } from '../support/postgres.ts';
import { until } from '../support/until.ts';
import { PostgresPlace } from '../store/postgres-place.ts';

describe('a process among others', () => {
  needsPostgres();

  let place: PostgresPlace;
  const running = new Map<string, Cluster>();
  const onDuty: string[] = [];
  const givenUp: string[] = [];

  beforeEach(async () => {
    place = await PostgresPlace.make();
    onDuty.length = 0;
    givenUp.length = 0;
  });

  afterEach(async () => {
    for (const cluster of running.values()) await cluster.stop();
    running.clear();
    await place.remove();
  });

  /** Not joined yet. */
  async function make(process: string): Promise<{ cluster: Cluster; rooms: LocalRooms }> {
    const { cluster: store } = await place.openMember();
    const cluster = new Cluster({
      process,
      store,
      peers: {
        isUp: true,
        serve: () => undefined,
        call: () => Promise.resolve({ type: 'done', value: null }),
        giveUp: (dead) => void givenUp.push(dead),
      },
      log: { info: () => undefined, warn: () => undefined },
      neededKeys: () => Promise.resolve([]),
      onFeed: () => undefined,
      onLook: () => Promise.resolve(),
      onDuty: (isOnDuty) => void onDuty.push(`${process} ${isOnDuty ? 'begins' : 'ends'}`),
    });
    const lobbies = new FairShares({ capacity: 1, what: 'lobbies', whenFull: 'room_full', isShared: false });
    running.set(process, cluster);
    const limits = { connections: new ConnectionLimit(null), lobbies };
    return { cluster, rooms: new LocalRooms({} as RoomClasses, limits, cluster) };
  }

  async function join(process: string): Promise<Cluster> {
    const { cluster, rooms } = await make(process);
    await cluster.join(rooms);
    return cluster;
  }

  it('[CLUSTER-1] claims no room before it knows the others, of which it would take all rooms', async () => {
    const first = await join('p1');
    await first.claim({ name: 'drop_tracker', world: 301 });
    const { cluster: second, rooms } = await make('p2');
    const refused = assert.rejects(second.claim({ name: 'drop_tracker', world: 301 }), { to: 'p1' });
    await second.join(rooms);
    await refused;
  });

  it('[CLUSTER-6] does what one does for all until it leaves, and then another does', async () => {
    const first = await join('p1');
    await join('p2');
    assert.deepEqual(onDuty, ['p1 begins']);
    await first.leave();
    await until(() => onDuty.length === 3, 'the next process on duty');
    assert.deepEqual(onDuty, ['p1 begins', 'p1 ends', 'p2 begins']);
  });

  it('[CLUSTER-6] does it once the one on duty stands still, which ends it when it wakes up', async () => {
    const first = await join('p1');
    // From now on it stands still: no beat, and nothing that it could notice.
    await first.stop();
    await join('p2');
    await until(() => onDuty.length === 2, 'the next process on duty');
    assert.deepEqual(onDuty, ['p1 begins', 'p2 begins']);
    assert.deepEqual(givenUp, ['p1']);
    await first.leave();
    assert.deepEqual(onDuty, ['p1 begins', 'p2 begins', 'p1 ends']);
  });
});
