import assert from 'node:assert/strict';
import { TOPIC_UPDATES_MAX } from '../../src/store/limits.ts';
import { added, commitOf, partyEvents, T0 } from '../store/commits.ts';
import type { PlayedStore } from '../store/PlayedStore.ts';
import { PostgresPlace } from '../store/postgres-place.ts';
import { needsPostgres } from '../support/postgres.ts';
import { TestWatcher } from './TestWatcher.ts';
import { serveUpdates } from './updates-alone.ts';

describe('Watchers at a process that was away for longer than updates are kept', () => {
  needsPostgres();

  let place: PostgresPlace;
  let other: PlayedStore;
  let own: PlayedStore;
  let served: Awaited<ReturnType<typeof serveUpdates>>;
  before(async () => {
    place = await PostgresPlace.make();
    other = (await place.openMember()).store;
    own = (await place.openMember()).store;
    served = await serveUpdates(own);
  });
  after(async () => {
    await served?.stop();
    await place?.remove();
  });

  const drop = (world: number, number: number) => added({ world, party_id: world, at: T0 + number * 1_000 }, number);
  const report = (world: number, from: number, to: number) =>
    other.commit(commitOf(...Array.from({ length: to - from + 1 }, (_, i) => drop(world, from + i))));

  it('[CLUSTER-4] get a new snapshot of a topic that has lost updates, and of others what they missed', async () => {
    for (const world of [301, 302]) await other.commit(commitOf(...partyEvents({ world, party_id: world, at: T0 }, 1)));
    const watcher = new TestWatcher(served.url);
    await watcher.waitFor(({ type }) => type === 'hello', 'the greeting');
    for (const world of [301, 302, 303]) await watcher.ask({ type: 'subscribe', topic: `world:${world}` });
    const at = watcher.of('snapshot').map(({ seq }) => seq!);
    place.news.fate = 'lost';
    const many = TOPIC_UPDATES_MAX + 2;
    await report(302, 2, 2);
    await report(301, 2, many);
    await report(302, 3, 4);
    await own.caughtUp();
    await watcher.waitFor(({ type, topic }) => type === 'resync' && topic === 'world:301', 'the resync');
    await report(302, 5, 5);
    await own.caughtUp();
    await watcher.waitFor(({ topic, seq }) => topic === 'world:302' && seq === at[1]! + 4, 'the last drop');
    await watcher.settled();
    assert.deepEqual(
      watcher.of('resync').map(({ topic }) => topic),
      ['world:301'],
    );
    const seqsOf = (name: string) => watcher.of('snapshot', 'event').flatMap((h) => (h.topic === name ? [h.seq!] : []));
    assert.deepEqual(
      seqsOf('world:302'),
      [0, 1, 2, 3, 4].map((n) => at[1]! + n),
    );
    assert.deepEqual(seqsOf('world:303'), [at[2]]);
    assert.deepEqual(seqsOf('world:301'), [at[0], at[0]! + many - 1]);
    watcher.socket.close();
  });
});
