import assert from 'node:assert/strict';
import { madeDrop, PlayedWorld } from './PlayedWorld.ts';

/** A world whose reporters have been there for too long to be newcomers. */
function withSettled(...names: string[]): PlayedWorld {
  const played = new PlayedWorld();
  names.forEach((reporter, i) => played.report(i, { reporter, item_id: 1 }));
  return played;
}

describe('the witness rule', () => {
  it('[DROP-4] ten witnesses of one drop make one drop', () => {
    const played = new PlayedWorld();
    const answers = Array.from({ length: 10 }, (_, i) => played.report(100 * i, { reporter: `witness ${i}` }));
    assert.deepEqual(answers.map(madeDrop), ['made', ...Array<string>(9).fill('ignored')]);
    assert.equal(played.world.open[0]!.drop.witnesses, 10);
    assert.equal(played.running?.witnesses, 10);
  });

  it('[DROP-4] two bones in one tick, seen by three reporters, make two drops', () => {
    const played = new PlayedWorld();
    const reporters = ['ann', 'ann', 'bob', 'cy', 'bob', 'cy'];
    assert.deepEqual(
      reporters.map((reporter, i) => madeDrop(played.report(50 * i, { reporter }))),
      ['made', 'made', 'ignored', 'ignored', 'ignored', 'ignored'],
    );
    assert.deepEqual(
      played.world.open.map(({ drop }) => drop.witnesses),
      [3, 3],
    );
  });

  it('[DROP-4] another item or quantity makes another drop', () => {
    const played = new PlayedWorld();
    played.report(0, { reporter: 'ann', item_id: 526, quantity: 1 });
    assert.equal(madeDrop(played.report(10, { reporter: 'bob', item_id: 526, quantity: 2 })), 'made');
    assert.equal(madeDrop(played.report(20, { reporter: 'bob', item_id: 536, quantity: 1 })), 'made');
  });

  it('[DROP-4] a sighting matches drops up to 3 s old, inclusive', () => {
    for (const [later, expected] of [
      [3_000, 'ignored'],
      [3_001, 'made'],
    ] as const) {
      const played = withSettled('ann', 'bob');
      played.report(10_000, { reporter: 'ann' });
      assert.equal(madeDrop(played.report(10_000 + later, { reporter: 'bob' })), expected);
    }
  });

  it('[DROP-4] a sighting matches the latest drop, so that an earlier one does not swallow the next', () => {
    const played = withSettled('ann', 'bob');
    played.report(10_000, { reporter: 'ann' });
    played.report(12_000, { reporter: 'ann' });
    played.report(12_100, { reporter: 'bob' });
    assert.deepEqual(
      played.world.open.slice(-2).map(({ drop }) => drop.witnesses),
      [1, 2],
    );
  });

  it('[DROP-4] a reporter never witnesses a drop twice', () => {
    const played = new PlayedWorld();
    for (let i = 0; i < 5; i++) played.report(i, { reporter: 'ann', tick: 7 });
    assert.deepEqual(
      played.world.open.map(({ drop, seenBy }) => [
        drop.witnesses,
        [...seenBy].map(([name, { tick }]) => [name, tick]),
      ]),
      Array.from({ length: 5 }, () => [1, [['ann', 7]]]),
    );
  });

  it('[DROP-4] a clock set back by an hour neither hides a new drop nor counts one twice', () => {
    const played = new PlayedWorld();
    played.report(3_600_000, { reporter: 'ann' });
    assert.equal(madeDrop(played.report(100, { reporter: 'bob' })), 'made');
    assert.equal(madeDrop(played.report(200, { reporter: 'ann' })), 'ignored');
  });
});
