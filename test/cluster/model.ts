import * as fc from 'fast-check';
import { anyPlays } from '../lobby/plays.ts';
import { TwoDoors } from '../lobby/TwoDoors.ts';
import { FakeClock } from '../support/app.ts';
import { clusterForSuite } from '../support/cluster/suite.ts';

/** Milliseconds after which no more plays begin. */
const PLAY_MS = 40_000;

describe('a lobby and its runs on three processes compared with a model', () => {
  const cluster = clusterForSuite({ env: { REST_PRESENCE_MS: '86400000' } });

  it('[CLUSTER-5] [PARTY-3] [SESSION-11] every command through any process gets the model’s answer, and every process shows its effect', async () => {
    let lobbies = 0;
    await fc.assert(
      fc.asyncProperty(anyPlays({ time: false }), async (plays) => {
        // Nothing of the model depends on the time while none passes.
        const doors = new TwoDoors(cluster().reached, new FakeClock(), `model-${++lobbies}`);
        await doors.open();
        await fc.asyncModelRun(() => ({ model: {}, real: doors }), plays);
        await doors.close();
      }),
      { numRuns: 30, endOnFailure: true, interruptAfterTimeLimit: PLAY_MS },
    );
  });
});
