import assert from 'node:assert/strict';
import { startBlockers } from '../../../src/domain/dungeons/dungeon-party.ts';
import { about, joining, leaving, newParty, PlayedLobby, readying, starting, T0, updating } from './PlayedLobby.ts';

describe('a dungeon party before, during and after a session', () => {
  it('[PARTY-13] a member sets its own ready flag, class and data', () => {
    const game = new PlayedLobby({}, 'bob');
    const changes = { ready: true, class: 'mage', data: { level: 3 } };
    game.do({ type: 'ready', party_id: null, player_id: 'bob', changes });
    const { ready, class: playerClass, data } = game.party.members[1]!;
    assert.deepEqual({ ready, class: playerClass, data }, changes);
    game.refuses('not_member', readying('zed'));
  });

  it('[PARTY-13] a change of game type or difficulty clears all ready flags', () => {
    for (const changes of [{ difficulty: 'hard' }, { game_type: 'pvp' }] as const) {
      const game = new PlayedLobby({}, 'bob');
      game.do(readying('bob'));
      game.do(updating('ann', { name: 'Others' }));
      assert.equal(game.party.members[1]!.ready, true);
      game.do(updating('ann', changes));
      assert.equal(game.party.members[1]!.ready, false);
    }
  });

  it('[PARTY-14] a member who is not ready or away blocks the start, but the leader need not be ready', () => {
    const game = new PlayedLobby({}, 'bob', 'cat');
    game.do(readying('cat'));
    game.notice({ type: 'disconnected', player_id: 'cat' });
    assert.deepEqual(startBlockers(game.party), [
      { reason: 'not_ready', player_id: 'bob' },
      { reason: 'member_away', player_id: 'cat' },
    ]);
    game.refuses('not_ready', starting('ann'));
    game.do(readying('bob'));
    game.refuses('member_away', starting('ann'));
    game.notice({ type: 'connected', player_id: 'cat' });
    assert.deepEqual(startBlockers(game.party), []);
    game.do(starting('ann'));
  });

  it('[PARTY-14] a forced start and a bare start pass blocking members', () => {
    for (const start of [starting('ann', { force: true }), starting(null)]) {
      const game = new PlayedLobby({}, 'bob', 'cat');
      game.notice({ type: 'disconnected', player_id: 'cat' });
      game.do(start);
      assert.equal(game.party.session_id, 's');
    }
  });

  it('[PARTY-14] no start passes a running session or an empty party', () => {
    const game = new PlayedLobby();
    game.start();
    game.refuses('session_running', starting('ann', { force: true, session_id: 's2' }));
    game.do({ type: 'create', party: newParty('q'), player: null });
    game.refuses('party_empty', starting(null, { party_id: 'q' }));
  });

  it('[SESSION-1] [SESSION-2] [SESSION-3] a session gets the members as players, the leader ready and those by REST connected', () => {
    const game = new PlayedLobby({ game_type: 'pvp', difficulty: 'hard' }, 'bob');
    game.join('cat', 'rest');
    game.do({
      type: 'ready',
      party_id: 'p',
      player_id: 'cat',
      changes: { ready: true, class: 'mage', data: { level: 3 } },
    });
    assert.deepEqual(game.start().session, {
      session_id: 's',
      party_id: 'p',
      teams: [],
      lobby: 'main',
      leader_id: 'ann',
      game_type: 'pvp',
      difficulty: 'hard',
      seed: 7,
      players: [
        { player_id: 'ann', name: 'ANN', class: null, data: {}, ready: true, presence: 'expected' },
        { player_id: 'bob', name: 'BOB', class: null, data: {}, ready: false, presence: 'expected' },
        { player_id: 'cat', name: 'CAT', class: 'mage', data: { level: 3 }, ready: true, presence: 'rest' },
      ],
    });
  });

  it('[PARTY-15] during a session nobody joins or gets ready, and game type and difficulty stay', () => {
    const game = new PlayedLobby({}, 'bob');
    game.start();
    game.refuses('session_running', joining('cat'));
    game.refuses('session_running', readying('bob'));
    game.refuses('session_running', { type: 'dissolve', party_id: 'p', player_id: 'ann' });
    game.refuses('session_running', updating('ann', { difficulty: 'hard' }));
    game.refuses('session_running', updating('ann', { game_type: 'pvp' }));
    game.do(updating('ann', { name: 'On our way', difficulty: 'normal' }));
  });

  it('[PARTY-15] during a session members may leave or be kicked, and the events name the session', () => {
    const game = new PlayedLobby({}, 'bob', 'cat');
    game.start();
    const events = [leaving('bob'), about('kick', 'ann', 'cat'), leaving('ann')].flatMap(
      (command) => game.do(command).events,
    );
    assert.deepEqual(
      events.map((event) => [event.type, 'session_id' in event && event.session_id]),
      [
        ['member_left', 's'],
        ['member_kicked', 's'],
        ['member_left', 's'],
        ['party_dissolved', 's'],
      ],
    );
  });

  it('[PARTY-13] [PARTY-16] after a session nobody is ready, and the party may start another', () => {
    const game = new PlayedLobby({}, 'bob');
    game.do(readying('bob'));
    game.do(starting('ann'));
    game.notice({ type: 'session_ended', party_id: 'p', session_id: 's' });
    assert.equal(game.party.session_id, null);
    game.refuses('not_ready', starting('ann', { session_id: 's2' }));
    game.do(readying('bob'));
    game.do(starting('ann', { session_id: 's2' }));
  });

  it('[PARTY-16] the grace of a member who is away begins with the end of the session', () => {
    const game = new PlayedLobby({}, 'bob');
    game.start();
    game.notice({ type: 'disconnected', player_id: 'bob' });
    game.now += 3_600_000;
    game.notice({ type: 'session_ended', party_id: 'p', session_id: 's' });
    assert.deepEqual(game.party.members[1]!.presence, { status: 'away', since: T0 + 3_600_000 });
    assert.deepEqual(game.notice({ type: 'expire', party_id: 'p' }), []);
  });

  it('[PARTY-16] the end of another session, or one of a dissolved party, changes nothing', () => {
    const game = new PlayedLobby();
    game.start();
    assert.deepEqual(game.notice({ type: 'session_ended', party_id: 'p', session_id: 'old' }), []);
    game.do(leaving('ann'));
    assert.deepEqual(game.notice({ type: 'session_ended', party_id: 'p', session_id: 's' }), []);
  });
});
