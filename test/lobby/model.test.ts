import * as fc from 'fast-check';
import { appForSuite, FakeClock } from '../support/app.ts';
import { anyPlays } from './plays.ts';
import { TwoDoors } from './TwoDoors.ts';

describe('a lobby and its runs compared with a model', () => {
  const clock = new FakeClock();
  // Time is skipped here without the calls that clients make meanwhile.
  const app = appForSuite({ now: clock.now, env: { REST_PRESENCE_MS: '86400000' } });

  it('[PARTY-3] [SESSION-11] every command gets the model’s answer by REST and by messages, and REST and all rooms show its effect', async () => {
    let lobbies = 0;
    await fc.assert(
      fc.asyncProperty(anyPlays({ time: true }), async (plays) => {
        const doors = new TwoDoors(app, clock, `model-${++lobbies}`);
        await doors.open();
        await fc.asyncModelRun(() => ({ model: {}, real: doors }), plays);
        await doors.close();
      }),
      { numRuns: 220, endOnFailure: true, interruptAfterTimeLimit: 170_000, markInterruptAsFailure: true },
    );
  }).timeout(180_000);
});
