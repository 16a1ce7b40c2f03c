import assert from 'node:assert/strict';
import { madeDrop, PlayedWorld } from './PlayedWorld.ts';

const FROM_TWO = [
  { at: 0, reporter: 'ann' },
  { at: 100, reporter: 'ann' },
  { at: 200, reporter: 'bob' },
  { at: 600, reporter: 'bob' },
  { at: 700, reporter: null },
  { at: 1_200, reporter: null },
];

describe('dedupe modes', () => {
  for (const [dedupeMode, expected] of [
    // Ann saw two drops and Bob the same two; the bare report comes 600 ms after the later one.
    ['auto', ['made', 'made', 'ignored', 'ignored', 'made', 'made']],
    ['witness', ['made', 'made', 'ignored', 'ignored', 'made', 'made']],
    ['world', ['made', 'ignored', 'ignored', 'made', 'ignored', 'made']],
  ] as const) {
    it(`[DROP-3] mode ${dedupeMode} judges the reports of one party, bare or not, by its rules`, () => {
      const played = new PlayedWorld({ dedupeMode });
      assert.deepEqual(
        FROM_TWO.map(({ at, reporter }) => madeDrop(played.report(at, { reporter }))),
        expected,
      );
    });
  }

  it('[DROP-3] mode auto makes a sighting the witness of a bare report’s drop', () => {
    const played = new PlayedWorld();
    played.report(0);
    assert.equal(madeDrop(played.report(200, { reporter: 'ann' })), 'ignored');
    assert.equal(played.world.open[0]!.drop.witnesses, 1);
  });

  it('[DROP-3] mode auto takes a bare report just after a sighting for a duplicate', () => {
    const played = new PlayedWorld();
    played.report(0, { reporter: 'ann' });
    assert.equal(madeDrop(played.report(499)), 'ignored');
  });
});
