import assert from 'node:assert/strict';
import { PlayedSession } from './PlayedSession.ts';

describe('the versions of a session', () => {
  it('[SESSION-11] each accepted change adds one to the version, whatever it brings about', () => {
    const game = new PlayedSession('ann', 'bob');
    game.join('ann');
    game.join('bob');
    assert.deepEqual(
      game.ready('bob').map(({ type, version }) => [type, version]),
      [
        ['session_player_ready', 4],
        ['session_started', 4],
      ],
    );
    game.lose('ann');
    game.lose('bob');
    assert.equal(game.expireAfter(60_000).length, 3);
    assert.equal(game.session.version, 7);
  });

  it('[SESSION-11] a command that names another version is refused `version_conflict`', () => {
    const game = new PlayedSession('ann');
    game.join('ann');
    game.refuses('version_conflict', { type: 'leave', player_id: 'ann', if_version: 1 });
    game.do({ type: 'leave', player_id: 'ann', if_version: 2 });
  });
});
