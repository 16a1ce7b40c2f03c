import assert from 'node:assert/strict';
import { needsPartyId } from '../../../src/domain/drops/decide-report.ts';
import { aReport, madeDrop, PlayedWorld, UNMUTED } from './PlayedWorld.ts';

const IDLE_MS = 300_000;

describe('the idle end of a drop party', () => {
  it('[DROP-7] a party ends exactly 5 min after its last drop', () => {
    const played = new PlayedWorld();
    played.report(0);
    played.report(1_000);
    played.endIfIdle(1_000 + IDLE_MS - 1);
    assert.equal(played.ended.length, 0);
    played.endIfIdle(1_000 + IDLE_MS);
    assert.deepEqual(
      played.ended.map(({ is_active, ended_at }) => [is_active, ended_at]),
      [[false, 1_000 + IDLE_MS]],
    );
    assert.equal(played.running, null);
  });

  it('[DROP-7] an end that is noticed late still has the time at which the idle time had passed', () => {
    const played = new PlayedWorld();
    played.report(0);
    played.restart();
    played.endIfIdle(10 * IDLE_MS);
    assert.equal(played.ended[0]?.ended_at, IDLE_MS);
  });

  it('[DROP-7] a late drop ends the party and starts a new one', () => {
    const played = new PlayedWorld();
    played.report(0, { value: 10 });
    const answer = played.report(IDLE_MS, { value: 30 });
    assert.deepEqual(answer, { status: 'party_created', party_id: 2, world: 444, total_drops: 1, avg_drop_value: 30 });
    assert.deepEqual(
      played.events.map(({ type, at, party_id }) => [type, at, party_id]),
      [
        ['drop_party_started', 0, 1],
        ['drop_added', 0, 1],
        ['drop_party_ended', IDLE_MS, 1],
        ['drop_party_started', IDLE_MS, 2],
        ['drop_added', IDLE_MS, 2],
      ],
    );
  });

  it('[DROP-7] a late sighting matches no drop of the party that it ends', () => {
    const played = new PlayedWorld({ partyIdleMs: 2_000 });
    played.report(0, { reporter: 'ann' });
    assert.equal(played.report(2_000, { reporter: 'bob' }).status, 'party_created');
  });

  it('[DROP-7] a duplicate does not keep a party running', () => {
    const played = new PlayedWorld({ partyIdleMs: 2_000 });
    played.report(0, { reporter: 'ann' });
    assert.equal(madeDrop(played.report(1_900, { reporter: 'bob' })), 'ignored');
    played.endIfIdle(2_000);
    assert.equal(played.ended.length, 1);
  });

  it('a new party’s id is needed when no party runs or the running one is over', () => {
    const played = new PlayedWorld();
    assert.equal(needsPartyId(played.world, aReport(), 0, UNMUTED), true);
    played.report(0);
    assert.equal(needsPartyId(played.world, aReport(), IDLE_MS - 1, UNMUTED), false);
    assert.equal(needsPartyId(played.world, aReport(), IDLE_MS, UNMUTED), true);
  });

  it('[DROP-7] a party ends once, however often its end is looked for', () => {
    const played = new PlayedWorld();
    played.endIfIdle(0);
    played.report(0);
    played.endIfIdle(IDLE_MS);
    played.endIfIdle(IDLE_MS);
    assert.equal(played.events.filter(({ type }) => type === 'drop_party_ended').length, 1);
  });
});
