import assert from 'node:assert/strict';
import { madeDrop, PlayedWorld } from './PlayedWorld.ts';

describe("the seed's rule", () => {
  it('[DROP-2] a report 300 ms after the last drop is ignored, and one at 500 ms is a drop', () => {
    const played = new PlayedWorld();
    assert.deepEqual(
      [0, 300, 499, 500].map((at) => madeDrop(played.report(at))),
      ['made', 'ignored', 'ignored', 'made'],
    );
  });

  it('[DROP-2] a drop of another item 300 ms later is ignored', () => {
    const played = new PlayedWorld();
    played.report(0, { item_id: 526 });
    assert.equal(madeDrop(played.report(300, { item_id: 1319, quantity: 5 })), 'ignored');
  });

  it('[DROP-2] a duplicate does not extend the window', () => {
    const played = new PlayedWorld();
    assert.deepEqual(
      [0, 400, 800].map((at) => madeDrop(played.report(at))),
      ['made', 'ignored', 'made'],
    );
  });

  it('[DROP-2] the end of the party does not close the window', () => {
    const played = new PlayedWorld({ partyIdleMs: 100 });
    played.report(0);
    assert.equal(madeDrop(played.report(200)), 'ignored');
    assert.equal(played.ended.length, 1);
    assert.equal(played.running, null);
  });

  it('[DROP-2] a clock set back by an hour silences no world', () => {
    const played = new PlayedWorld();
    played.report(3_600_000);
    assert.equal(madeDrop(played.report(0)), 'made');
  });
});
