import assert from 'node:assert/strict';
import { madeDrop, PlayedWorld } from './PlayedWorld.ts';

const ANN = { reporter: 'ann', source: 'home' };
const BOB = { reporter: 'bob', source: 'work' };
const CY = { reporter: 'cy', source: 'club' };

describe('mutes', () => {
  for (const [what, mute] of [
    ['reporter', { reporters: ['ann'] }],
    ['source', { sources: ['home'] }],
  ] as const) {
    it(`[DROP-18] reports of a muted ${what} are ignored, start no party and confirm nothing`, () => {
      const played = new PlayedWorld();
      const answer = { status: 'ignored', reason: 'muted', world: 444 };
      played.mute(mute);
      assert.deepEqual(played.report(0, ANN), answer);
      assert.equal(played.running, null);
      played.report(100, BOB);
      assert.deepEqual(played.report(200, ANN), answer);
      assert.deepEqual(
        [played.running!.total_drops, played.running!.witnesses, played.running!.confirmed_drops],
        [1, 1, 0],
      );
    });
  }

  it('[DROP-18] what only a muted reporter claims or confirms leaves the confirmed totals, and comes back', () => {
    const played = new PlayedWorld();
    played.report(0, ANN);
    played.report(10, BOB);
    played.report(5_000, { ...CY, item_id: 9, key: 'ours' });
    assert.equal(played.running!.confirmed_drops, 2);
    for (const [mute, left] of [
      [{ reporters: ['ann'] }, 1],
      [{ sources: ['work'] }, 1],
      [{ reporters: ['cy'] }, 1],
      [{}, 2],
    ] as const) {
      played.mute(mute);
      assert.deepEqual([played.running!.confirmed_drops, played.running!.total_drops], [left, 2], JSON.stringify(mute));
    }
  });

  it('[DROP-18] what others confirm, too, stays confirmed, and so does what an admin confirmed', () => {
    const played = new PlayedWorld();
    played.report(0, ANN);
    played.report(10, BOB);
    played.report(20, CY);
    played.report(5_000, ANN);
    played.approve(2);
    played.mute({ reporters: ['ann'] });
    assert.equal(played.running!.confirmed_drops, 2);
  });

  it('[DROP-18] a witness of a drop that a muted reporter claimed does not confirm it', () => {
    const played = new PlayedWorld();
    played.report(0, ANN);
    played.mute({ reporters: ['ann'] });
    played.report(10, BOB);
    assert.equal(played.running!.confirmed_drops, 0);
    played.report(20, CY);
    assert.equal(played.running!.confirmed_drops, 1);
  });
});

describe('the least value', () => {
  it('[DROP-19] a report below it is ignored and starts no party', () => {
    const played = new PlayedWorld({ minValue: 100 });
    assert.deepEqual(played.report(0, { value: 99 }), { status: 'ignored', reason: 'below_min_value', world: 444 });
    assert.equal(played.running, null);
    assert.equal(madeDrop(played.report(0, { value: 100 })), 'made');
  });
});
