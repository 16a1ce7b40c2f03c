import assert from 'node:assert/strict';
import { didYouMean } from '../../src/protocol/did-you-mean.ts';
import { dungeonPartyRequests } from '../../src/protocol/dungeon-party-requests.ts';

const CREATE = [...Object.keys(dungeonPartyRequests.create.shape), 'player_id', 'lobby'];

const MEANT: [sent: string, meant: string][] = [
  ['isPrivate', 'privacy'],
  ['is_private', 'privacy'],
  ['maxPlayers', 'max_players'],
  ['MaxPlayers', 'max_players'],
  ['max-players', 'max_players'],
  ['max_player', 'max_players'],
  ['Password', 'password'],
  ['passwrod', 'password'],
  ['PlayerId', 'player_id'],
  ['playerID', 'player_id'],
  ['isLocked', 'locked'],
  ['partyName', 'name'],
  ['lobbyName', 'lobby'],
  ['gameType', 'game_type'],
  ['Class', 'class'],
];

describe('[IN-2] what was meant by an unknown field', () => {
  for (const [sent, meant] of MEANT) {
    it(`${sent} is ${meant}`, () => assert.equal(didYouMean(sent, CREATE), `did you mean ${meant}?`));
  }

  it('is left open for a name that is like no other: all are told', () => {
    for (const sent of ['foo', '', '__proto__', 'is', '数', 'x'.repeat(64)]) {
      assert.equal(didYouMean(sent, ['ready', 'party_id']), 'known are: ready, party_id', sent);
    }
    assert.equal(didYouMean('foo', []), 'nothing is taken here');
  });
});
