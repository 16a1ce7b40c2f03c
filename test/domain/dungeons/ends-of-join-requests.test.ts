import assert from 'node:assert/strict';
import { bans, dungeonPartyDueAt } from '../../../src/domain/dungeons/notice-dungeon-party.ts';
import { decideDungeonParty } from '../../../src/domain/dungeons/decide-dungeon-party.ts';
import { DUNGEON_PARTY_RULES } from '../../../src/domain/dungeons/dungeon-party.ts';
import { asked, found, waiting } from './asked-parties.ts';
import { about, accepting, asking, byCode, leaving, letting, newcomer, newParty, PlayedLobby } from './PlayedLobby.ts';

const MINUTE = 60_000;

describe('the end of a join request', () => {
  it('[PARTY-22] a request waits for 10 minutes', () => {
    const game = asked();
    game.now += MINUTE;
    game.do(asking('cat'));
    const due = game.now + 9 * MINUTE;
    assert.equal(dungeonPartyDueAt(game.party), due);
    game.now = due - 1;
    assert.deepEqual(game.notice({ type: 'expire', party_id: 'p' }), []);
    game.now = due;
    game.refuses('request_not_found', letting('ann', 'bob'));
    const [event, ...others] = game.notice({ type: 'expire', party_id: 'p' });
    assert.ok(event?.type === 'join_request_ended' && event.player_id === 'bob' && event.reason === 'expired');
    assert.deepEqual([others, waiting(game)], [[], ['cat']]);
  });

  it('[PARTY-22] a request whose time is up can be made again before it is noticed', () => {
    const game = asked();
    game.now += 10 * MINUTE;
    game.do(asking('bob'));
    assert.equal(game.party.requests.get('bob')!.requested_at, game.now);
  });

  it('[PARTY-22] who enters a party by any way asks none any more, and their versions change', () => {
    const ways = [
      (game: PlayedLobby) => game.do({ type: 'create', party: newParty('r'), player: newcomer('bob') }),
      (game: PlayedLobby) => game.do({ type: 'quick_join', party: newParty('r'), player: newcomer('bob'), filter: {} }),
      (game: PlayedLobby) => game.do(byCode('bob', null, 'CODE-q')),
      (game: PlayedLobby) => {
        game.do({ type: 'invite', party_id: 'q', player_id: 'eve', target_id: 'bob' });
        game.do({ type: 'accept_invite', party_id: 'q', player: newcomer('bob') });
      },
      (game: PlayedLobby) => game.do({ ...letting('eve', 'bob'), party_id: 'q' }),
    ];
    for (const enter of ways) {
      const game = asked();
      found(game, 'eve', 'q');
      game.do(asking('bob', 'q'));
      enter(game);
      assert.deepEqual([waiting(game), game.party.version], [[], 4]);
      assert.equal(game.lobby.requestsOf.size, 0);
    }
  });

  it('[PARTY-22] the request ends with a join of the same party, which is one version', () => {
    const game = asked();
    game.do(about('invite', 'ann', 'bob'));
    const { version } = game.party;
    game.do(accepting('bob'));
    assert.deepEqual([waiting(game), game.party.version], [[], version + 1]);
  });

  it('[PARTY-22] the start of a session and the end of the party end its requests', () => {
    const started = asked();
    started.start();
    assert.deepEqual([waiting(started), started.lobby.requestsOf.size], [[], 0]);
    assert.equal(started.lobby.parties.get('p')!.session_id, 's');
    const dissolved = asked();
    dissolved.do({ type: 'dissolve', party_id: 'p', player_id: 'ann' });
    assert.equal(dissolved.lobby.requestsOf.size, 0);
    const left = asked();
    left.do(leaving('ann'));
    assert.equal(left.lobby.requestsOf.size, 0);
  });

  it('[PARTY-22] [PARTY-21] a ban from the server ends what the player asks, and it can neither ask nor be let in', () => {
    const game = asked();
    found(game, 'eve', 'q');
    game.do(asking('bob', 'q'));
    const rules = { ...DUNGEON_PARTY_RULES, isBanned: (id: string) => id === 'bob' };
    for (const command of [asking('bob'), letting('ann', 'bob')]) {
      const decision = decideDungeonParty(game.lobby, command, game.now, rules);
      assert.equal(decision.type === 'refused' && decision.kind, 'banned');
    }
    assert.deepEqual(bans(game.lobby, rules), [{ type: 'banned', player_id: 'bob' }]);
    const events = game.notice({ type: 'banned', player_id: 'bob' });
    assert.deepEqual(
      events.map((event) => [event.type, event.party_id]),
      [
        ['join_request_ended', 'p'],
        ['join_request_ended', 'q'],
      ],
    );
    assert.equal(game.lobby.requestsOf.size, 0);
  });
});
