import assert from 'node:assert/strict';
import { memberDungeonParty } from '../../../src/domain/dungeons/dungeon-party-views.ts';
import { asked, found, PRIVATE, waiting, withdrawing } from './asked-parties.ts';
import {
  about,
  asking,
  byCode,
  joining,
  leaving,
  letting,
  newcomer,
  newParty,
  PlayedLobby,
  starting,
  updating,
} from './PlayedLobby.ts';

const MINUTE = 60_000;

describe('join requests', () => {
  it('[PARTY-22] [PARTY-17] members see who asks, without the free-form data, and the leader lets the player in as it asked', () => {
    const game = new PlayedLobby(PRIVATE);
    const player = { ...newcomer('bob'), class: 'healer', data: { level: 3 } };
    game.do({ type: 'request', party_id: 'p', player, message: 'hello' });
    const request = { player_id: 'bob', name: 'BOB', class: 'healer', message: 'hello' };
    assert.deepEqual(memberDungeonParty(game.party).requests, [
      { ...request, requested_at: game.now, expires_at: game.now + 10 * MINUTE },
    ]);
    assert.equal(game.party.version, 2);
    game.do(letting('ann', 'bob', 'rest'));
    const { joined_at: _, ...member } = game.party.members[1]!;
    assert.deepEqual(member, { ...player, ready: false, presence: { status: 'rest' } });
    assert.deepEqual([waiting(game), game.party.version], [[], 3]);
  });

  it('[PARTY-22] only a party that the player cannot simply join can be asked, and one where somebody can answer', () => {
    const game = new PlayedLobby();
    game.refuses('party_open', asking('bob'));
    game.do(updating('ann', { password_hash: 'secret#' }));
    game.do(asking('bob'));
    game.refuses('party_not_found', asking('bob', 'nowhere'));
    game.do({ type: 'create', party: newParty('q', PRIVATE), player: null });
    game.refuses('party_empty', asking('cat', 'q'));
  });

  it('[PARTY-22] [PARTY-6] asking and accepting are refused as joining is, whatever the leader says', () => {
    const game = asked('cat', 'dan');
    found(game, 'eve', 'q');
    game.refuses('already_in_party', asking('eve'));
    game.do(about('kick', 'ann', 'dan'));
    game.refuses('banned', asking('dan'));
    game.do(updating('ann', { max_players: 2 }));
    for (const refused of [asking('fay'), letting('ann', 'bob')]) game.refuses('party_full', refused);
    game.do(updating('ann', { locked: true }));
    for (const refused of [asking('fay'), letting('ann', 'bob')]) game.refuses('party_locked', refused);
    game.ignores(asking('bob'));
    game.start();
    game.refuses('session_running', asking('fay'));
  });

  it('[PARTY-22] asking again while it waits, asking as a member, and accepting a member change nothing', () => {
    const game = asked('cat');
    game.now += MINUTE;
    game.ignores(asking('bob', 'p', 'something else'));
    assert.equal(game.party.requests.get('bob')!.message, 'healer');
    game.ignores(asking('cat'));
    game.ignores(letting('ann', 'cat'));
  });

  it('[PARTY-22] only the leader answers, and only what waits', () => {
    const game = asked('cat');
    for (const answer of [letting('cat', 'bob'), about('decline_request', 'cat', 'bob')])
      game.refuses('not_leader', answer);
    game.refuses('not_leader', letting('bob', 'bob'));
    for (const answer of [letting('ann', 'zed'), about('decline_request', 'ann', 'zed')])
      game.refuses('request_not_found', answer);
    game.do(about('promote', 'ann', 'cat'));
    game.do(letting('cat', 'bob'));
  });

  it('[PARTY-22] who is declined may ask again 10 minutes later', () => {
    const game = asked();
    game.do(about('decline_request', 'ann', 'bob'));
    game.ignores(about('decline_request', 'ann', 'bob'));
    game.refuses('request_not_found', letting('ann', 'bob'));
    game.refuses('request_not_found', withdrawing('bob'));
    game.now += 10 * MINUTE - 1;
    game.refuses('request_declined', asking('bob'));
    game.now += 1;
    game.refuses('request_not_found', about('decline_request', 'ann', 'bob'));
    game.do(asking('bob'));
    assert.deepEqual([waiting(game), game.party.declined.size], [['bob'], 0]);
  });

  it('[PARTY-22] a declined player who joins by code or invite may ask again at once after leaving', () => {
    const game = asked();
    game.do(about('decline_request', 'ann', 'bob'));
    game.do(byCode('bob'));
    game.do(leaving('bob'));
    game.do(asking('bob'));
  });

  it('[PARTY-22] a party remembers the last 64 whom it has declined', () => {
    const game = asked();
    for (let n = 0; n < 65; n++) {
      game.do(asking(`asker-${n}`));
      game.do(about('decline_request', 'ann', `asker-${n}`));
    }
    assert.equal(game.party.declined.size, 64);
    game.do(asking('asker-0'));
    game.refuses('request_declined', asking('asker-1'));
    game.now += 10 * MINUTE;
    game.do(asking('cat'));
    game.do(about('decline_request', 'ann', 'cat'));
    assert.deepEqual([...game.party.declined.keys()], ['cat'], 'those who may ask again are forgotten');
  });

  it('[PARTY-22] a request that is withdrawn can be made again', () => {
    const game = asked();
    game.do(withdrawing('bob'));
    game.refuses('request_not_found', withdrawing('bob'));
    game.do(asking('bob'));
  });

  it('[PARTY-22] who is not there is not let in, and its request waits on', () => {
    const game = asked();
    game.refuses('asker_away', letting('ann', 'bob', null));
    game.do(letting('ann', 'bob'));
  });

  it('[PARTY-22] at most 20 requests wait for a party, and at most 5 of a player', () => {
    const game = asked();
    for (let n = 0; n < 19; n++) game.do(asking(`asker-${n}`));
    game.refuses('requests_full', asking('cat'));
    game.do(about('decline_request', 'ann', 'bob'));
    game.do(asking('cat'));
    for (let n = 0; n < 5; n++) {
      found(game, `leader-${n}`, `q${n}`);
      if (n < 4) game.do(asking('cat', `q${n}`));
    }
    game.refuses('requests_full', asking('cat', 'q4'));
    game.do(withdrawing('cat', 'q0'));
    game.do(asking('cat', 'q4'));
  });

  it('[PARTY-22] [PARTY-3] a request with another version of the party is refused', () => {
    const game = asked();
    game.refuses('version_conflict', { ...letting('ann', 'bob'), if_version: 1 });
    game.do({ ...letting('ann', 'bob'), if_version: game.party.version });
  });

  it('[PARTY-22] waits through changes of the party that close it for now', () => {
    const game = asked('cat');
    game.do(updating('ann', { max_players: 2 }));
    game.refuses('party_full', letting('ann', 'bob'));
    game.do(leaving('cat'));
    game.do(letting('ann', 'bob'));
    game.do(starting('ann', { force: true }));
  });

  it('[PARTY-22] a party that has become public can still accept who asked, and anybody joins it', () => {
    const game = asked();
    game.do(updating('ann', { privacy: 'public' }));
    game.do(joining('cat'));
    game.do(letting('ann', 'bob'));
    assert.deepEqual(game.ids, ['ann', 'cat', 'bob']);
  });
});
