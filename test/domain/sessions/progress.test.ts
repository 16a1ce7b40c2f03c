import assert from 'node:assert/strict';
import { sessionPlayer } from '../../../src/domain/sessions/session.ts';
import { newPlayer, PlayedSession } from './PlayedSession.ts';

const PROGRESS = { type: 'progress', player_id: 'ann' } as const;

describe('the progress of a session', () => {
  it('[SESSION-8] the leader reports floor, position and single keys of progress', () => {
    const game = PlayedSession.running('ann', 'bob');
    const report = { current_floor: 3, current_position: { x: 1.5, y: -2 }, progress: { boss: 'alive', keys: [1] } };
    game.do({ ...PROGRESS, report });
    game.do({ ...PROGRESS, report: { progress: { keys: null, chests: 2 } } });
    const { current_floor, current_position, progress } = game.session;
    assert.deepEqual([current_floor, current_position, progress], [3, { x: 1.5, y: -2 }, { boss: 'alive', chests: 2 }]);
  });

  it('[SESSION-8] a report without news changes nothing, and an event has only what is new', () => {
    const game = PlayedSession.running('ann');
    game.do({ ...PROGRESS, report: { current_floor: 3, progress: { boss: { hp: 5 } } } });
    game.ignores({
      ...PROGRESS,
      report: { current_floor: 3, current_position: { x: 0, y: 0 }, progress: { boss: { hp: 5 }, key: null } },
    });
    const [event] = game.do({ ...PROGRESS, report: { current_floor: 4, progress: { boss: { hp: 5 } } } });
    assert.deepEqual(event?.type === 'session_progressed' && event.report, { current_floor: 4 });
  });

  it('[SESSION-8] nobody but the leader reports, and nobody before the start', () => {
    const waiting = new PlayedSession(newPlayer('ann', { presence: 'rest' }), 'bob');
    waiting.refuses('session_not_started', { ...PROGRESS, report: { current_floor: 1 } });
    const game = PlayedSession.running('ann', 'bob');
    game.refuses('not_leader', { ...PROGRESS, player_id: 'bob', report: { current_floor: 1 } });
  });

  it('[SESSION-8] progress never grows beyond its bound', () => {
    const game = PlayedSession.running('ann');
    const half = 'x'.repeat(8_184);
    game.do({ ...PROGRESS, report: { progress: { a: half } } });
    assert.equal(JSON.stringify({ a: half, b: half }).length, 16_383);
    game.refuses('progress_too_large', { ...PROGRESS, report: { progress: { b: half + 'xx' } } });
    game.do({ ...PROGRESS, report: { progress: { b: half + 'x' } } });
    game.refuses('progress_too_large', { ...PROGRESS, report: { current_floor: 2, progress: { c: 1 } } });
    assert.equal(game.session.current_floor, 0);
    game.do({ ...PROGRESS, report: { progress: { a: null, c: half } } });
  });

  it('[SESSION-8] keys such as __proto__ and toString are ordinary keys', () => {
    const game = PlayedSession.running('ann');
    game.do({ ...PROGRESS, report: { progress: JSON.parse('{"__proto__":{"a":1},"toString":2}') } });
    assert.equal(JSON.stringify(game.session.progress), '{"__proto__":{"a":1},"toString":2}');
  });

  it('[SESSION-8] each player changes its own data', () => {
    const game = PlayedSession.running('ann', 'bob');
    game.do({ type: 'player_data', player_id: 'bob', data: { gold: 5 } });
    game.ignores({ type: 'player_data', player_id: 'bob', data: { gold: 5 } });
    assert.deepEqual(sessionPlayer(game.session, 'bob')?.data, { gold: 5 });
  });
});
