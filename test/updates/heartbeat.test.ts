import assert from 'node:assert/strict';
import { FakeClock, until } from '../support/app.ts';
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

  it('[PARTY-11] a player with an open socket is heard of, and not one whose socket does not answer', async () => {
    const clock = new FakeClock();
    const alone = await startUpdatesAlone(clock.now);
    try {
      const [living, dead] = [await watch(alone.url), await watch(alone.url)];
      await living.ask({ type: 'auth', player_id: 'ann' });
      await dead.ask({ type: 'auth', player_id: 'bob' });
      for (const player of ['ann', 'bob']) alone.lastHeard.callsOf(player);
      dead.tcp.pause();
      let pings = 0;
      living.socket.on('ping', () => (pings += 1));
      for (let beat = 1; beat <= 2; beat++) {
        clock.advance(15_000);
        alone.updates.beat();
        await until(() => pings === beat, 'the ping');
        await living.settled();
      }
      const heardAt = (player: string) => alone.lastHeard.callsOf(player).at;
      assert.deepEqual([heardAt('ann'), heardAt('bob')], [clock.time, clock.time - 15_000]);
      dead.tcp.resume();
      await Promise.all([living.close(), dead.closed]);
    } finally {
      await alone.stop();
    }
  });
});
