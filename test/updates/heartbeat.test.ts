import assert from 'node:assert/strict';
import { until } from '../support/app.ts';
import { watch } from './TestWatcher.ts';
import { startUpdatesAlone } from './updates-alone.ts';

describe('the heartbeat', () => {
  it('terminates a socket that did not answer the last ping, and no other', async () => {
    const alone = await startUpdatesAlone();
    try {
      const [living, dead] = [await watch(alone.url), await watch(alone.url)];
      let pings = 0;
      living.socket.on('ping', () => (pings += 1));
      dead.tcp.pause();
      for (let beat = 1; beat <= 3; beat++) {
        alone.updates.beat();
        await until(() => pings === beat, 'the ping');
        // Its pong arrives before this answer.
        await living.settled();
      }
      assert.equal(alone.updates.counts.sockets, 1);
      dead.tcp.resume();
      assert.equal(await dead.closed, 1006);
      await living.close();
    } finally {
      await alone.stop();
    }
  });
});
