import assert from 'node:assert/strict';
import { blockersByReason, type ListedDungeonParty, tallyOf } from '../../src/board/lobbies/listed-dungeon-party.ts';

const member = (player_id: string) => ({
  player_id,
  name: `${player_id}'s name`,
  class: null,
  ready: true,
  connected: true,
});

const party = (changes: Partial<ListedDungeonParty> = {}): ListedDungeonParty => ({
  party_id: 'p',
  name: 'Delvers',
  leader_id: 'ann',
  player_count: 1,
  max_players: 4,
  game_type: 'coop',
  difficulty: 'normal',
  region: '',
  locked: false,
  has_password: false,
  can_start: true,
  session_id: null,
  version: 1,
  created_at: 0,
  updated_at: 0,
  last_heard_at: null,
  members: [member('ann')],
  blockers: [],
  ...changes,
});

describe('The figures of a lobby', () => {
  it('what holds up a start is given by reason, with the names of the members', () => {
    const members = ['ann', 'ben', 'cat'].map(member);
    const blockers = [
      { reason: 'not_ready', player_id: 'ben' },
      { reason: 'member_away', player_id: 'cat' },
    ];
    assert.deepEqual(blockersByReason({ members, blockers }), {
      party: null,
      away: ["cat's name"],
      notReady: ["ben's name"],
    });
    for (const reason of ['session_running', 'party_empty'])
      assert.equal(blockersByReason({ members, blockers: [{ reason, player_id: null }] }).party, reason);
  });

  it('seats of locked parties and of parties on a run do not count as free', () => {
    const parties = [
      party(),
      party({ player_count: 2, locked: true }),
      party({ player_count: 3, session_id: 'b' }),
      party({ session_id: 'a' }),
    ];
    assert.deepEqual(tallyOf(parties), { parties: 4, players: 7, freeSeats: 3, sessions: 'a b' });
  });
});
