import { setTimeout as delay } from 'node:timers/promises';
import { anyOf } from '../support/cluster/Cluster.ts';
import { clusterForSuite, FAULT_MS, measured, underLoad } from '../support/cluster/suite.ts';

describe('three processes and Redis', () => {
  const cluster = clusterForSuite();

  it('lose nothing when it is restarted empty', async () => {
    await underLoad(cluster(), async (trial) => {
      await cluster().redis.kill();
      await cluster().redis.restart();
      measured('service resumes', await trial.resumed('after the restart'));
      await trial.everybodyIsBack();
    });
  });

  it('answer every request in time while it is gone, and resume when it is back', async () => {
    await underLoad(cluster(), async (trial) => {
      await cluster().redis.kill();
      for (const { toRedis } of cluster().members) await toRedis.set('refuse');
      await delay(FAULT_MS);
      await cluster().redis.restart();
      for (const { toRedis } of cluster().members) await toRedis.set('pass');
      measured('service resumes', await trial.resumed('with Redis back'));
      await trial.everybodyIsBack();
    });
  });

  it('answer every request in time while it is silent, and resume when it speaks again', async () => {
    await underLoad(cluster(), async (trial) => {
      cluster().redis.freeze('SIGSTOP');
      try {
        await delay(FAULT_MS);
      } finally {
        cluster().redis.freeze('SIGCONT');
      }
      measured('service resumes', await trial.resumed('with Redis awake'));
      await trial.everybodyIsBack();
    });
  });

  it('[CLUSTER-3] go on when one of them is cut off from it', async () => {
    await underLoad(cluster(), async (trial) => {
      const victim = anyOf(cluster().members);
      const over = delay(FAULT_MS);
      await victim.partition('redis', 'hold');
      measured('every world and lobby takes writes', await trial.resumed('while one is cut off from Redis'));
      await over;
      await victim.partition('redis', 'pass');
      measured('all is well afterwards', await trial.resumed('with the network back'));
      await trial.everybodyIsBack();
    });
  });
});
