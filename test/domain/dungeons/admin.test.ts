import assert from 'node:assert/strict';
import { decideDungeonPartyByAdmin, type DungeonPartyAdminCommand } from '../../../src/domain/dungeons/decide-admin.ts';
import { BANNED_FROM_SERVER, decideDungeonParty } from '../../../src/domain/dungeons/decide-dungeon-party.ts';
import type { DungeonPartyCommand } from '../../../src/domain/dungeons/commands.ts';
import { applyDungeonPartyEvent } from '../../../src/domain/dungeons/dungeon-party-events.ts';
import { DUNGEON_PARTY_RULES } from '../../../src/domain/dungeons/dungeon-party.ts';
import { bans } from '../../../src/domain/dungeons/notice-dungeon-party.ts';
import { accepting, byCode, joining, leaving, newcomer, newParty, PlayedLobby } from './PlayedLobby.ts';

/** Decides and applies; the types of the events, or the kind of refusal. */
function act(game: PlayedLobby, command: DungeonPartyAdminCommand): string[] | string {
  const decision = decideDungeonPartyByAdmin(game.lobby, command, game.now);
  if (decision.type === 'refused') return decision.kind;
  for (const event of decision.events) applyDungeonPartyEvent(game.lobby, event);
  for (const event of decision.events) if ('by' in event) assert.equal(event.by, null);
  return decision.events.map(({ type }) => type);
}

const kicking = (player_id: string): DungeonPartyAdminCommand => ({
  by: 'admin',
  type: 'kick',
  party_id: 'p',
  player_id,
});
const DISSOLVE: DungeonPartyAdminCommand = { by: 'admin', type: 'dissolve', party_id: 'p' };

describe('an admin', () => {
  it('[PARTY-20] kicks a member, who is banned from the party, in one version', () => {
    const game = new PlayedLobby({}, 'bob', 'cat');
    assert.deepEqual(act(game, kicking('bob')), ['member_kicked']);
    assert.deepEqual([game.ids, game.party.version], [['ann', 'cat'], 4]);
    game.refuses('banned', joining('bob'));
  });

  it('[PARTY-20] kicks a leader, whom the longest-standing member who is there follows', () => {
    const game = new PlayedLobby({}, 'bob', 'cat');
    game.notice({ type: 'disconnected', player_id: 'bob' });
    assert.deepEqual(act(game, kicking('ann')), ['leader_promoted', 'member_kicked']);
    assert.deepEqual([game.ids, game.party.leader_id], [['bob', 'cat'], 'cat']);
  });

  it('[PARTY-20] who kicks the last member dissolves the party', () => {
    const game = new PlayedLobby();
    assert.deepEqual(act(game, kicking('ann')), ['member_kicked', 'party_dissolved']);
    assert.equal(game.lobby.parties.size, 0);
    game.do({ type: 'create', party: newParty('q'), player: newcomer('ann') });
  });

  it('[PARTY-20] kicks and dissolves during a session, too, and the events name it', () => {
    for (const command of [kicking('bob'), DISSOLVE]) {
      const game = new PlayedLobby({}, 'bob');
      game.start();
      const decision = decideDungeonPartyByAdmin(game.lobby, command, game.now);
      assert.ok(decision.type === 'accepted');
      assert.deepEqual(
        decision.events.map((event) => 'session_id' in event && event.session_id),
        ['s'],
      );
    }
  });

  it('[PARTY-20] is refused what is not there', () => {
    const game = new PlayedLobby();
    assert.equal(act(game, kicking('bob')), 'player_not_in_party');
    assert.deepEqual(act(game, DISSOLVE), ['party_dissolved']);
    assert.equal(act(game, DISSOLVE), 'party_not_found');
    assert.equal(act(game, kicking('ann')), 'party_not_found');
  });
});

describe('a player who is banned from the server', () => {
  const rules = { ...DUNGEON_PARTY_RULES, isBanned: (playerId: string) => playerId === 'eve' };

  it('[PARTY-21] can create and enter nothing, and is told why before anything else is judged', () => {
    const game = new PlayedLobby({ password_hash: 'x', locked: true });
    const eve = newcomer('eve');
    const commands: DungeonPartyCommand[] = [
      { type: 'create', party: newParty('q'), player: eve },
      { type: 'quick_join', party: newParty('q'), player: eve, filter: {} },
      joining('eve'),
      joining('eve', { party_id: 'unknown' }),
      byCode('eve'),
      accepting('eve'),
    ];
    for (const command of commands) {
      const decision = decideDungeonParty(game.lobby, command, game.now, rules);
      assert.ok(decision.type === 'refused', command.type);
      assert.deepEqual([decision.kind, decision.message], ['banned', BANNED_FROM_SERVER], command.type);
    }
    const decision = decideDungeonParty(game.lobby, leaving('ann'), game.now, rules);
    assert.equal(decision.type, 'accepted');
  });

  it('[PARTY-21] leaves the party, and is followed as its leader', () => {
    const game = new PlayedLobby({}, 'eve', 'bob');
    assert.deepEqual(bans(game.lobby, rules), [{ type: 'banned', player_id: 'eve' }]);
    const [left] = game.notice({ type: 'banned', player_id: 'eve' });
    assert.ok(left?.type === 'member_left' && left.reason === 'banned');
    assert.deepEqual(game.ids, ['ann', 'bob']);
    assert.deepEqual(game.notice({ type: 'banned', player_id: 'ann' }).length, 1);
    assert.equal(game.party.leader_id, 'bob');
    assert.deepEqual(bans(game.lobby, rules), []);
  });
});
