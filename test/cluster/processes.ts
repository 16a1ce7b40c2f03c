import { setTimeout as delay } from 'node:timers/promises';
import { anyOf } from '../support/cluster/Cluster.ts';
import { clusterForSuite, measured, underLoad } from '../support/cluster/suite.ts';

/** Milliseconds. Longer than any lease, so that the others take over meanwhile. */
const SUSPENDED_MS = 10_000;

describe('three processes under load', () => {
  const cluster = clusterForSuite();

  it('[CLUSTER-1] [CLUSTER-2] lose nothing when one is killed, and the others take over what it owned', async () => {
    await underLoad(cluster(), async (trial) => {
      const victim = anyOf(cluster().members);
      const isBack = trial.history.away(victim.name);
      await victim.end('SIGKILL');
      measured('the others take over', await trial.resumed('after the kill'));
      await trial.everybodyIsBack();
      await victim.start();
      isBack();
      measured('all is well with it back', await trial.resumed('with the killed process back'));
    });
  });

  it('[CLUSTER-1] [CLUSTER-2] lose nothing when one is suspended for 10 s: it has no say in what it owned when it wakes', async () => {
    await underLoad(cluster(), async (trial) => {
      const victim = anyOf(cluster().members);
      const isBack = trial.history.away(victim.name);
      const asleep = delay(SUSPENDED_MS);
      victim.freeze('SIGSTOP');
      measured('the others take over', await trial.resumed('while one is suspended'));
      await asleep;
      victim.freeze('SIGCONT');
      isBack();
      measured('all is well once it is awake', await trial.resumed('once it is awake'));
      await trial.everybodyIsBack();
    });
  });
});

describe('three processes whose clocks are 5 s apart', () => {
  const cluster = clusterForSuite({ clocksOffMs: [0, 5_000, -5_000] });

  it('agree on everything, also when one is killed', async () => {
    await underLoad(cluster(), async (trial) => {
      const victim = cluster().members[1]!;
      const isBack = trial.history.away(victim.name);
      await victim.end('SIGKILL');
      measured('the others take over', await trial.resumed('after the kill'));
      await victim.start();
      isBack();
      await trial.resumed('with the killed process back');
    });
  });
});
