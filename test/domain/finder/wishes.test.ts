import assert from 'node:assert/strict';
import { explain } from '../../../src/domain/finder/explain.ts';
import { PlayedQueue, type Search } from './PlayedQueue.ts';

const PAIR: Search = { players_min: 2, players_max: 2 };
const region = (name: string, after_s = 0) => ({ region: name, latency_ms: null, after_s });

function pairOf(a: Search, b: Search): { queue: PlayedQueue; matched: boolean } {
  const queue = new PlayedQueue();
  queue.join('a', { ...PAIR, ...a });
  queue.join('b', { ...PAIR, ...b });
  return { queue, matched: queue.round().length > 0 };
}

describe('the wishes of tickets', () => {
  const suiting: [what: string, a: Search, b: Search][] = [
    ['nothing in particular', {}, {}],
    ['a difficulty of several', { difficulties: ['hard'] }, { difficulties: ['normal', 'hard'] }],
    ['any difficulty', { difficulties: ['hard'] }, {}],
    ['a region of several', { regions: [region('eu')] }, { regions: [region('us'), region('eu')] }],
    ['ratings in range of both', { rating: 1_500 }, { rating: 1_590 }],
    ['no rating', { rating: 1_500 }, {}],
    ['one language', { language: 'en' }, { language: 'en' }],
    ['any language', { language: 'en' }, {}],
    ['tags that both bring', { tags_must: ['voice'] }, { tags: ['voice'] }],
    ['classes that are needed', { class: 'tank', roles: [{ class: 'healer', min: 1, max: 1 }] }, { class: 'healer' }],
  ];
  for (const [what, a, b] of suiting) {
    it(`[FIND-4] ${what} suits`, () => {
      assert.equal(pairOf(a, b).matched, true);
      assert.equal(pairOf(b, a).matched, true);
    });
  }

  const contrary: [what: string, a: Search, b: Search][] = [
    ['another difficulty', { difficulties: ['hard'] }, { difficulties: ['normal'] }],
    ['another region', { regions: [region('eu')] }, { regions: [region('us')] }],
    ['a region that is not open yet', { regions: [region('eu')] }, { regions: [region('us'), region('eu', 30)] }],
    ['a rating out of one range', { rating: 1_500, rating_range: 50 }, { rating: 1_590 }],
    ['another language', { language: 'en' }, { language: 'de' }],
    ['a tag that is missing', { tags_must: ['voice'] }, {}],
    ['a tag that must not be', { tags_must_not: ['voice'] }, { tags: ['voice'] }],
    ['too many of a class', { class: 'tank', roles: [{ class: 'tank', min: 0, max: 1 }] }, { class: 'tank' }],
    [
      'nobody of a class that is needed',
      { class: 'tank', roles: [{ class: 'healer', min: 1, max: 1 }] },
      { class: 'mage' },
    ],
    [
      'too many others',
      {
        class: 'tank',
        roles: [
          { class: 'tank', min: 1, max: 1 },
          { class: null, min: 0, max: 0 },
        ],
      },
      {},
    ],
    ['another party size', {}, { players_min: 3, players_max: 3 }],
  ];
  for (const [what, a, b] of contrary) {
    it(`[FIND-4] ${what} does not suit`, () => {
      assert.equal(pairOf(a, b).matched, false);
      assert.equal(pairOf(b, a).matched, false);
    });
  }

  it('[FIND-5] regions open after their seconds, ratings widen with each second', () => {
    const regions = pairOf({ regions: [region('eu')] }, { regions: [region('us'), region('eu', 30)] });
    regions.queue.wait(29_999);
    assert.deepEqual(regions.queue.round(), []);
    regions.queue.wait(1);
    assert.deepEqual(regions.queue.round(), [[['a', 'b']]]);

    const wide = { rating_range: 100, rating_widening: 10 };
    const ratings = pairOf({ rating: 1_000, ...wide }, { rating: 1_300, ...wide });
    ratings.queue.wait(19_999);
    assert.deepEqual(ratings.queue.round(), []);
    ratings.queue.wait(1);
    assert.equal(ratings.queue.round().length, 1);
  });

  const dropped: [wish: string, firm: Search, other: Search][] = [
    ['difficulties', { difficulties: ['hard'] }, { difficulties: ['normal'] }],
    ['regions', { regions: [region('eu')] }, { regions: [region('us')] }],
    ['players', { players_min: 3, players_max: 3 }, { players_min: 2, players_max: 3 }],
    ['roles', { class: 'tank', roles: [{ class: 'healer', min: 1, max: 1 }] }, { class: 'mage' }],
    ['rating', { rating: 1, rating_widening: 0 }, { rating: 9_999, gives_way: { rating: 0 } }],
    ['language', { language: 'en' }, { language: 'de' }],
    ['tags', { tags_must: ['voice'] }, {}],
  ];
  for (const [wish, firm, other] of dropped) {
    it(`[FIND-5] the wish for ${wish} is dropped after its seconds, and not before`, () => {
      const { queue, matched } = pairOf({ ...firm, gives_way: { [wish]: 20 } }, other);
      assert.equal(matched, false);
      queue.wait(19_999);
      assert.deepEqual(queue.round(), []);
      queue.wait(1);
      assert.equal(queue.round().length, 1);
    });
  }

  it('[FIND-12] a ticket is told its place, who may suit, what holds it up and what widens next', () => {
    const queue = new PlayedQueue();
    const eu: Search = {
      players_min: 3,
      players_max: 3,
      regions: [region('eu-west'), region('eu-central', 20)],
      roles: [{ class: 'healer', min: 1, max: 1 }],
    };
    const told = (player: string) => explain(queue.lobby, queue.ticket(player)!, queue.now)!;
    queue.join('a', { ...eu, class: 'tank' });
    assert.deepEqual(told('a').hold_up, { reason: 'too_few', region: 'eu-west', class: null, have: 1, need: 3 });
    queue.join('b', { ...eu, class: 'mage' });
    queue.join('c', { ...eu, class: 'mage' });
    queue.wait(8_000);
    const { place, waiting_players, suitable_players, widening, text, recent_wait_ms } = told('b');
    assert.deepEqual([place, waiting_players, suitable_players, recent_wait_ms], [2, 3, 3, null]);
    assert.deepEqual(widening, { wish: 'regions', region: 'eu-central', in_s: 12 });
    assert.equal(text, 'no healer in eu-west; widening to eu-central in 12 s');
    queue.leave('c');
    queue.join('h', { ...eu, class: 'healer' });
    assert.equal(queue.round().length, 1);
    for (const player of ['a', 'b', 'h']) queue.answer('accept', player);
    queue.join('z', { ...eu, rating: 10 });
    assert.equal(told('z').recent_wait_ms, 8_000);
    queue.join('y', { ...eu, class: 'healer', rating: 5_000 });
    queue.join('x', { ...eu, rating: 6_000 });
    assert.equal(told('z').hold_up.reason, 'rating');
    assert.equal(told('z').text, '1 of 3 players near in rating in eu-west; widening to eu-central in 20 s');
  });
});
