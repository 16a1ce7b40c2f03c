import assert from 'node:assert/strict';
import { decideCloseByAdmin } from '../../../src/domain/sessions/decide-session.ts';
import { sessionDueAt } from '../../../src/domain/sessions/notice-session.ts';
import { sessionView } from '../../../src/domain/sessions/session-view.ts';
import { newPlayer, PlayedSession, T0 } from './PlayedSession.ts';

const DAY = 86_400_000;
const COMPLETE = { type: 'complete', player_id: 'ann', outcome: 'completed', result: { loot: [1] } } as const;

describe('the end of a session', () => {
  it('[SESSION-9] a session is abandoned once everybody has left or been away for the grace', () => {
    const game = PlayedSession.running('ann', 'bob');
    game.do({ type: 'leave', player_id: 'ann' });
    game.lose('bob');
    game.expireAfter(60_000);
    assert.ok(game.session.status === 'complete');
    const { outcome, leader_id, started_at, completed_at } = game.session;
    assert.deepEqual([outcome, leader_id, started_at, completed_at], ['abandoned', null, T0, T0 + 60_000]);
  });

  it('[SESSION-9] the last player to leave a waiting session abandons it', () => {
    const game = new PlayedSession('ann');
    game.do({ type: 'leave', player_id: 'ann' });
    assert.equal(game.session.status, 'complete');
  });

  it('[SESSION-9] a session in which nothing happens for a day is abandoned if nobody has a connection', () => {
    const game = new PlayedSession(newPlayer('ann', { presence: 'rest' }));
    game.join('ann', 'rest');
    assert.equal(sessionDueAt(game.session), T0 + DAY);
    game.now += DAY - 1;
    game.do({ type: 'progress', player_id: 'ann', report: { current_floor: 1 } });
    assert.deepEqual(game.expireAfter(DAY - 1), []);
    game.expireAfter(1);
    assert.ok(game.session.status === 'complete' && game.session.outcome === 'abandoned');
    assert.deepEqual(PlayedSession.running('ann').expireAfter(2 * DAY), []);
  });

  it('[SESSION-13] an admin closes a session that is not complete, waiting or not, as abandoned', () => {
    for (const game of [new PlayedSession('ann', 'bob'), PlayedSession.running('ann', 'bob')]) {
      const decision = decideCloseByAdmin(game.session, T0 + 1_000);
      assert.ok(decision.type === 'accepted');
      const [ended] = decision.events;
      assert.ok(ended?.type === 'session_ended' && ended.outcome === 'abandoned' && ended.at === T0 + 1_000);
      game.notice({ type: 'party_dissolved' });
      assert.ok(game.session.status === 'complete' && game.session.outcome === 'abandoned');
      const again = decideCloseByAdmin(game.session, T0 + 2_000);
      assert.ok(again.type === 'refused' && again.kind === 'session_complete');
      assert.deepEqual(game.notice({ type: 'party_dissolved' }), []);
    }
  });

  it('[SESSION-10] only the leader completes a session, with a result', () => {
    for (const outcome of ['completed', 'failed'] as const) {
      const game = PlayedSession.running('ann', 'bob');
      game.refuses('not_leader', { ...COMPLETE, player_id: 'bob' });
      game.do({ ...COMPLETE, outcome });
      assert.ok(game.session.status === 'complete');
      assert.deepEqual([game.session.outcome, game.session.result], [outcome, { loot: [1] }]);
    }
    new PlayedSession('ann').refuses('session_not_started', COMPLETE);
  });

  it('[SESSION-10] nothing changes a complete session', () => {
    const game = PlayedSession.running('ann', 'bob');
    game.do(COMPLETE);
    game.refuses('session_complete', COMPLETE);
    game.refuses('session_complete', { type: 'join', player_id: 'bob', presence: 'online' });
    game.refuses('session_complete', { type: 'ready', player_id: 'bob', ready: true });
    game.refuses('session_complete', { type: 'start', player_id: 'ann' });
    game.refuses('session_complete', { type: 'progress', player_id: 'ann', report: { current_floor: 1 } });
    game.refuses('session_complete', { type: 'player_data', player_id: 'bob', data: { gold: 1 } });
    game.ignores({ type: 'leave', player_id: 'bob' });
    assert.deepEqual([game.lose('ann'), game.expireAfter(2 * DAY), sessionDueAt(game.session)], [[], [], null]);
  });

  it('a view has the seed’s fields in every status', () => {
    const game = new PlayedSession('ann', 'bob');
    const { party, status, outcome, players } = sessionView(game.session);
    assert.deepEqual([party, status, outcome], [['ann', 'bob'], 'waiting', null]);
    assert.deepEqual(players[1], {
      player_id: 'bob',
      name: 'BOB',
      class: null,
      data: {},
      ready: false,
      connected: false,
      left: false,
    });
    game.join('ann');
    game.do({ type: 'leave', player_id: 'bob' });
    game.do({ ...COMPLETE, outcome: 'failed' });
    const end = sessionView(game.session);
    assert.deepEqual([end.party, end.status, end.outcome, end.players[1]!.left], [['ann'], 'complete', 'failed', true]);
  });
});
