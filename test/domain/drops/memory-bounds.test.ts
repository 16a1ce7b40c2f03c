import assert from 'node:assert/strict';
import { RECENT_DROPS_MAX, REPORTERS_MAX } from '../../../src/domain/limits.ts';
import { madeDrop, PlayedWorld } from './PlayedWorld.ts';

describe('the bounds of memory and cost', () => {
  it('[DROP-11] a world keeps at most 4,096 drops open, the newest', () => {
    const played = new PlayedWorld({ dedupeWindowMs: 0 });
    const drops = 2 * RECENT_DROPS_MAX + 1;
    for (let i = 1; i <= drops; i++) {
      played.report(i, { item_id: i % 7 });
      const indexed = [...played.world.byKind.values()].reduce((sum, alike) => sum + alike.length, 0);
      assert.ok(played.world.open.length <= RECENT_DROPS_MAX && indexed === played.world.open.length, `after ${i}`);
    }
    const numbers = played.world.open.map(({ drop }) => drop.number);
    assert.equal(numbers.at(-1), drops);
    assert.ok(numbers.length >= RECENT_DROPS_MAX / 2);
    assert.ok(numbers.every((number, i) => number === numbers[0]! + i));
  });

  it('[DROP-11] a drop that stays open when older ones are closed gains its witness', () => {
    const played = new PlayedWorld();
    for (let i = 1; i <= RECENT_DROPS_MAX + 10; i++) played.report(i, { reporter: 'ann', item_id: i });
    played.report(5_000, { reporter: 'bob', item_id: RECENT_DROPS_MAX });
    assert.equal(played.world.open.find(({ drop }) => drop.number === RECENT_DROPS_MAX)?.drop.witnesses, 2);
  });

  it('[DROP-11] a world remembers at most 10,000 reporters and forgets the longest silent first', () => {
    const played = new PlayedWorld();
    played.report(0, { reporter: 'regular' });
    for (let i = 1; i <= REPORTERS_MAX + 5; i++) {
      played.report(i, { reporter: `passer-by ${i}` });
      if (i % 1_000 === 0) played.report(i, { reporter: 'regular', item_id: i });
      assert.ok(played.world.reporters.size <= REPORTERS_MAX);
    }
    assert.equal(played.running!.witnesses, REPORTERS_MAX);
    assert.equal(played.world.reporters.get('regular')?.since, 0);
    assert.equal(played.world.reporters.has('passer-by 1'), false);
  });

  it('the end of a party forgets its drops and all silent reporters', () => {
    const played = new PlayedWorld();
    played.report(0, { reporter: 'ann' });
    played.endIfIdle(300_000);
    const { open, byKind, reporters } = played.world;
    assert.deepEqual([open.length, byKind.size, reporters.size], [0, 0, 0]);
  });

  it('[DROP-11] a sighting looks at no drop of another kind or outside its window', () => {
    const played = new PlayedWorld();
    for (let i = 0; i < 500; i++) played.report(10 * i, { reporter: 'ann', item_id: 1 });
    for (let i = 0; i < 500; i++) played.report(20_000 + i, { reporter: 'ann', item_id: 2 });
    let looks = 0;
    for (const open of played.world.open) {
      open.seenBy.has = () => {
        looks += 1;
        return false;
      };
    }
    assert.equal(madeDrop(played.report(20_600, { reporter: 'ann', item_id: 1 })), 'made');
    assert.equal(looks, 0);
  });
});
