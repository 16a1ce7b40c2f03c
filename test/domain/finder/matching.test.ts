import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { findMatches, type RoundPlace } from '../../../src/domain/finder/find-matches.ts';
import { DEFAULT_WISHES, type Ticket } from '../../../src/domain/finder/ticket.ts';
import { TicketIndex } from '../../../src/domain/finder/TicketIndex.ts';
import { PlayedQueue, type Search } from './PlayedQueue.ts';

const THREE: Search = { players_min: 2, players_max: 3 };

describe('matching', () => {
  it('[FIND-6] the longest waiting are served first, and whoever is back from a match before them', () => {
    const queue = new PlayedQueue();
    const pair = { players_min: 2, players_max: 2 };
    queue.join('old', { ...pair, language: 'is' });
    queue.wait(1_000);
    queue.join('a', { ...pair, language: 'en' });
    queue.join('b', { ...pair, language: 'en' });
    assert.deepEqual(queue.round(), [[['a', 'b']]]);
    queue.answer('accept', 'b');
    queue.answer('decline', 'a');
    queue.join('c', pair);
    queue.join('d', pair);
    assert.deepEqual(queue.round(), [[['b', 'c']], [['old', 'd']]]);
  });

  it('[FIND-6] a ticket holds out for the largest party for 5 s', () => {
    const queue = new PlayedQueue();
    queue.join('a', THREE);
    queue.join('b', THREE);
    queue.wait(4_999);
    assert.deepEqual(queue.round(), []);
    queue.wait(1);
    assert.deepEqual(queue.round(), [[['a', 'b']]]);
    queue.join('c', THREE);
    queue.join('d', THREE);
    queue.join('e', THREE);
    assert.deepEqual(queue.round(), [[['c', 'd', 'e']]]);
  });

  it('[FIND-8] teams have one size, parties stay together, and the strong are spread', () => {
    const queue = new PlayedQueue();
    const pvp: Search = { game_type: 'pvp', teams: 2, players_min: 2, players_max: 2, rating_range: 5_000 };
    queue.party('a', 'b');
    queue.join('a', { ...pvp, rating: 1_000 });
    queue.join('c', { ...pvp, rating: 1_100 });
    queue.join('d', { ...pvp, rating: 900 });
    assert.deepEqual(queue.round(), [
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ]);
    for (const [player, rating] of Object.entries({ e: 2_000, f: 1_900, g: 1_100, h: 1_000 }))
      queue.join(player, { ...pvp, rating });
    assert.deepEqual(queue.round(), [
      [
        ['e', 'h'],
        ['f', 'g'],
      ],
    ]);
  });

  it('[FIND-8] nobody is put into a party that has banned them', () => {
    const queue = new PlayedQueue();
    const party_id = queue.party('a', 'rude');
    queue.partyCommand({ type: 'kick', party_id, player_id: 'a', target_id: 'rude' });
    queue.join('a', { players_min: 2, players_max: 2 });
    queue.join('rude', { players_min: 2, players_max: 2 });
    assert.deepEqual(queue.round(), []);
    queue.join('nice', { players_min: 2, players_max: 2 });
    assert.deepEqual(queue.round(), [[['a', 'nice']]]);
  });

  it('[FIND-7] a region in which nobody is left is not tried before one in which somebody waits', () => {
    const queue = new PlayedQueue();
    const four = { players_min: 3, players_max: 4 };
    const from = (region: string) => ({ ...four, regions: [{ region, latency_ms: null, after_s: 0 }] });
    for (const player of ['a', 'b', 'c', 'd']) queue.join(player, from('eu'));
    for (const player of ['e', 'f', 'g']) queue.join(player, four);
    queue.join('h', from('us'));
    queue.wait(60_000);
    assert.deepEqual(queue.round(), [[['a', 'b', 'c', 'd']], [['e', 'h', 'f', 'g']]]);
  });

  const tickets = fc.array(
    fc.record({
      size: fc.constantFrom(1, 1, 1, 2),
      rating: fc.option(fc.integer({ min: 0, max: 3_000 })),
      class: fc.constantFrom('tank', 'healer', 'mage', null),
      region: fc.constantFrom('eu', 'us', ''),
      pvp: fc.boolean(),
      created_at: fc.integer({ min: 0, max: 30_000 }),
      needy: fc.boolean(),
      language: fc.constantFrom(null, null, 'en', 'de'),
    }),
    { maxLength: 40 },
  );

  it('[FIND-7] the same tickets give the same matches in whatever order they came, and every piece of a round takes up where the last stopped', () => {
    fc.assert(
      fc.property(tickets, fc.infiniteStream(fc.nat()), (made, order) => {
        const all = made.map(ticketOf);
        const shuffled = all.map((ticket) => ({ ticket, key: order.next().value as number }));
        const one = findMatches(indexOf(all), 60_000).matches;
        const other = findMatches(
          indexOf(shuffled.toSorted((a, b) => a.key - b.key).map(({ ticket }) => ticket)),
          60_000,
        ).matches;
        assert.deepEqual(idsOf(one), idsOf(other));
        assert.deepEqual(idsOf(inPieces(all)), idsOf(one));
        for (const match of one) assertSuits(match.teams);
      }),
      { numRuns: 300 },
    );
  });

  it('[FIND-7] a piece of a round looks at no more than it may, however many tickets wait', () => {
    const all = Array.from({ length: 5_000 }, (_, i) =>
      ticketOf({ ...PLAIN, created_at: i, language: null, needy: false, tag: `t${i}` }, i),
    );
    const piece = findMatches(indexOf(all), 60_000, { stepsMax: 1_000 });
    assert.ok(piece.steps >= 1_000 && piece.steps < 1_300, String(piece.steps));
    const [small, large] = [500, 4_000].map(
      (n) => findMatches(indexOf(all.slice(0, n)), 60_000, { stepsMax: Infinity }).steps / n,
    );
    assert.ok(large! <= small! * 1.2, `${small} steps a ticket among 500, ${large} among 4,000`);
  });
});

