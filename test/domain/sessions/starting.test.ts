import assert from 'node:assert/strict';
import { applySessionEvent, type SessionEvent } from '../../../src/domain/sessions/session-events.ts';
import { newPlayer, PlayedSession, T0 } from './PlayedSession.ts';

describe('the start of a session', () => {
  it('[SESSION-1] a session begins as waiting, with the party’s settings', () => {
    const { session } = new PlayedSession('ann', 'bob');
    assert.deepEqual([session.status, session.version, session.leader_id, session.seed], ['waiting', 1, 'ann', 7]);
    assert.deepEqual([session.game_type, session.difficulty, session.party_id], ['coop', 'normal', 'p']);
    assert.deepEqual([session.current_floor, session.current_position, session.progress], [0, { x: 0, y: 0 }, {}]);
  });

  it('[SESSION-1] an event that would take the status back throws', () => {
    const game = PlayedSession.running('ann');
    const header = { session_id: 's', version: 9, at: T0 };
    const started: SessionEvent = { type: 'session_started', by: 'leader', missing: [], ...header };
    assert.throws(() => applySessionEvent(game.session, started), /started already/);
    game.do({ type: 'leave', player_id: 'ann' });
    assert.throws(() => applySessionEvent(game.session, started), /is over/);
    assert.throws(() => applySessionEvent(game.session, game.history[0]!), /created already/);
  });

  it('[SESSION-2] a stranger cannot join', () => {
    new PlayedSession('ann').refuses('not_in_session', { type: 'join', player_id: 'zed', presence: 'online' });
  });

  it('[SESSION-2] members by REST are connected from the start, the others once they join', () => {
    const game = new PlayedSession(newPlayer('ann', { presence: 'rest' }), 'bob');
    assert.deepEqual([game.status('ann'), game.status('bob')], ['rest', 'expected']);
    game.join('bob');
    assert.equal(game.status('bob'), 'online');
  });

  it('[SESSION-2] a REST call does not take away a connection, and a connection replaces REST', () => {
    const game = new PlayedSession('ann', 'bob');
    game.join('ann');
    game.ignores({ type: 'join', player_id: 'ann', presence: 'rest' });
    game.join('bob', 'rest');
    game.join('bob', 'online');
    assert.deepEqual([game.status('ann'), game.status('bob')], ['online', 'online']);
  });

  it('[SESSION-3] a session starts once everybody is connected and ready', () => {
    const game = new PlayedSession('ann', newPlayer('bob', { ready: true }), 'cat');
    game.join('ann');
    game.join('cat');
    game.ready('cat');
    assert.equal(game.session.status, 'waiting');
    assert.deepEqual(game.join('bob').at(-1), {
      type: 'session_started',
      by: 'all_ready',
      missing: [],
      session_id: 's',
      version: 5,
      at: T0,
    });
    assert.equal(game.session.status, 'in_progress');
    game.refuses('session_started', { type: 'ready', player_id: 'cat', ready: false });
  });

  it('[SESSION-3] a session starts when the only missing player leaves', () => {
    const game = new PlayedSession('ann', 'bob');
    game.join('ann');
    game.do({ type: 'leave', player_id: 'bob' });
    assert.equal(game.session.status, 'in_progress');
  });

  it('[SESSION-3] a player who is no longer ready, or loses the connection, holds up the start', () => {
    const game = new PlayedSession('ann', newPlayer('bob', { ready: true }), newPlayer('cat', { ready: true }));
    game.join('ann');
    game.join('cat');
    game.do({ type: 'ready', player_id: 'cat', ready: false });
    game.join('bob');
    game.lose('bob');
    game.ready('cat');
    assert.equal(game.session.status, 'waiting');
    game.join('bob');
    assert.equal(game.session.status, 'in_progress');
  });

  it('[SESSION-3] a session whose players are all there still waits until one of them joins', () => {
    const game = new PlayedSession(newPlayer('ann', { presence: 'rest' }));
    assert.equal(game.session.status, 'waiting');
    game.join('ann', 'rest');
    assert.equal(game.session.status, 'in_progress');
  });

  it('[SESSION-4] only the leader may start at once', () => {
    const game = new PlayedSession('ann', 'bob', 'cat', newPlayer('dan', { presence: 'rest', ready: true }));
    game.join('ann');
    game.join('bob');
    game.refuses('not_leader', { type: 'start', player_id: 'bob' });
    game.do({ type: 'start', player_id: 'ann' });
    assert.deepEqual(
      [game.session.status, 'missing' in game.session && game.session.missing],
      ['in_progress', ['bob', 'cat']],
    );
    game.refuses('session_started', { type: 'start', player_id: 'ann' });
  });

  it('[SESSION-5] a session starts at the deadline with whoever is connected and lists who was missing', () => {
    const game = new PlayedSession('ann', newPlayer('bob', { presence: 'rest' }), 'cat');
    game.join('ann');
    assert.deepEqual(game.expireAfter(59_999), []);
    const [started] = game.expireAfter(1);
    assert.ok(started?.type === 'session_started');
    assert.deepEqual([started.by, started.missing], ['deadline', ['bob', 'cat']]);
  });

  it('[SESSION-5] a session is abandoned at the deadline if nobody is connected', () => {
    const game = new PlayedSession('ann', 'bob');
    game.expireAfter(60_000);
    assert.ok(game.session.status === 'complete');
    const { outcome, started_at, completed_at, missing } = game.session;
    assert.deepEqual([outcome, started_at, completed_at, missing], ['abandoned', null, T0 + 60_000, ['ann', 'bob']]);
  });
});
