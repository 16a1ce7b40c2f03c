import assert from 'node:assert/strict';
import { about, leaving, newcomer, newParty, PlayedLobby, starting, updating } from './PlayedLobby.ts';

describe('the leader of a dungeon party', () => {
  it('[PARTY-4] only the leader may update, kick, promote, dissolve and start', () => {
    const game = new PlayedLobby({}, 'bob', 'cat');
    for (const player of ['bob', 'zed']) {
      game.refuses('not_leader', updating(player, { name: 'Mine' }));
      game.refuses('not_leader', about('kick', player, 'cat'));
      game.refuses('not_leader', about('promote', player, player));
      game.refuses('not_leader', { type: 'dissolve', party_id: 'p', player_id: player });
      game.refuses('not_leader', starting(player, { force: true }));
    }
    game.do({ type: 'dissolve', party_id: 'p', player_id: 'ann' });
    assert.deepEqual([game.lobby.parties.size, game.lobby.partyOf.size, game.lobby.codes.size], [0, 0, 0]);
  });

  it('[PARTY-4] a bare call may not update or dissolve a party with members', () => {
    const game = new PlayedLobby();
    game.refuses('not_leader', updating(null, { name: 'Mine' }));
    game.refuses('not_leader', { type: 'dissolve', party_id: 'p', player_id: null });
  });

  it('[PARTY-4] a bare call creates an empty party, which anybody may update until it has a leader', () => {
    const game = new PlayedLobby();
    game.do({ type: 'create', party: newParty('q'), player: null });
    const party = game.lobby.parties.get('q')!;
    assert.deepEqual([party.leader_id, party.members], [null, []]);
    game.do(updating(null, { name: 'Anyone' }, 'q'));
    game.do(updating('zed', { difficulty: 'hard' }, 'q'));
    game.do({ type: 'join', party_id: 'q', player: newcomer('bob', 'rest'), password: null });
    assert.equal(party.leader_id, 'bob');
    game.refuses('not_leader', updating(null, { name: 'Nobody' }, 'q'));
  });

  it('[PARTY-4] a bare call starts a session on the leader’s behalf', () => {
    const game = new PlayedLobby({}, 'bob');
    assert.equal(game.do(starting(null)).session?.leader_id, 'ann');
    assert.equal(game.party.session_id, 's');
  });

  it('[PARTY-4] a bare call may dissolve an empty party', () => {
    const game = new PlayedLobby();
    game.do({ type: 'create', party: newParty('q'), player: null });
    game.do({ type: 'dissolve', party_id: 'q', player_id: null });
    assert.equal(game.lobby.parties.has('q'), false);
  });

  it('[PARTY-4] a promoted member leads instead of the previous leader', () => {
    const game = new PlayedLobby({}, 'bob');
    game.refuses('player_not_in_party', about('promote', 'ann', 'zed'));
    game.do(about('promote', 'ann', 'bob'));
    game.refuses('not_leader', updating('ann', { locked: true }));
    game.do(updating('bob', { locked: true }));
  });

  it('[PARTY-8] when the leader leaves, the longest-standing member leads', () => {
    const game = new PlayedLobby({}, 'bob', 'cat');
    game.do(leaving('ann'));
    assert.equal(game.party.leader_id, 'bob');
    game.join('ann');
    game.do(leaving('bob'));
    assert.equal(game.party.leader_id, 'cat');
  });

  it('[PARTY-8] the leader stays when another member leaves', () => {
    const game = new PlayedLobby({}, 'bob');
    game.do(leaving('bob'));
    assert.equal(game.party.leader_id, 'ann');
  });

  it('[PARTY-8] the last member to leave dissolves the party', () => {
    const game = new PlayedLobby({}, 'bob');
    game.do(leaving('ann'));
    const { events } = game.do(leaving('bob'));
    assert.deepEqual(
      events.map(({ type, version }) => [type, version]),
      [
        ['member_left', 4],
        ['party_dissolved', 4],
      ],
    );
    assert.deepEqual([game.lobby.parties.size, game.lobby.partyOf.size, game.lobby.codes.size], [0, 0, 0]);
  });
});
