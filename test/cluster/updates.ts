import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { anyOf } from '../support/cluster/Cluster.ts';
import { clusterForSuite } from '../support/cluster/suite.ts';
import { WatchingCrowd } from '../updates/WatchingCrowd.ts';

const FOLLOWERS = 60;
const ROUNDS = 20;

describe(`${FOLLOWERS} watchers that come and go between three processes`, () => {
  const cluster = clusterForSuite();
  let crowd: WatchingCrowd;
  beforeEach(async () => {
    crowd = new WatchingCrowd(() => anyOf(cluster().serving).url);
    await crowd.begin(FOLLOWERS);
  });
  afterEach(() => crowd.disconnectAll());

  it('[CLUSTER-4] [UPD-2] [UPD-3] [UPD-4] each see every seq once, also when one process is killed, and end with what REST and a new watcher see', async () => {
    await crowd.live(ROUNDS);
    await crowd.assertAllAgree();
    const writing = crowd.live(ROUNDS / 2);
    const victim = anyOf(cluster().members);
    await delay(randomInt(200));
    await victim.end('SIGKILL');
    await writing;
    crowd.disconnectAll();
    const truth = await crowd.newcomer();
    for (const { held } of crowd.followers)
      for (const [topic, { seq }] of held) assert.ok(seq <= truth.held.get(topic)!.seq, `${topic} ${seq} was lost`);
    await victim.start();
    crowd.connectAll();
    await crowd.beginToWrite();
    await crowd.live(ROUNDS / 2);
    await crowd.writers.leave();
    await crowd.assertAllAgree();
  });
});
