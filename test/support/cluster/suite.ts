import { needsPostgres } from '../postgres.ts';
import { needsRedis } from '../redis.ts';
import { Cluster, type ClusterOptions } from './Cluster.ts';
import { type Crowd, Trial } from './Trial.ts';

/** Milliseconds that a fault lasts. Longer than every timeout and lease of the server, which is what a longer fault would show too. */
export const FAULT_MS = Number(process.env['CLUSTER_FAULT_MS'] ?? 8_000);

/** Lines of each process's output that are shown if a test fails, and characters of each line. */
const SHOWN_LINES = 30;
const SHOWN_LENGTH = 300;

/** Milliseconds that one test may take on a machine that is busy with others: starting processes takes much of it. */
const TEST_MS_MAX = 150_000 + 3 * FAULT_MS;

/**
 * One cluster for all tests of a suite; what a test has broken is repaired before the next one. Skips the suite if PostgreSQL or Redis is
 * not installed; fails it in CI.
 */
export function clusterForSuite(options?: ClusterOptions): () => Cluster {
  needsPostgres();
  needsRedis();
  let cluster: Cluster | undefined;
  before(async function () {
    this.timeout(TEST_MS_MAX);
    cluster = await Cluster.start(options);
  });
  beforeEach(async function () {
    this.timeout(TEST_MS_MAX);
    this.currentTest!.timeout(TEST_MS_MAX);
    await cluster!.heal();
  });
  afterEach(function () {
    if (this.currentTest!.state !== 'failed') return;
    for (const member of cluster!.members) {
      const lines = member.output().split('\n').slice(-SHOWN_LINES);
      console.log(`--- ${member.name}\n${lines.map((line) => line.slice(0, SHOWN_LENGTH)).join('\n')}`);
    }
  });
  after(async () => {
    await cluster?.stop();
  });
  return () => cluster!;
}

/** Runs the body while clients of every kind use the cluster, and then asserts that nothing was lost, doubled or disordered. */
export async function underLoad(
  cluster: Cluster,
  body: (trial: Trial) => Promise<void>,
  crowd?: Partial<Crowd>,
): Promise<void> {
  const trial = await Trial.start(cluster, crowd);
  try {
    await body(trial);
    await trial.finish();
  } finally {
    await trial.stop();
  }
}

/** Prints what was measured beside the test's title. */
export function measured(what: string, ms: number): void {
  console.log(`      ${what}: ${ms} ms`);
}
