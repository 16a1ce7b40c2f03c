import assert from 'node:assert/strict';
import { applySessionEvent } from '../../../src/domain/sessions/apply-session-event.ts';
import type { SessionEvent } from '../../../src/domain/sessions/session-events.ts';
import { newPlayer, PlayedSession, T0 } from './PlayedSession.ts';

describe('a session’s start', () => {
  it('[SESSION-1] begins waiting, with what the party agreed on', () => {
    const { session } = new PlayedSession('ann', 'bob');
    assert.deepEqual([session.status, session.version, session.leader_id, session.seed], ['waiting', 1, 'ann', 7]);
    assert.deepEqual([session.game_type, session.difficulty, session.party_id], ['coop', 'normal', 'p']);
    assert.deepEqual([session.current_floor, session.current_position, session.progress], [0, { x: 0, y: 0 }, {}]);
  });

  it('[SESSION-1] an event that would take the status back is a fault', () => {
    const game = PlayedSession.running('ann');
    const header = { session_id: 's', version: 9, at: T0 };
    const started: SessionEvent = { type: 'session_started', by: 'leader', missing: [], ...header };
    assert.throws(() => applySessionEvent(game.session, started), /started already/);
    game.do({ type: 'leave', player_id: 'ann' });
    assert.throws(() => applySessionEvent(game.session, started), /is over/);
    assert.throws(() => applySessionEvent(game.session, game.history[0]!), /created already/);
  });

  it('[SESSION-2] only its players come in', () => {
    new PlayedSession('ann').refuses('not_in_session', { type: 'join', player_id: 'zed', presence: 'online' });
  });

  it('[SESSION-2] members by REST are there from the start, the others when they join', () => {
    const game = new PlayedSession(newPlayer('ann', { presence: 'rest' }), 'bob');
    assert.deepEqual([game.status('ann'), game.status('bob')], ['rest', 'expected']);
    game.join('bob');
    assert.equal(game.status('bob'), 'online');
  });

  it('[SESSION-2] a call by REST does not take away a connection, and a connection replaces REST', () => {
    const game = new PlayedSession('ann', 'bob');
    game.join('ann');
    game.ignores({ type: 'join', player_id: 'ann', presence: 'rest' });
    game.join('bob', 'rest');
    game.join('bob', 'online');
    assert.deepEqual([game.status('ann'), game.status('bob')], ['online', 'online']);
  });

  it('[SESSION-3] starts once everybody is connected and ready', () => {
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

  it('[SESSION-3] starts when the one who was missing leaves', () => {
    const game = new PlayedSession('ann', 'bob');
    game.join('ann');
    game.do({ type: 'leave', player_id: 'bob' });
    assert.equal(game.session.status, 'in_progress');
  });

  it('[SESSION-3] one who takes ready back, or loses the connection, holds the start', () => {
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

  it('[SESSION-3] a session of players who are all there waits all the same, until one says so', () => {
    const game = new PlayedSession(newPlayer('ann', { presence: 'rest' }));
    assert.equal(game.session.status, 'waiting');
    game.join('ann', 'rest');
    assert.equal(game.session.status, 'in_progress');
  });

  it('[SESSION-4] the leader may start at once, and nobody else', () => {
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

  it('[SESSION-5] at the deadline it starts with who is connected and says who was missing', () => {
    const game = new PlayedSession('ann', newPlayer('bob', { presence: 'rest' }), 'cat');
    game.join('ann');
    assert.deepEqual(game.expireAfter(59_999), []);
    const [started] = game.expireAfter(1);
    assert.ok(started?.type === 'session_started');
    assert.deepEqual([started.by, started.missing], ['deadline', ['bob', 'cat']]);
  });

  it('[SESSION-5] at the deadline it is abandoned when nobody is connected', () => {
    const game = new PlayedSession('ann', 'bob');
    game.expireAfter(60_000);
    assert.ok(game.session.status === 'complete');
    const { outcome, started_at, completed_at, missing } = game.session;
    assert.deepEqual([outcome, started_at, completed_at, missing], ['abandoned', null, T0 + 60_000, ['ann', 'bob']]);
  });
});