type Made = {
  size: number;
  rating: number | null;
  class: string | null;
  region: string;
  pvp: boolean;
  created_at: number;
  needy: boolean;
  language: string | null;
  tag?: string;
};

const PLAIN: Made = {
  size: 1,
  rating: 1_500,
  class: null,
  region: 'eu',
  pvp: false,
  created_at: 0,
  needy: false,
  language: null,
};

function ticketOf(
  { size, rating, class: played, region, pvp, created_at, needy, language, tag }: Made,
  i: number,
): Ticket {
  const players = Array.from({ length: size }, (_, n) => ({
    player_id: `p${i}-${n}`,
    name: 'p',
    class: played,
    data: {},
    accepted: false,
  }));
  const wishes = {
    ...DEFAULT_WISHES,
    players_min: pvp ? 2 : 3,
    players_max: pvp ? 2 : 4,
    teams: pvp ? 2 : 1,
    rating,
    rating_range: 400,
    language,
    regions: region === '' ? [] : [{ region, latency_ms: null, after_s: 0 }],
    roles: needy ? [{ class: 'healer', min: 1, max: 2 }] : [],
    tags_must: tag === undefined ? [] : [tag],
  };
  const about = {
    ticket_id: `t${String(i).padStart(4, '0')}`,
    lobby: 'main',
    match_id: null,
    is_ahead: false,
    version: 1,
  };
  return {
    ...about,
    game_type: pvp ? 'pvp' : 'coop',
    party_id: size > 1 ? `party${i}` : null,
    players,
    wishes,
    created_at,
    updated_at: 0,
  };
}

function indexOf(tickets: Ticket[]): TicketIndex {
  const index = new TicketIndex();
  for (const ticket of tickets) index.add(ticket);
  return index;
}

/** Each piece is as small as can be, and what it finds is gone before the next. */
function inPieces(tickets: Ticket[]) {
  const index = indexOf(tickets);
  const found = [];
  for (let from: RoundPlace = null, isFirst = true; isFirst || from !== null; isFirst = false) {
    const { matches, stoppedAt } = findMatches(index, 60_000, { from, stepsMax: 1 });
    for (const ticket of matches.flatMap(({ teams }) => teams.flat())) index.remove(ticket);
    found.push(...matches);
    from = stoppedAt;
  }
  return found;
}

function idsOf(matches: { teams: Ticket[][] }[]): string[][][] {
  return matches.map(({ teams }) => teams.map((team) => team.map(({ ticket_id }) => ticket_id)));
}

/** What every match must be, checked in the plainest way. */
function assertSuits(teams: Ticket[][]): void {
  const all = teams.flat();
  const sizes = teams.map((team) => team.flatMap(({ players }) => players).length);
  assert.equal(new Set(sizes).size, 1, 'teams of one size');
  for (const { wishes, players } of all) {
    assert.ok(sizes[0]! >= wishes.players_min && sizes[0]! <= wishes.players_max);
    assert.equal(teams.length, wishes.teams);
    for (const other of all) {
      const [a, b] = [wishes.rating, other.wishes.rating];
      if (a !== null && b !== null) assert.ok(Math.abs(a - b) <= 400 + 5 * 60, 'ratings near each other');
      assert.ok(
        wishes.language === null || other.wishes.language === null || wishes.language === other.wishes.language,
      );
      const [here, there] = [wishes.regions[0]?.region, other.wishes.regions[0]?.region];
      assert.ok(here === undefined || there === undefined || here === there, 'one region');
    }
    const team = teams.find((of) => of.some((ticket) => ticket.players === players))!;
    const healers = team.flatMap((ticket) => ticket.players).filter((player) => player.class === 'healer').length;
    if (wishes.roles.length > 0) assert.ok(healers >= 1 && healers <= 2, 'a healer');
  }
}
