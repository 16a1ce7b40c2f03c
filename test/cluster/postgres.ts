import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { anyOf } from '../support/cluster/Cluster.ts';
import { clusterForSuite, FAULT_MS, measured, underLoad } from '../support/cluster/suite.ts';

/** What PostgreSQL ends a query with that waits in a circle. */
const DEADLOCK = '40P01';

describe('three processes and PostgreSQL', () => {
  const cluster = clusterForSuite();

  it('lose nothing when it is restarted', async () => {
    await underLoad(cluster(), async (trial) => {
      await cluster().postgres.kill();
      await cluster().postgres.restart();
      measured('service resumes', await trial.resumed('after the restart'));
      await trial.everybodyIsBack();
    });
  });

  it('answer every request in time while it is gone, and resume when it is back', async () => {
    await underLoad(cluster(), async (trial) => {
      await cluster().postgres.stop();
      for (const { toPostgres } of cluster().members) await toPostgres.set('refuse');
      await delay(FAULT_MS);
      await cluster().postgres.restart();
      for (const { toPostgres } of cluster().members) await toPostgres.set('pass');
      measured('service resumes', await trial.resumed('with PostgreSQL back'));
      await trial.everybodyIsBack();
    });
  });

  it('answer every request in time while it is silent, and resume when it speaks again', async () => {
    await underLoad(cluster(), async (trial) => {
      cluster().postgres.freeze('SIGSTOP');
      try {
        await delay(FAULT_MS);
      } finally {
        cluster().postgres.freeze('SIGCONT');
      }
      measured('service resumes', await trial.resumed('with PostgreSQL awake'));
      await trial.everybodyIsBack();
    });
  });

  it('answer every request in time when it falls silent before it has answered a COMMIT', async () => {
    await underLoad(cluster(), async (trial) => {
      for (const { toPostgres } of cluster().members) await toPostgres.set('hold after COMMIT');
      await delay(FAULT_MS);
      for (const { toPostgres } of cluster().members) await toPostgres.set('pass');
      measured('service resumes', await trial.resumed('with the network back'));
      await trial.everybodyIsBack();
    });
  });

  it('answer every request in time while every connection of their pools is taken by a query that waits', async () => {
    await underLoad(cluster(), async (trial) => {
      const blocker = new Client(cluster().postgres.url(cluster().database));
      await blocker.connect();
      try {
        // Reads and writes of these wait for it.
        await lockTables(blocker, 'topic, topic_update, drop_party, "drop", dungeon_party, session');
        await delay(FAULT_MS);
        await blocker.query('rollback');
      } finally {
        await blocker.end();
      }
      measured('service resumes', await trial.resumed('with the tables free'));
      await trial.everybodyIsBack();
    });
  });

  for (const from of ['postgres', 'both'] as const) {
    const what = from === 'both' ? 'PostgreSQL and Redis' : 'PostgreSQL';
    it(`go on when one of them is cut off from ${what}: the others take over what it owned`, async () => {
      await underLoad(cluster(), async (trial) => {
        const victim = anyOf(cluster().members);
        const over = delay(FAULT_MS);
        await victim.partition(from, 'hold');
        measured('the others take over', await trial.resumed(`while one is cut off from ${what}`));
        await over;
        await victim.partition(from, 'pass');
        measured('all is well afterwards', await trial.resumed('with the network back'));
        await trial.everybodyIsBack();
      });
    });
  }
});

/** They are locked one by one, and a transaction under way may hold a later one and wait for an earlier one. */
async function lockTables(client: Client, tables: string): Promise<void> {
  for (;;) {
    await client.query('begin');
    try {
      await client.query(`lock table ${tables} in access exclusive mode`);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== DEADLOCK) throw error;
      await client.query('rollback');
    }
  }
}
