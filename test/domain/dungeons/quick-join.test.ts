import assert from 'node:assert/strict';
import type { DungeonPartyFilter } from '../../../src/domain/dungeons/find-dungeon-party.ts';
import { matchesFilter } from '../../../src/domain/dungeons/find-dungeon-party.ts';
import type { DungeonPartySettings } from '../../../src/domain/dungeons/dungeon-party.ts';
import { about, leaving, newcomer, newParty, PlayedLobby, starting, updating } from './PlayedLobby.ts';

function quickJoin(game: PlayedLobby, player: string, filter: DungeonPartyFilter = {}): string {
  return game.do({ type: 'quick_join', party: newParty(`new-${player}`), player: newcomer(player), filter }).party_id;
}

function open(game: PlayedLobby, party_id: string, members: string[], settings?: Partial<DungeonPartySettings>): void {
  game.do({ type: 'create', party: newParty(party_id, settings), player: null });
  for (const member of members) {
    game.do({ type: 'join', party_id, player: newcomer(member), password: { hash: 'secret#', ok: true } });
  }
}

describe('quick join', () => {
  it('[PARTY-10] a quick join takes the fullest party', () => {
    const game = new PlayedLobby();
    open(game, 'q', ['b1', 'b2']);
    open(game, 'r', ['c1']);
    assert.equal(quickJoin(game, 'zed'), 'q');
  });

  it('[PARTY-10] a quick join takes the oldest of equals, and the first by id of those created together', () => {
    const game = new PlayedLobby({}, 'bob');
    game.now += 1;
    open(game, 'r', ['c1', 'c2']);
    open(game, 'q', ['d1', 'd2']);
    assert.equal(quickJoin(game, 'zed'), 'p');
    game.do(leaving('zed'));
    game.do(updating('ann', { locked: true }));
    assert.equal(quickJoin(game, 'zed'), 'q');
  });

  it('[PARTY-10] a quick join creates a party if it cannot simply join one', () => {
    const game = new PlayedLobby({ locked: true });
    open(game, 'private', [], { privacy: 'private' });
    open(game, 'password', ['b1'], { password_hash: 'secret#' });
    open(game, 'full', ['c1'], { max_players: 1 });
    open(game, 'running', ['d1']);
    game.do(starting('d1', { party_id: 'running' }));
    assert.equal(quickJoin(game, 'zed'), 'new-zed');
    assert.equal(game.lobby.parties.get('new-zed')!.leader_id, 'zed');
  });

  it('[PARTY-10] a quick join skips a party that banned the player', () => {
    const game = new PlayedLobby({}, 'bob');
    game.do(about('kick', 'ann', 'bob'));
    assert.equal(quickJoin(game, 'bob'), 'new-bob');
  });

  it('[PARTY-10] a quick join takes only a party that matches the filter', () => {
    const game = new PlayedLobby({ difficulty: 'easy' }, 'b1', 'b2');
    open(game, 'q', ['c1'], { difficulty: 'hard', game_type: 'pvp' });
    assert.equal(quickJoin(game, 'y', { difficulty: 'hard', game_type: 'pvp' }), 'q');
    assert.equal(quickJoin(game, 'z', { difficulty: 'hard', game_type: 'coop' }), 'new-z');
  });

  it('[PARTY-10] a quick join takes only a party of the region that is asked for, even if that is none', () => {
    const game = new PlayedLobby({}, 'b1', 'b2');
    open(game, 'q', ['c1'], { region: 'eu' });
    assert.equal(quickJoin(game, 'x', { region: 'eu' }), 'q');
    assert.equal(quickJoin(game, 'y', { region: '' }), 'p');
    assert.equal(quickJoin(game, 'z', { region: 'us' }), 'new-z');
  });

  it('[PARTY-10] a filter checks game type, difficulty, region, free seats, members, name and data', () => {
    const { party } = new PlayedLobby({ max_players: 2, region: 'eu', data: { map: 'crypt', tags: ['a'] } }, 'bob');
    const matching: DungeonPartyFilter[] = [
      {},
      { game_type: 'coop', difficulty: 'normal' },
      { region: 'eu' },
      { has_room: false },
      { players_min: 2, players_max: 2 },
      { name_prefix: 'dELV' },
      { data: { tags: ['a'], map: 'crypt' } },
    ];
    const others: DungeonPartyFilter[] = [
      { game_type: 'pvp' },
      { difficulty: 'hard' },
      { region: 'us' },
      { has_room: true },
      { players_min: 3 },
      { players_max: 1 },
      { name_prefix: 'elvers' },
      { data: { map: 'crypt', tags: [] } },
      { data: { toString: null } },
      { data: JSON.parse('{"__proto__":{}}') },
    ];
    assert.deepEqual(
      matching.filter((filter) => !matchesFilter(party, filter)),
      [],
    );
    assert.deepEqual(
      others.filter((filter) => matchesFilter(party, filter)),
      [],
    );
  });
});
