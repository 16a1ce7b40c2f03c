import assert from 'node:assert/strict';
import { about, accepting, byCode, joining, PlayedLobby, updating } from './PlayedLobby.ts';

const GOOD = { hash: 'secret#', ok: true };

describe('joining a dungeon party', () => {
  it('[PARTY-5] joining twice changes nothing, with any key or none', () => {
    const game = new PlayedLobby({ privacy: 'private', password_hash: 'secret#' });
    game.do(byCode('bob', GOOD));
    game.do(updating('ann', { locked: true }));
    const { version } = game.party;
    for (const again of [joining('bob'), byCode('bob'), accepting('bob'), joining('bob', { presence: 'rest' })]) {
      game.ignores(again);
    }
    assert.equal(game.party.version, version);
    assert.deepEqual(game.ids, ['ann', 'bob']);
  });

  it('[PARTY-5] a member who is away is back by joining again', () => {
    const game = new PlayedLobby({}, 'bob');
    game.notice({ type: 'disconnected', player_id: 'bob' });
    game.join('bob', 'rest');
    assert.deepEqual(game.party.members[1]!.presence, { status: 'rest' });
    game.now += 60_000;
    game.notice({ type: 'expire', party_id: 'p' });
    assert.deepEqual(game.ids, ['ann', 'bob']);
  });

  it('[PARTY-6] the first reason that applies is the answer, and no key overrides it', () => {
    const game = new PlayedLobby({ max_players: 2 }, 'bob');
    game.do(about('invite', 'ann', 'cat'));
    game.refuses('party_full', accepting('cat'));
    game.do(updating('ann', { locked: true, privacy: 'private', password_hash: 'secret#' }));
    for (const entry of [joining('cat'), byCode('cat', GOOD), accepting('cat')]) game.refuses('party_locked', entry);
    game.start();
    for (const entry of [joining('cat'), byCode('cat', GOOD), accepting('cat')]) game.refuses('session_running', entry);
    game.do(about('kick', 'ann', 'bob'));
    for (const entry of [joining('bob'), byCode('bob', GOOD)]) game.refuses('banned', entry);
  });

  it('[PARTY-7] a private party asks for its join code or an invite', () => {
    const game = new PlayedLobby({ privacy: 'private' });
    game.refuses('party_private', joining('bob'));
    game.refuses('join_code_unknown', byCode('bob', null, 'CODE-q'));
    game.do(byCode('bob'));
    game.do(about('invite', 'bob', 'cat'));
    game.do(about('invite', 'bob', 'dan'));
    game.do(accepting('cat'));
    game.join('dan');
    assert.deepEqual(game.ids, ['ann', 'bob', 'cat', 'dan']);
    assert.equal(game.party.invites.size, 0);
  });

  it('[PARTY-7] an expired invite opens nothing', () => {
    const game = new PlayedLobby({ privacy: 'private', password_hash: 'secret#' });
    game.do(about('invite', 'ann', 'bob'));
    game.now += 600_000;
    game.refuses('party_private', joining('bob'));
    game.refuses('password_required', byCode('bob'));
  });

  it('[PARTY-7] a password is needed even with the join code, but not with an invite', () => {
    const game = new PlayedLobby({ privacy: 'private', password_hash: 'secret#' });
    game.refuses('password_required', byCode('bob'));
    game.refuses('wrong_password', byCode('bob', { hash: 'secret#', ok: false }));
    game.do(byCode('bob', GOOD));
    game.do(about('invite', 'ann', 'cat'));
    game.do(accepting('cat'));
  });

  it('[PARTY-7] a password that was checked before it changed is wrong', () => {
    const game = new PlayedLobby({ password_hash: 'secret#' });
    game.do(updating('ann', { password_hash: 'other#' }));
    game.refuses('wrong_password', joining('bob', { password: GOOD }));
    game.do(updating('ann', { password_hash: null }));
    game.join('bob');
  });
});
