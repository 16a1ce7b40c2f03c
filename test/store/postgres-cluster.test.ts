import assert from 'node:assert/strict';
import { OperatorError } from '../../src/errors.ts';
import type { Update } from '../../src/projections/update.ts';
import type { ClusterStore } from '../../src/store/cluster.ts';
import { needsPostgres } from '../support/postgres.ts';
import { until } from '../support/until.ts';
import { added, commitOf, endedParty, partyEvents, T0 } from './commits.ts';
import type { PlayedStore } from './PlayedStore.ts';
import { PostgresPlace } from './postgres-place.ts';

type Process = { store: PlayedStore; cluster: ClusterStore; told: string[] };

const SELF = { process: 'p', hasRedis: true, isLeaving: false };

describe('several processes on one PostgreSQL', () => {
  needsPostgres();

  let place: PostgresPlace;
  let first: Process;
  let second: Process;

  beforeEach(async () => {
    place = await PostgresPlace.make();
    first = await join('p1');
    second = await join('p2');
  });

  afterEach(() => place.remove());

  async function join(process: string): Promise<Process> {
    const { store, cluster } = await place.openMember();
    const told: string[] = [];
    store.subscribeUpdates((updates) => told.push(...updates.map(nameOf)));
    await cluster.beat({ ...SELF, process });
    return { store, cluster, told };
  }

  const nameOf = ({ topic, seq }: Update) => `${topic} ${seq}`;
  const alive = () => [first.cluster.memberId, second.cluster.memberId];
  const owned = async ({ cluster }: Process, room: string, living = alive()) => {
    const claim = await cluster.claim(room, { alive: living, newest: Math.max(...alive()) });
    assert.equal(claim.type, 'owned');
    return claim.type === 'owned' ? claim.fence : null;
  };
  const party = (world: number) => partyEvents({ world, party_id: world, at: T0 }, 1);
  const drop = (world: number, number: number) => added({ world, party_id: world, at: T0 + number * 1_000 }, number);

  it('[CLUSTER-1] one of two claims of a room is granted, and the other one is told who has it', async () => {
    const rooms = Array.from({ length: 40 }, (_, i) => `drops-${i}`);
    const claims = await Promise.all(
      rooms.flatMap((room) =>
        [first, second].map(({ cluster }) => cluster.claim(room, { alive: alive(), newest: Math.max(...alive()) })),
      ),
    );
    for (const [i] of rooms.entries()) {
      const pair = claims.slice(i * 2, i * 2 + 2);
      assert.deepEqual(pair.map(({ type }) => type).toSorted(), ['elsewhere', 'owned']);
      const winner = pair.findIndex(({ type }) => type === 'owned');
      assert.deepEqual(pair[1 - winner], { type: 'elsewhere', process: `p${winner + 1}` });
    }
  });

  it('[CLUSTER-2] a member that came after all that are known is not taken for dead', async () => {
    const fence = await owned(second, 'drops-301');
    const known = { alive: [first.cluster.memberId], newest: first.cluster.memberId };
    assert.deepEqual(await first.cluster.claim('drops-301', known), { type: 'elsewhere', process: 'p2' });
    await second.store.commit({ ...commitOf(...party(301)), fence });
  });

  it('[CLUSTER-1] a commit of an owner that was taken over from is refused, and changes nothing', async () => {
    const old = await owned(first, 'drops-301');
    await first.store.commit({ ...commitOf(...party(301)), fence: old });
    const fresh = await owned(second, 'drops-301', [second.cluster.memberId]);
    await assert.rejects(first.store.commit({ ...commitOf(drop(301, 2)), fence: old }), { kind: 'room_moved' });
    assert.equal((await second.store.loadWorld(301)).party!.total_drops, 1);
    await second.store.commit({ ...commitOf(drop(301, 2)), fence: fresh });
    assert.equal((await first.store.loadWorld(301)).party!.total_drops, 2);
  });

  it('[CLUSTER-1] other commits of the same moment are stored', async () => {
    const old = await owned(first, 'drops-301');
    await first.store.commit({ ...commitOf(...party(301)), fence: old });
    await owned(second, 'drops-301', [second.cluster.memberId]);
    const fence = await owned(first, 'drops-302');
    const refused = first.store.commit({ ...commitOf(drop(301, 2)), fence: old });
    const stored = first.store.commit({ ...commitOf(...party(302)), fence });
    await assert.rejects(refused, { kind: 'room_moved' });
    await stored;
    assert.equal((await second.store.loadWorld(302)).party!.total_drops, 1);
  });

  it('[CLUSTER-1] a claim waits for a commit that is under way, and what is read after it has the commit', async () => {
    const fence = await owned(first, 'drops-301');
    await first.store.commit({ ...commitOf(...party(301)), fence });
    for (let n = 2; n < 30; n++) {
      const commits = first.store.commit({ ...commitOf(drop(301, n)), fence });
      const claim = owned(second, 'drops-301', [second.cluster.memberId]);
      const isStored = await commits.then(
        () => true,
        ({ kind }: { kind: string }) => (assert.equal(kind, 'room_moved'), false),
      );
      const afterClaim = await claim.then(() => second.store.loadWorld(301));
      assert.equal(afterClaim.party!.total_drops, isStored ? n : n - 1);
      if (!isStored) return;
      Object.assign(fence!, await owned(first, 'drops-301', [first.cluster.memberId]));
    }
  });

  it('[CLUSTER-1] a process without REDIS_URL and a cluster keep each other out', async () => {
    await assert.rejects(
      place.open(),
      (error: Error) => error instanceof OperatorError && /REDIS_URL/.test(error.message),
    );
    await place.remove();
    const alone = await place.open();
    await assert.rejects(place.openMember(), /in use by a Muster without REDIS_URL/);
    await alone.close();
  }).timeout(60_000);

  it('[CLUSTER-1] what a member owned is over once a process has had the database for itself', async () => {
    const fence = await owned(first, 'drops-301');
    await first.store.commit({ ...commitOf(...party(301)), fence });
    await place.remove();
    await (await place.open()).close();
    const third = await join('p3');
    await assert.rejects(third.store.commit({ ...commitOf(drop(301, 2)), fence }), { kind: 'room_moved' });
  }).timeout(60_000);

  it('[CLUSTER-2] a member that is expelled stores nothing of what it had begun, and comes back', async () => {
    const fence = await owned(first, 'drops-301');
    await first.store.commit({ ...commitOf(...party(301)), fence });
    await second.cluster.expel(first.cluster.memberId);
    await until(() => place.logged.some((line) => line.includes('the connection to PostgreSQL is back')));
    await first.store.commit({ ...commitOf(drop(301, 2)), fence });
    assert.equal((await second.store.loadWorld(301)).party!.total_drops, 2);
  });

  it('[CLUSTER-4] every process hears of all updates once and in the same order, whatever becomes of the news', async () => {
    const fates = ['told', 'lost', 'held'] as const;
    const worlds = [301, 302, 303, 304];
    await first.store.commit(commitOf(...worlds.flatMap(party)));
    for (let n = 2; n < 40; n++) {
      place.news.fate = fates[n % 3]!;
      await Promise.all(
        worlds.map((world, i) => (i % 2 === 0 ? first : second).store.commit(commitOf(drop(world, n)))),
      );
      if (n % 5 === 0) place.news.release();
    }
    place.news.fate = 'told';
    place.news.release();
    await Promise.all([first.store.caughtUp(), second.store.caughtUp()]);
    assert.deepEqual(first.told, second.told);
    const board = first.told.filter((name) => name.startsWith('board '));
    assert.deepEqual(
      board,
      board.map((_, i) => `board ${i + 1}`),
    );
    assert.equal(board.length, worlds.length * 40 - worlds.length + worlds.length);
  });

  it('[CLUSTER-4] whoever is behind what is kept is told so, and goes on from there', async () => {
    let losses = 0;
    second.store.onLostUpdates(() => (losses += 1));
    await first.store.commit(commitOf(...party(301)));
    await second.store.caughtUp();
    place.news.fate = 'lost';
    await first.store.commit(commitOf(drop(301, 2)));
    await place.server.query(place.database, `delete from topic_update where topic = 'world:301' and seq = 3`);
    second.told.length = 0;
    await second.store.caughtUp();
    assert.deepEqual([losses, second.told], [1, []]);
    await first.store.commit(commitOf(drop(301, 3)));
    await second.store.caughtUp();
    assert.ok(second.told.length > 0);
    assert.equal(losses, 1);
  });

  it('[CLUSTER-4] processes that commit everything at once never wait for each other in a circle', async () => {
    const play = async ({ store }: Process, world: number) => {
      const party_id = await store.newDropPartyId();
      await Promise.all([store.probe(), store.retention.run()]);
      await store.commit(commitOf(...endedParty({ world, party_id, at: T0 }, 2)));
    };
    const worlds = Array.from({ length: 100 }, (_, i) => 301 + i);
    await Promise.all(worlds.map((world) => play(world % 2 === 0 ? first : second, world)));
    assert.deepEqual(
      place.logged.filter((line) => /deadlock/.test(line)),
      [],
    );
  }).timeout(60_000);
});
