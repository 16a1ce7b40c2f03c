import assert from 'node:assert/strict';
import { PlayedWorld } from './PlayedWorld.ts';

describe('the order of drops', () => {
  it('[DROP-10] each party numbers its drops from 1 without gaps, whatever the duplicates', () => {
    const played = new PlayedWorld();
    for (const at of [0, 100, 600, 700, 1_200, 400_000, 400_600]) played.report(at);
    assert.deepEqual(
      played.events.flatMap((event) => (event.type === 'drop_added' ? [[event.party_id, event.number]] : [])),
      [
        [1, 1],
        [1, 2],
        [1, 3],
        [2, 1],
        [2, 2],
      ],
    );
  });

  it('[DROP-10] a party keeps its ten biggest drops, the highest value first, the earlier first among equals', () => {
    const played = new PlayedWorld();
    [5, 9, 5, 1, 9, 2, 3, 4, 5, 6, 7, 9].forEach((value, i) => played.report(1_000 * i, { value }));
    assert.deepEqual(
      played.running!.biggest_drops.map(({ value, number }) => [value, number]),
      [
        [9, 2],
        [9, 5],
        [9, 12],
        [7, 11],
        [6, 10],
        [5, 1],
        [5, 3],
        [5, 9],
        [4, 8],
        [3, 7],
      ],
    );
  });

  it('[DROP-10] a big drop shows the witnesses that it gains later, even after a restart', () => {
    const played = new PlayedWorld();
    played.report(0, { reporter: 'ann' });
    played.report(100, { reporter: 'bob' });
    played.restart();
    played.report(200, { reporter: 'cy' });
    assert.equal(played.running!.biggest_drops[0]!.witnesses, 3);
  });

  it('a summary is a copy that later reports do not change', () => {
    const played = new PlayedWorld();
    played.report(0, { reporter: 'ann' });
    const summary = played.running!;
    played.report(100, { reporter: 'bob' });
    assert.equal(summary.biggest_drops[0]!.witnesses, 1);
  });
});
