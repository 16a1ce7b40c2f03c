import assert from 'node:assert/strict';
import { newPlayer, PlayedSession } from './PlayedSession.ts';

describe('staying in a session', () => {
  it('[SESSION-6] a player who lost the connection may rejoin within the grace', () => {
    const game = PlayedSession.running('ann', 'bob');
    game.lose('bob');
    assert.deepEqual([game.status('bob'), game.expireAfter(59_999)], ['away', []]);
    game.join('bob');
    assert.deepEqual([game.status('bob'), game.expireAfter(60_000)], ['online', []]);
  });

  it('[SESSION-6] a player who is away for the whole grace has left for good', () => {
    const game = PlayedSession.running('ann', 'bob');
    game.lose('bob');
    game.expireAfter(60_000);
    assert.equal(game.status('bob'), 'left');
    game.refuses('session_left', { type: 'join', player_id: 'bob', presence: 'online' });
  });

  it('[SESSION-6] a player who was missing at the start may join within the grace', () => {
    const game = new PlayedSession('ann', 'bob', 'cat');
    game.join('ann');
    game.expireAfter(60_000);
    game.now += 59_999;
    game.join('bob');
    game.expireAfter(1);
    assert.deepEqual([game.status('bob'), game.status('cat')], ['online', 'left']);
  });

  it('[SESSION-6] leaving twice changes nothing more, and a player who left can do nothing else', () => {
    const game = PlayedSession.running('ann', 'bob');
    game.do({ type: 'leave', player_id: 'bob' });
    game.ignores({ type: 'leave', player_id: 'bob' });
    game.refuses('session_left', { type: 'player_data', player_id: 'bob', data: { gold: 1 } });
    assert.deepEqual(game.lose('bob'), []);
  });

  it('a player by REST, an expected player and a stranger cannot lose a connection', () => {
    const game = new PlayedSession(newPlayer('ann', { presence: 'rest' }), 'bob');
    for (const player of ['ann', 'bob', 'zed']) assert.deepEqual(game.lose(player), []);
  });

  it('[SESSION-7] when the leader leaves, the first connected player leads', () => {
    const game = PlayedSession.running('ann', 'bob', 'cat');
    game.lose('bob');
    game.do({ type: 'leave', player_id: 'ann' });
    assert.equal(game.session.leader_id, 'cat');
  });

  it('[SESSION-7] when nobody is connected, the first who has not left leads', () => {
    const game = PlayedSession.running('ann', 'bob', 'cat');
    game.lose('ann');
    game.now += 1;
    game.lose('bob');
    game.lose('cat');
    game.expireAfter(59_999);
    assert.equal(game.session.leader_id, 'bob');
  });

  it('[SESSION-7] the leader stays when another player leaves', () => {
    const game = PlayedSession.running('ann', 'bob');
    game.do({ type: 'leave', player_id: 'bob' });
    assert.equal(game.session.leader_id, 'ann');
  });
});
