import assert from 'node:assert/strict';
import { PlayedQueue, type Search } from './PlayedQueue.ts';

const PAIR: Search = { players_min: 2, players_max: 2 };
const TRIO: Search = { players_min: 3, players_max: 3 };

describe('tickets', () => {
  let queue: PlayedQueue;
  beforeEach(() => (queue = new PlayedQueue()));

  it('[FIND-1] a new ticket ends the earlier one', () => {
    queue.join('a', PAIR);
    const first = queue.ticket('a')!.ticket_id;
    queue.join('a', TRIO);
    assert.notEqual(queue.ticket('a')!.ticket_id, first);
    assert.deepEqual([queue.lobby.queue.tickets.size, queue.reasons.get('a')], [1, 'replaced']);
    assert.equal(queue.leave('b'), 'ticket_not_found');
  });

  it('[FIND-2] a leader looks for more for all members; others, and parties that are too large or on a run, are refused', () => {
    const party_id = queue.party('a', 'b', 'c');
    assert.equal(queue.join('b', { players_max: 8 }), 'not_leader');
    assert.equal(queue.join('a', PAIR), 'match_too_small');
    assert.equal(queue.join('a', { players_max: 8 }), null);
    assert.equal(queue.ticket('c')?.party_id, party_id);
    assert.equal(queue.leave('b'), 'not_leader');
    assert.equal(queue.leave('a'), null);
    queue.partyCommand({ type: 'start', party_id, player_id: 'a', session_id: 's', seed: 1, force: true });
    assert.equal(queue.join('a', { players_max: 8 }), 'session_running');
  });

  it('[FIND-3] a ticket ends when its player is absent, banned, or enters a party by any other way', () => {
    for (const player of ['a', 'b', 'c']) queue.join(player, TRIO);
    queue.absent('a');
    queue.banned.add('b');
    queue.absent();
    queue.party('c');
    assert.deepEqual(Object.fromEntries(queue.reasons), { a: 'absent', b: 'banned', c: 'party_changed' });
    assert.equal(queue.lobby.queue.tickets.size, 0);
    assert.equal(queue.join('b', TRIO), 'banned');
  });

  it('[FIND-3] a party that loses a member or starts does not look for more; one that gains a member looks for it too', () => {
    const party_id = queue.party('a', 'b');
    const looking = { players_min: 4, players_max: 4 };
    queue.join('a', looking);
    queue.partyCommand({ type: 'join', party_id, player: newcomerOf('c'), password: null });
    assert.deepEqual(
      queue.ticket('c')?.players.map(({ player_id }) => player_id),
      ['a', 'b', 'c'],
    );
    queue.partyCommand({ type: 'leave', party_id, player_id: 'c' });
    assert.deepEqual([queue.ticket('a'), queue.reasons.get('a')], [undefined, 'party_changed']);
    queue.join('a', looking);
    queue.partyCommand({ type: 'start', party_id, player_id: 'a', session_id: 's', seed: 1, force: true });
    assert.equal(queue.ticket('a'), undefined);
    const other = queue.party('x', 'y');
    queue.join('x', PAIR);
    queue.partyCommand({ type: 'join', party_id: other, player: newcomerOf('z'), password: null });
    assert.equal(queue.ticket('x'), undefined, 'there are more than it may have');
  });

  it('[FIND-9] who declines leaves the queue, who had accepted goes to its head, the others back to their turns', () => {
    for (const player of ['a', 'b', 'c']) queue.join(player, TRIO);
    queue.round();
    const { match_id } = queue.ticket('a')!;
    assert.equal(queue.answer('accept', 'b', 'another'), 'match_not_found');
    queue.answer('accept', 'b', match_id);
    queue.wait(1_000);
    queue.answer('decline', 'a');
    assert.deepEqual(
      ['a', 'b', 'c'].map((player) => queue.ticket(player)?.is_ahead),
      [undefined, true, false],
    );
    assert.equal(queue.ticket('c')!.created_at, 1_000_000);
    assert.equal(queue.answer('accept', 'b'), 'match_not_found');
  });

  it('[FIND-9] who has not answered by the deadline leaves the queue', () => {
    for (const player of ['a', 'b', 'c']) queue.join(player, TRIO);
    queue.round();
    queue.answer('accept', 'b');
    queue.wait(29_999);
    queue.expire();
    assert.equal(queue.lobby.queue.matches.size, 1);
    queue.wait(1);
    queue.expire();
    assert.deepEqual(
      [queue.reasons.get('a'), queue.reasons.get('c'), queue.ticket('b')?.is_ahead],
      ['no_answer', 'no_answer', true],
    );
    assert.equal(queue.lobby.queue.matches.size, 0);
  });

  it('[FIND-11] a match is withdrawn at a restart, and its tickets search again', () => {
    queue.join('a', PAIR);
    queue.join('b', PAIR);
    queue.round();
    queue.answer('accept', 'b');
    queue.restart();
    assert.deepEqual(queue.round(), [[['b', 'a']]]);
    assert.equal(queue.ticket('b')!.players[0]!.accepted, false);
  });
});

