import assert from 'node:assert/strict';
import { dungeonPartyDueAt } from '../../../src/domain/dungeons/notice-dungeon-party.ts';
import { newParty, PlayedLobby, T0, updating } from './PlayedLobby.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('the presence of members', () => {
  it('[PARTY-11] a member is away as soon as the connection is lost, and present once it is back', () => {
    const game = new PlayedLobby();
    game.notice({ type: 'disconnected', player_id: 'ann' });
    assert.deepEqual(game.party.members[0]!.presence, { status: 'away', since: T0 });
    game.notice({ type: 'connected', player_id: 'ann' });
    assert.deepEqual(game.party.members[0]!.presence, { status: 'online' });
  });

  it('[PARTY-11] a member by REST loses no connection until it gets one', () => {
    const game = new PlayedLobby();
    game.join('bob', 'rest');
    assert.deepEqual(game.notice({ type: 'disconnected', player_id: 'bob' }), []);
    game.notice({ type: 'connected', player_id: 'bob' });
    game.notice({ type: 'disconnected', player_id: 'bob' });
    assert.equal(game.party.members[1]!.presence.status, 'away');
  });

  it('a notice that is repeated, or about a player without a party, changes nothing', () => {
    const game = new PlayedLobby();
    assert.deepEqual(game.notice({ type: 'connected', player_id: 'ann' }), []);
    assert.deepEqual(game.notice({ type: 'connected', player_id: 'zed' }), []);
    game.notice({ type: 'disconnected', player_id: 'ann' });
    game.now += 1;
    assert.deepEqual(game.notice({ type: 'disconnected', player_id: 'ann' }), []);
    assert.deepEqual(game.notice({ type: 'expire', party_id: 'nowhere' }), []);
  });

  it('[PARTY-12] a member who is away leaves exactly at the end of the grace', () => {
    const game = new PlayedLobby({}, 'bob');
    game.notice({ type: 'disconnected', player_id: 'ann' });
    assert.equal(dungeonPartyDueAt(game.party), T0 + MINUTE);
    game.now += MINUTE - 1;
    assert.deepEqual(game.notice({ type: 'expire', party_id: 'p' }), []);
    game.now += 1;
    game.notice({ type: 'expire', party_id: 'p' });
    assert.deepEqual([game.ids, game.party.leader_id], [['bob'], 'bob']);
    assert.equal(dungeonPartyDueAt(game.party), null);
  });

  it('[PARTY-12] a party is dissolved once all its members have been away for the grace', () => {
    const game = new PlayedLobby({}, 'bob');
    game.notice({ type: 'disconnected', player_id: 'bob' });
    game.notice({ type: 'disconnected', player_id: 'ann' });
    game.now += MINUTE;
    assert.deepEqual(
      game.notice({ type: 'expire', party_id: 'p' }).map(({ type }) => type),
      ['member_left', 'member_left', 'party_dissolved'],
    );
    assert.equal(game.lobby.parties.size, 0);
  });

  it('[PARTY-12] a party that nobody joins for 5 minutes is dissolved', () => {
    const game = new PlayedLobby();
    game.do({ type: 'create', party: newParty('q'), player: null });
    game.now += 5 * MINUTE - 1;
    game.do(updating(null, { name: 'Still here' }, 'q'));
    assert.deepEqual(game.notice({ type: 'expire', party_id: 'q' }), []);
    game.now += 1;
    assert.deepEqual(
      game.notice({ type: 'expire', party_id: 'q' }).map(({ type }) => type),
      ['party_dissolved'],
    );
  });

  it('[PARTY-12] nothing expires during a session', () => {
    const game = new PlayedLobby();
    game.start();
    game.notice({ type: 'disconnected', player_id: 'ann' });
    assert.equal(dungeonPartyDueAt(game.party), null);
    game.now += 2 * DAY;
    assert.deepEqual(game.notice({ type: 'expire', party_id: 'p' }), []);
  });
});
