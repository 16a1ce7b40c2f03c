import assert from 'node:assert/strict';
import { isListed, memberDungeonParty, publicDungeonParty } from '../../../src/domain/dungeons/dungeon-party-views.ts';
import { about, PlayedLobby, readying, T0 } from './PlayedLobby.ts';

describe('the views of a dungeon party', () => {
  it('[PARTY-17] the public view has members, settings and blockers', () => {
    const game = new PlayedLobby({ password_hash: 'secret#', region: 'eu' });
    game.do({
      type: 'join_by_code',
      join_code: 'CODE-p',
      player: guest('bob'),
      password: { hash: 'secret#', ok: true },
    });
    assert.deepEqual(publicDungeonParty(game.party), {
      party_id: 'p',
      lobby: 'main',
      name: 'Delvers',
      leader_id: 'ann',
      players: ['ann', 'bob'],
      members: [
        { player_id: 'ann', name: 'ANN', class: null, ready: false, connected: true },
        { player_id: 'bob', name: 'Bob', class: 'mage', ready: false, connected: true },
      ],
      player_count: 2,
      max_players: 8,
      game_type: 'coop',
      difficulty: 'normal',
      region: 'eu',
      privacy: 'public',
      locked: false,
      has_password: true,
      can_start: false,
      blockers: [{ reason: 'not_ready', player_id: 'bob' }],
      session_id: null,
      version: 2,
      created_at: T0,
      updated_at: T0,
      last_heard_at: null,
    });
    game.do(readying('bob'));
    assert.equal(publicDungeonParty(game.party).can_start, true);
  });

  it('[PARTY-17] the public view has no code, hash, bans, invites or data, and the members’ no hash or bans', () => {
    const game = new PlayedLobby({ password_hash: 'secret#', data: { plan: 'hidden' } });
    game.do({
      type: 'join_by_code',
      join_code: 'CODE-p',
      player: guest('bob'),
      password: { hash: 'secret#', ok: true },
    });
    game.do(about('kick', 'ann', 'bob'));
    game.do(about('invite', 'ann', 'cat'));
    const shown = JSON.stringify(publicDungeonParty(game.party));
    for (const hidden of ['CODE-p', 'secret#', 'bob', 'cat', 'hidden']) assert.ok(!shown.includes(hidden), hidden);
    const inside = memberDungeonParty(game.party);
    assert.deepEqual([inside.join_code, inside.data, inside.members[0]!.data], ['CODE-p', { plan: 'hidden' }, {}]);
    for (const hidden of ['secret#', 'bob']) assert.ok(!JSON.stringify(inside).includes(hidden), hidden);
  });

  it('[PARTY-17] a private party is not listed', () => {
    assert.equal(isListed(new PlayedLobby().party), true);
    assert.equal(isListed(new PlayedLobby({ privacy: 'private' }).party), false);
  });
});

function guest(player_id: string) {
  return { player_id, name: 'Bob', class: 'mage', data: { gold: 5 }, presence: 'online' } as const;
}
