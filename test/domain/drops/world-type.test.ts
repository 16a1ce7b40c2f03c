import assert from 'node:assert/strict';
import { PlayedWorld } from './PlayedWorld.ts';

const IDLE_MS = 300_000;

describe('world types', () => {
  it('[DROP-13] a party whose first drop names a world type has it from its start', () => {
    const played = new PlayedWorld();
    played.report(0, { world_type: 'pvp' });
    assert.deepEqual(played.events[0], {
      type: 'drop_party_started',
      world: 444,
      party_id: 1,
      at: 0,
      world_type: 'pvp',
    });
    assert.equal(played.running?.world_type, 'pvp');
  });

  it('[DROP-13] the first drop that names a world type sets it, and later drops do not change it', () => {
    const played = new PlayedWorld();
    played.report(0);
    assert.equal(played.running?.world_type, null);
    for (const [i, world_type] of [null, 'pvp', 'members', null].entries())
      played.report(1_000 * (i + 1), { world_type });
    assert.equal(played.running?.world_type, 'pvp');
  });

  it('[DROP-13] a duplicate does not set the world type, whichever rule finds it', () => {
    const played = new PlayedWorld();
    played.report(0, { reporter: 'ann' });
    played.report(400, { world_type: 'pvp' });
    played.report(450, { reporter: 'bob', world_type: 'pvp' });
    assert.deepEqual([played.running?.total_drops, played.running?.world_type], [1, null]);
  });

  it('[DROP-13] the next party starts without a world type, and the ended one keeps its own', () => {
    const played = new PlayedWorld();
    played.report(0, { world_type: 'pvp' });
    played.report(IDLE_MS);
    assert.deepEqual([played.ended[0]!.world_type, played.running?.world_type], ['pvp', null]);
    played.report(IDLE_MS + 1_000, { world_type: 'members' });
    assert.equal(played.running?.world_type, 'members');
  });

  it('[DROP-13] the world type plays no part in judging reports', () => {
    const played = new PlayedWorld();
    played.report(0, { reporter: 'ann', world_type: 'pvp' });
    const answer = played.report(100, { reporter: 'bob', world_type: 'members' });
    assert.equal(answer.status, 'ignored');
  });

  it('[DROP-12] [DROP-13] a restored party keeps its world type', () => {
    const played = new PlayedWorld();
    played.report(0, { world_type: 'pvp' });
    played.restart();
    played.report(1_000, { world_type: 'members' });
    assert.equal(played.running?.world_type, 'pvp');
  });
});
