import assert from 'node:assert/strict';
import { about, accepting, joining, leaving, newcomer, newParty, PlayedLobby } from './PlayedLobby.ts';

const MINUTE = 60_000;

describe('kicks and invites', () => {
  it('[PARTY-9] a kicked member leaves and is banned', () => {
    const game = new PlayedLobby({}, 'bob');
    game.do(about('kick', 'ann', 'bob'));
    assert.deepEqual(game.ids, ['ann']);
    game.refuses('banned', joining('bob'));
    game.do({ type: 'create', party: newParty('q'), player: newcomer('bob') });
  });

  it('[PARTY-9] a leader can kick neither itself nor a stranger', () => {
    const game = new PlayedLobby();
    game.refuses('cannot_kick_self', about('kick', 'ann', 'ann'));
    game.refuses('player_not_in_party', about('kick', 'ann', 'bob'));
  });

  it('[PARTY-9] only the leader may invite a banned player, which lifts the ban', () => {
    const game = new PlayedLobby({}, 'bob', 'cat');
    game.do(about('kick', 'ann', 'cat'));
    game.refuses('banned', about('invite', 'bob', 'cat'));
    game.do(about('invite', 'ann', 'cat'));
    game.do(accepting('cat'));
    game.do(leaving('cat'));
    game.join('cat');
  });

  it('[PARTY-9] any member may invite, but nobody else', () => {
    const game = new PlayedLobby({}, 'bob');
    game.do(about('invite', 'bob', 'cat'));
    game.refuses('not_member', about('invite', 'zed', 'dan'));
    game.refuses('invite_not_found', accepting('dan'));
  });

  it('[PARTY-9] an invite is valid for 10 minutes, and another renews it', () => {
    const game = new PlayedLobby();
    game.do(about('invite', 'ann', 'bob'));
    game.now += 10 * MINUTE - 1;
    game.do(about('invite', 'ann', 'cat'));
    game.do(about('invite', 'ann', 'bob'));
    game.now += 10 * MINUTE - 1;
    game.do(accepting('bob'));
    game.now += 1;
    game.refuses('invite_expired', accepting('cat'));
  });

  it('[PARTY-9] a member other than the leader has at most as many open invites as are left, so that the leader can go on', () => {
    const game = new PlayedLobby();
    for (const member of ['mia', 'max']) {
      game.do(about('invite', 'ann', member));
      game.do(accepting(member));
    }
    for (let n = 0; n < 32; n++) game.do(about('invite', 'mia', `mias-${n}`));
    game.refuses('invites_full', about('invite', 'mia', 'bob'));
    for (let n = 0; n < 16; n++) game.do(about('invite', 'max', `maxs-${n}`));
    game.refuses('invites_full', about('invite', 'max', 'bob'));
    for (let n = 0; n < 16; n++) game.do(about('invite', 'ann', `anns-${n}`));
    game.refuses('invites_full', about('invite', 'ann', 'bob'));
  });

  it('[PARTY-9] a declined invite can no longer be accepted', () => {
    const game = new PlayedLobby();
    game.do(about('invite', 'ann', 'bob'));
    game.do({ type: 'decline_invite', party_id: 'p', player_id: 'bob' });
    game.refuses('invite_not_found', accepting('bob'));
    game.refuses('invite_not_found', { type: 'decline_invite', party_id: 'p', player_id: 'bob' });
  });

  it('[PARTY-9] a party has at most 64 open invites, not counting expired ones', () => {
    const game = new PlayedLobby();
    for (let n = 0; n < 64; n++) game.do(about('invite', 'ann', `guest-${n}`));
    game.refuses('invites_full', about('invite', 'ann', 'bob'));
    game.do(about('invite', 'ann', 'guest-0'));
    game.now += 10 * MINUTE;
    game.do(about('invite', 'ann', 'bob'));
    assert.deepEqual([...game.party.invites.keys()], ['bob']);
  });

  it('[PARTY-9] a party remembers 256 bans and forgets the oldest first', () => {
    const game = new PlayedLobby();
    for (let n = 0; n <= 256; n++) {
      game.join(`rude-${n}`);
      game.do(about('kick', 'ann', `rude-${n}`));
    }
    assert.equal(game.party.banned.size, 256);
    game.refuses('banned', joining('rude-1'));
    game.join('rude-0');
  });
});
