import assert from 'node:assert/strict';
import { madeDrop, PlayedWorld } from './PlayedWorld.ts';

function groundOf(count: number): PlayedWorld {
  const played = new PlayedWorld();
  for (let i = 0; i < count; i++) played.report(10_000 * i, { reporter: 'ann' });
  return played;
}

describe('newcomers', () => {
  it('[DROP-5] a newcomer that reports the whole ground at once makes no drop and witnesses each', () => {
    const played = groundOf(10);
    for (let i = 0; i < 10; i++)
      assert.equal(madeDrop(played.report(95_000 + 100 * i, { reporter: 'late' })), 'ignored');
    assert.equal(played.running?.total_drops, 10);
    assert.deepEqual(
      played.world.open.map(({ drop }) => drop.witnesses),
      Array<number>(10).fill(2),
    );
  });

  it('[DROP-5] a newcomer that reports one more item than was counted adds one drop', () => {
    const played = groundOf(3);
    const answers = [0, 1, 2, 3].map((i) => played.report(25_000 + i, { reporter: 'late' }));
    assert.deepEqual(answers.map(madeDrop), ['ignored', 'ignored', 'ignored', 'made']);
  });

  it('[DROP-5] a newcomer’s sighting that matches none is a new drop', () => {
    const played = new PlayedWorld();
    played.report(0, { reporter: 'ann', item_id: 1 });
    assert.equal(madeDrop(played.report(500, { reporter: 'bob', item_id: 2 })), 'made');
  });

  it('[DROP-5] a newcomer’s sighting matches drops up to 190 s old', () => {
    for (const [at, expected] of [
      [190_000, 'ignored'],
      [190_001, 'made'],
    ] as const) {
      assert.equal(madeDrop(groundOf(1).report(at, { reporter: 'late' })), expected);
    }
  });

  it('[DROP-5] a reporter is a newcomer for 3 s', () => {
    for (const [later, expected] of [
      [2_999, 'ignored'],
      [3_000, 'made'],
    ] as const) {
      const played = groundOf(2);
      played.report(60_000, { reporter: 'late' });
      assert.equal(madeDrop(played.report(60_000 + later, { reporter: 'late' })), expected);
    }
  });

  it('[DROP-5] a reporter that is silent for more than 60 s becomes a newcomer', () => {
    for (const [silence, expected] of [
      [60_000, 'made'],
      [60_001, 'ignored'],
    ] as const) {
      const played = groundOf(1);
      played.report(5_000, { reporter: 'bob', item_id: 1 });
      assert.equal(madeDrop(played.report(5_000 + silence, { reporter: 'bob' })), expected);
    }
  });
});
