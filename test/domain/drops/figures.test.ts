import assert from 'node:assert/strict';
import { PlayedWorld } from './PlayedWorld.ts';

function partyOf(...values: number[]): PlayedWorld {
  const played = new PlayedWorld();
  values.forEach((value, i) => played.report(1_000 * i, { value }));
  return played;
}

describe('the figures of a drop party', () => {
  it('[DROP-8] the average is rounded down, in the answer and in the party', () => {
    const played = partyOf(10, 10);
    const answer = played.report(5_000, { value: 9 });
    assert.equal(answer.status === 'drop_added' && answer.avg_drop_value, 9);
    assert.equal(played.running?.avg_drop, 9);
    assert.equal(played.running?.total_value, 29);
  });

  it('[DROP-8] the average is exact even if the total is above 2^53', () => {
    const max = Number.MAX_SAFE_INTEGER;
    assert.equal(partyOf(max, max, max - 1).running?.avg_drop, max - 1);
    assert.equal(partyOf(max, max, max, max).running?.avg_drop, max);
  });

  it('[DROP-8] the median is the middle value, or the mean of two rounded down', () => {
    assert.equal(partyOf(7).running?.median_drop, 7);
    assert.equal(partyOf(900, 1, 5).running?.median_drop, 5);
    assert.equal(partyOf(4, 1, 1, 7).running?.median_drop, 2);
    assert.equal(partyOf(3, 3, 3, 8, 9).running?.median_drop, 3);
  });

  it('[DROP-8] the median of two values near 2^53 is exact', () => {
    const max = Number.MAX_SAFE_INTEGER;
    assert.equal(partyOf(max, max - 2).running?.median_drop, max - 1);
  });

  it('[DROP-8] a drop worth 0 GP counts', () => {
    const { total_drops, avg_drop, median_drop } = partyOf(0, 0).running!;
    assert.deepEqual({ total_drops, avg_drop, median_drop }, { total_drops: 2, avg_drop: 0, median_drop: 0 });
  });
});