describe('from a match to a session', () => {
  let queue: PlayedQueue;
  beforeEach(() => (queue = new PlayedQueue()));

  it('[FIND-10] strangers get a new party, led by whoever waited longest, and a session with everybody ready', () => {
    for (const player of ['b', 'a', 'c']) {
      queue.join(player, { ...TRIO, difficulties: ['hard'], regions: [{ region: 'eu', latency_ms: 20, after_s: 0 }] });
      queue.wait(10);
    }
    queue.round();
    for (const player of ['a', 'b', 'c']) queue.answer('accept', player);
    const [party] = [...queue.lobby.parties.values()];
    assert.deepEqual(queue.partyOf('a'), ['b', 'a', 'c']);
    assert.deepEqual(
      [party!.leader_id, party!.difficulty, party!.region, party!.game_type],
      ['b', 'hard', 'eu', 'coop'],
    );
    const [session] = queue.sessions;
    assert.deepEqual(
      [session!.session_id, session!.party_id, session!.leader_id],
      [party!.session_id, party!.party_id, 'b'],
    );
    assert.deepEqual(
      session!.players.map(({ player_id, ready }) => [player_id, ready]),
      [
        ['b', true],
        ['a', true],
        ['c', true],
      ],
    );
    assert.deepEqual([queue.lobby.queue.tickets.size, queue.reasons.get('c'), session!.teams], [0, 'matched', []]);
  });

  it('[FIND-10] an open party takes in the others, whose own party ends, and changes to what the match is about', () => {
    const party_id = queue.party('a', 'b');
    const other = queue.party('x', 'y');
    const wish = { players_min: 5, players_max: 5, difficulties: ['hard'] };
    queue.join('a', wish);
    queue.wait(1);
    queue.join('x', wish);
    queue.join('z', wish);
    queue.round();
    for (const player of ['a', 'b', 'x', 'y', 'z']) queue.answer('accept', player);
    const party = queue.lobby.parties.get(party_id)!;
    assert.deepEqual(queue.partyOf('z'), ['a', 'b', 'x', 'y', 'z']);
    assert.deepEqual([queue.lobby.parties.has(other), party.leader_id, party.difficulty], [false, 'a', 'hard']);
  });

  it('[FIND-10] [SESSION-14] teams are parties of their own, in one session that knows them', () => {
    const pvp: Search = { game_type: 'pvp', teams: 2, players_min: 2, players_max: 2 };
    queue.party('a', 'b');
    queue.join('a', pvp);
    queue.join('c', pvp);
    queue.join('d', pvp);
    queue.round();
    for (const player of ['a', 'b', 'c', 'd']) queue.answer('accept', player);
    const [session] = queue.sessions;
    assert.deepEqual(
      session!.teams.map(({ players }) => players),
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    );
    const parties = session!.teams.map((team) => queue.lobby.parties.get(team.party_id)!);
    assert.deepEqual(
      parties.map(({ session_id }) => session_id),
      [session!.session_id, session!.session_id],
    );
    assert.deepEqual(
      parties.map(({ game_type }) => game_type),
      ['pvp', 'pvp'],
    );
  });

  it('[FIND-10] if the lobby has no room for the party, all go back to the head of the queue', () => {
    for (const player of ['a', 'b']) queue.join(player, PAIR);
    queue.round();
    queue.rules.partiesMax = 0;
    for (const player of ['a', 'b']) assert.equal(queue.answer('accept', player), null);
    assert.deepEqual(
      ['a', 'b'].map((player) => queue.ticket(player)?.is_ahead),
      [true, true],
    );
    assert.deepEqual(queue.round(), [], 'nothing is proposed that cannot be made');
  });

  it('[FIND-14] a full queue takes no more tickets, but a player may replace its own', () => {
    queue.rules.ticketsMax = 1;
    queue.join('a', PAIR);
    assert.equal(queue.join('b', PAIR), 'queue_full');
    assert.equal(queue.join('a', TRIO), null);
  });
});

function newcomerOf(player_id: string) {
  return { player_id, name: player_id, class: null, data: {}, presence: 'rest' as const };
}
