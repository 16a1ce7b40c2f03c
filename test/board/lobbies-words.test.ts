import assert from 'node:assert/strict';
import { type ShownParty, holdersOf, tallyOf } from '../../src/board/lobbies/shown-party.ts';
import { note, passed, shownJson } from '../../src/board/lobbies/player/passed.ts';

const member = (player_id: string) => ({
  player_id,
  name: `${player_id}'s name`,
  class: null,
  ready: true,
  connected: true,
});

const party = (changes: Partial<ShownParty> = {}): ShownParty => ({
  party_id: 'p',
  name: 'Delvers',
  leader_id: 'ann',
  player_count: 1,
  max_players: 4,
  game_type: 'coop',
  difficulty: 'normal',
  locked: false,
  has_password: false,
  can_start: true,
  session_id: null,
  created_at: 0,
  members: [member('ann')],
  blockers: [],
  ...changes,
});

describe('what a lobby’s page says of parties', () => {
  it('whom a start waits for, by name and reason', () => {
    const members = ['ann', 'ben', 'cat'].map(member);
    const blockers = [
      { reason: 'not_ready', player_id: 'ben' },
      { reason: 'member_away', player_id: 'cat' },
    ];
    assert.deepEqual(holdersOf({ members, blockers }), {
      itself: null,
      away: ["cat's name"],
      notReady: ["ben's name"],
    });
    for (const reason of ['session_running', 'party_empty'])
      assert.equal(holdersOf({ members, blockers: [{ reason, player_id: null }] }).itself, reason);
  });

  it('seats are free where somebody may take them: not in locked parties and not on runs', () => {
    const parties = [
      party(),
      party({ player_count: 2, locked: true }),
      party({ player_count: 3, session_id: 'b' }),
      party({ session_id: 'a' }),
    ];
    assert.deepEqual(tallyOf(parties), { parties: 4, players: 7, freeSeats: 3, runs: 'a b' });
  });
});

describe('the messages that a lobby’s page shows', () => {
  it('have no secret in them, however deep it is', () => {
    const json = shownJson({
      options: { token: 'T' },
      password: 'P',
      reservation: { sessionId: 'S' },
      has_password: true,
    });
    assert.deepEqual(JSON.parse(json), {
      options: { token: '…' },
      password: '…',
      reservation: '…',
      has_password: true,
    });
  });

  it('show as escapes what cannot be seen', () => {
    const hidden = '\u202E\u200B\u2028\u{E0041}\u0085';
    const json = shownJson({ data: hidden });
    assert.match(json, /^[\x20-\x7E]+$/);
    assert.deepEqual(JSON.parse(json), { data: hidden }, 'still the same JSON');
  });

  it('are few and short', () => {
    for (let i = 0; i < 40; i++) note('sent', `party.${i}`, { text: 'x'.repeat(10_000) });
    assert.deepEqual(
      [passed.value.length, passed.value[0]!.type, passed.value.at(-1)!.type],
      [12, 'party.39', 'party.28'],
    );
    assert.ok(passed.value.every(({ json }) => json.length <= 4_001));
  });
});
