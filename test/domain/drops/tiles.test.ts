import assert from 'node:assert/strict';
import { madeDrop, PlayedWorld } from './PlayedWorld.ts';

const HERE = { plane: 0, x: 3_160, y: 3_480 };
const THERE = { plane: 0, x: 3_161, y: 3_480 };
const ABOVE = { ...HERE, plane: 1 };
const START = 10_000;

/** A drop that only the host saw at START; two onlookers were there before and after. */
function hostAlone(): PlayedWorld {
  const played = new PlayedWorld();
  for (const at of [0, START, START + 40_000]) {
    if (at === START) played.report(at, { reporter: 'host', tile: HERE });
    for (const reporter of ['host', 'bob', 'cy']) played.report(at, { reporter, item_id: at });
  }
  return played;
}

describe('tiles', () => {
  for (const [name, tile, expected] of [
    ['the same tile', HERE, 'ignored'],
    ['another tile', THERE, 'made'],
    ['another plane', ABOVE, 'made'],
    ['no tile', null, 'ignored'],
  ] as const) {
    it(`[DROP-6] a sighting with ${name} 300 ms later is ${expected}`, () => {
      const played = new PlayedWorld();
      played.report(0, { reporter: 'ann', tile: HERE });
      assert.equal(madeDrop(played.report(300, { reporter: 'bob', tile })), expected);
    });
  }

  it('[DROP-6] the same item on the same tile is another drop after 3 s, even if the reporter missed the first', () => {
    const played = hostAlone();
    assert.equal(madeDrop(played.report(START + 3_001, { reporter: 'bob', tile: HERE })), 'made');
  });

  for (const [later, expected] of [
    [56_999, 'made'],
    [57_000, 'ignored'],
    [65_000, 'ignored'],
    [65_001, 'made'],
  ] as const) {
    it(`[DROP-6] an item that only the host saw is ${expected} when an onlooker reports it on its tile ${later} ms later`, () => {
      const played = hostAlone();
      assert.equal(madeDrop(played.report(START + later, { reporter: 'bob', tile: HERE })), expected);
    });
  }

  it('[DROP-6] every onlooker witnesses an item that goes public, not only the first', () => {
    const played = hostAlone();
    for (const [later, reporter] of [
      [57_000, 'bob'],
      [60_500, 'cy'],
    ] as const) {
      assert.equal(madeDrop(played.report(START + later, { reporter, tile: HERE })), 'ignored');
    }
    assert.equal(played.world.open.find(({ drop }) => drop.tile)!.drop.witnesses, 3);
  });

  it('[DROP-6] an item that two reporters saw at once does not match a sighting a minute later', () => {
    const played = hostAlone();
    played.report(START + 500, { reporter: 'cy', tile: HERE });
    assert.equal(madeDrop(played.report(START + 60_500, { reporter: 'bob', tile: HERE })), 'made');
  });

  it('[DROP-6] a sighting matches the item that goes public before one that just fell on its tile', () => {
    const played = hostAlone();
    played.report(START + 60_000, { reporter: 'host', tile: HERE });
    played.report(START + 60_500, { reporter: 'bob', tile: HERE });
    const onTile = played.world.open.filter(({ drop }) => drop.tile);
    assert.deepEqual(
      onTile.map(({ drop }) => drop.witnesses),
      [2, 1],
    );
  });
});
