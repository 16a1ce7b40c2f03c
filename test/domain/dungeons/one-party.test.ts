import assert from 'node:assert/strict';
import { joining, leaving, newcomer, newParty, PlayedLobby } from './PlayedLobby.ts';

describe('one dungeon party per player', () => {
  it('[PARTY-1] a member may not create, join or quick-join another party', () => {
    const game = new PlayedLobby({}, 'bob');
    game.do({ type: 'create', party: newParty('q'), player: newcomer('cat') });
    game.refuses('already_in_party', { type: 'create', party: newParty('r'), player: newcomer('bob') });
    game.refuses('already_in_party', joining('bob', { party_id: 'q' }));
    game.refuses('already_in_party', { type: 'quick_join', party: newParty('r'), player: newcomer('bob'), filter: {} });
  });

  it('[PARTY-1] a player who left may join another party', () => {
    const game = new PlayedLobby({}, 'bob');
    game.do({ type: 'create', party: newParty('q'), player: null });
    game.do(leaving('bob', null));
    game.do(joining('bob', { party_id: 'q' }));
    assert.equal(game.lobby.partyOf.get('bob'), 'q');
  });

  it('a command that names no party is for the player’s own, and is refused to a player without one', () => {
    const game = new PlayedLobby({}, 'bob');
    game.refuses('not_member', leaving('zed', null));
    game.refuses('not_member', leaving('zed'));
    game.do(leaving('bob', null));
    assert.deepEqual(game.ids, ['ann']);
  });

  it('a command to an unknown party is refused `party_not_found`', () => {
    new PlayedLobby().refuses('party_not_found', joining('bob', { party_id: 'nowhere' }));
  });
});
