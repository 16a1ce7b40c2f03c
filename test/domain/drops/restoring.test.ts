import assert from 'node:assert/strict';
import { applyDropEvent, emptyWorld } from '../../../src/domain/drops/world.ts';
import { madeDrop, PlayedWorld } from './PlayedWorld.ts';

const HERE = { plane: 0, x: 3_160, y: 3_480 };

function busyParty(): PlayedWorld {
  const played = new PlayedWorld();
  for (let i = 0; i < 30; i++) {
    played.report(700 * i, { reporter: 'ann', item_id: i % 4, value: i, world_type: i > 9 ? 'pvp' : null });
    played.report(700 * i + 90, { reporter: i % 3 ? 'bob' : null, item_id: i % 4 });
  }
  return played;
}

describe('restoring a world', () => {
  it('[DROP-12] a restored world equals the stored one', () => {
    const played = busyParty();
    const before = structuredClone(played.world);
    played.restart();
    assert.deepEqual(played.world, before);
  });

  it('[DROP-12] replaying the events makes the same world', () => {
    const played = busyParty();
    const again = emptyWorld(444);
    for (const event of played.events) applyDropEvent(again, event);
    // Cloned, so that the two worlds share no objects.
    assert.deepEqual(structuredClone(again), structuredClone(played.world));
  });

  it('[DROP-12] a restored world knows that only its owner saw an item that goes public', () => {
    const played = new PlayedWorld();
    for (const at of [0, 30_000]) for (const reporter of ['host', 'bob']) played.report(at, { reporter, item_id: at });
    played.report(30_500, { reporter: 'host', tile: HERE });
    played.report(60_000, { reporter: 'bob', item_id: 60_000 });
    played.restart();
    assert.equal(madeDrop(played.report(91_000, { reporter: 'bob', tile: HERE })), 'ignored');
  });

  it('[DROP-12] a restored world does not take an item that two saw for one that goes public', () => {
    const played = new PlayedWorld();
    for (const at of [0, 30_000]) for (const reporter of ['cy', 'bob']) played.report(at, { reporter, item_id: at });
    for (const reporter of ['host', 'cy']) played.report(30_500, { reporter, tile: HERE });
    played.report(60_000, { reporter: 'bob', item_id: 60_000 });
    played.restart();
    assert.equal(madeDrop(played.report(91_000, { reporter: 'bob', tile: HERE })), 'made');
  });

  it('[DROP-12] a restored world lets everybody witness an item that goes public', () => {
    const played = new PlayedWorld();
    const onlookers = ['bob', 'cy'];
    for (const at of [0, 30_000]) {
      for (const reporter of ['host', ...onlookers]) played.report(at, { reporter, item_id: at });
    }
    played.report(30_500, { reporter: 'host', tile: HERE });
    for (const reporter of onlookers) played.report(60_000, { reporter, item_id: 60_000 });
    assert.equal(madeDrop(played.report(87_500, { reporter: 'bob', tile: HERE })), 'ignored');
    played.restart();
    assert.equal(madeDrop(played.report(91_000, { reporter: 'cy', tile: HERE })), 'ignored');
  });

  it('an event that is applied twice adds no second witness', () => {
    const played = new PlayedWorld();
    played.report(0, { reporter: 'ann' });
    played.report(100, { reporter: 'bob' });
    applyDropEvent(played.world, played.events.at(-1)!);
    assert.equal(played.world.open[0]!.drop.witnesses, 2);
  });

  it('an event of a party that is not running throws', () => {
    const played = busyParty();
    const event = {
      type: 'drop_witnessed',
      world: 444,
      party_id: 9,
      number: 1,
      at: 0,
      reporter: 'ann',
      tick: null,
      despawns_in: null,
      public_in: null,
      dies: null,
      offset: null,
      repeats: null,
      vouchers: null,
      confirmed_gp: null,
    } as const;
    assert.throws(() => applyDropEvent(played.world, event), { message: 'world 444 has no running party 9' });
  });
});
