import assert from 'node:assert/strict';
import { seats } from '../../../src/domain/dungeons/dungeon-party.ts';
import { joining, leaving, PlayedLobby, updating } from './PlayedLobby.ts';

describe('the seats of a dungeon party', () => {
  it('[PARTY-2] a party takes as many members as it has seats, and another once one leaves', () => {
    const game = new PlayedLobby({ max_players: 2 }, 'bob');
    game.refuses('party_full', joining('cat'));
    game.do(leaving('bob'));
    game.join('cat');
    assert.deepEqual(game.ids, ['ann', 'cat']);
  });

  it('[PARTY-2] a solo party has one seat, and its max_players applies again once it is no longer solo', () => {
    const game = new PlayedLobby({ game_type: 'solo', max_players: 4 });
    assert.equal(seats(game.party), 1);
    game.refuses('party_full', joining('bob'));
    game.do(updating('ann', { game_type: 'coop' }));
    assert.equal(seats(game.party), 4);
    game.join('bob');
  });

  it('[PARTY-2] an update cannot leave fewer seats than members', () => {
    const game = new PlayedLobby({}, 'bob', 'cat');
    game.refuses('max_players_too_low', updating('ann', { max_players: 2 }));
    game.refuses('max_players_too_low', updating('ann', { game_type: 'solo' }));
    game.do(updating('ann', { max_players: 3 }));
    game.refuses('party_full', joining('dan'));
  });
});
