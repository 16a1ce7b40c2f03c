import assert from 'node:assert/strict';
import { LastHeard } from '../../src/auth/LastHeard.ts';
import { FakeClock } from '../support/app.ts';

describe('when players were last heard of', () => {
  let clock: FakeClock;
  let lastHeard: LastHeard;
  beforeEach(() => {
    clock = new FakeClock();
    lastHeard = new LastHeard(clock.now);
  });

  it('[PARTY-11] is noted from the first time that a room asks, calls and heartbeats alike', () => {
    const started = clock.time;
    lastHeard.hear('ann');
    assert.deepEqual(lastHeard.callsOf('ann'), { at: started, isCall: false, beats: false, askedAt: started });
    clock.advance(1);
    lastHeard.hear('ann');
    const { at, isCall, beats } = lastHeard.callsOf('ann');
    assert.deepEqual({ at, isCall, beats }, { at: clock.time, isCall: true, beats: false });
    lastHeard.beat('bob');
    assert.equal(lastHeard.callsOf('bob').beats, true);
  });

  it('is forgotten once no room asks, so that invented names do not fill the memory', () => {
    for (let i = 0; i < 5_000; i++) lastHeard.hear(`invented ${i}`);
    assert.equal(lastHeard.size, 0);
    for (let round = 0; round < 50; round++) {
      for (let i = 0; i < 1_000; i++) lastHeard.callsOf(`player ${round} ${i}`);
      clock.advance(60_000);
    }
    assert.ok(lastHeard.size <= 3_000, `${lastHeard.size} players`);
  });
});
