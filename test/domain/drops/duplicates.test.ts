import assert from 'node:assert/strict';
import { PlayedWorld } from './PlayedWorld.ts';

describe('duplicates', () => {
  for (const [rule, first, second] of [
    ["the seed's rule", null, null],
    ['the witness rule', 'ann', 'bob'],
  ] as const) {
    it(`[DROP-9] a duplicate by ${rule} is answered with the time since the last drop and changes no figure`, () => {
      const played = new PlayedWorld();
      played.report(1_000, { reporter: first, value: 50 });
      const before = { ...played.running!, witnesses: 0, biggest_drops: [] };
      const answer = played.report(1_234, { reporter: second, value: 9_999 });
      assert.deepEqual(answer, {
        status: 'ignored',
        reason: 'duplicate_detected',
        world: 444,
        since_last_drop_ms: 234,
      });
      assert.deepEqual({ ...played.running!, witnesses: 0, biggest_drops: [] }, before);
      assert.equal(played.world.lastAcceptedAt, 1_000);
    });
  }

  it('[DROP-9] a duplicate bare report makes no event, a duplicate sighting adds a witness', () => {
    const played = new PlayedWorld();
    played.report(0);
    const before = played.events.length;
    played.report(100);
    assert.equal(played.events.length, before);
    played.report(200, { reporter: 'ann', tick: 5 });
    assert.deepEqual(played.events.slice(before), [
      {
        ...{ type: 'drop_witnessed', world: 444, party_id: 1, number: 1, at: 200, reporter: 'ann', tick: 5 },
        ...{ despawns_in: null, public_in: null, dies: null, offset: null, repeats: null },
        ...{ vouchers: null, confirmed_gp: null },
      },
    ]);
  });

  it('[DROP-9] a duplicate after the clock went back a little is answered 0 ms, never less', () => {
    const played = new PlayedWorld();
    played.report(1_000);
    const answer = played.report(900);
    assert.equal(answer.status === 'ignored' && answer.reason === 'duplicate_detected' && answer.since_last_drop_ms, 0);
  });
});
