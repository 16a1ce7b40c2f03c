import assert from 'node:assert/strict';
import type { Report } from '../../../src/domain/drops/drop.ts';
import { madeDrop, PlayedWorld } from './PlayedWorld.ts';

const ANN = { reporter: 'ann', source: 'home' };
const BOB = { reporter: 'bob', source: 'work' };
const CY = { reporter: 'cy', source: 'club' };

/** The same moment in two ticks, so that the second report of one reporter repeats the first. */
const FIRST = { tick: 10, despawns_in: 300 };
const AGAIN = { tick: 11, despawns_in: 299 };

/** What the reports, 100 ms apart, leave confirmed of how many drops. */
function confirmedOf(reports: Partial<Report>[], played = new PlayedWorld()): [confirmed: number, of: number] {
  reports.forEach((report, i) => played.report(100 * i, report));
  const { confirmed_drops, confirmed_value, total_drops } = played.running!;
  assert.equal(confirmed_value, confirmed_drops * 100);
  return [confirmed_drops, total_drops];
}

const CASES: [what: string, reports: Partial<Report>[], expected: [number, number]][] = [
  ['a claim alone is not', [ANN], [0, 1]],
  ['a claim and a witness of another source is', [ANN, BOB], [1, 1]],
  ['a claim and a witness of the same source is not', [ANN, { ...BOB, source: 'home' }], [0, 1]],
  ['a claim and a bare duplicate of another source is', [{ source: 'home' }, { source: 'work' }], [1, 1]],
  ['a claim and a bare duplicate of the same source is not', [{ source: 'home' }, { source: 'home' }], [0, 1]],
  [
    'a claim and a bare duplicate about another item is not',
    [{ source: 'home' }, { source: 'work', item_id: 9 }],
    [0, 1],
  ],
  ['a claim of an unknown source, whoever else saw it, is not', [{ ...ANN, source: null }, BOB, CY], [0, 1]],
  [
    'a claim that its reporter repeats from another source is not',
    [
      { ...ANN, ...FIRST },
      { ...ANN, ...AGAIN, source: 'work' },
    ],
    [0, 1],
  ],
  [
    'a claim and a witness of its source who repeats it from another source is not',
    [
      { ...ANN, ...FIRST },
      { ...BOB, ...FIRST, source: 'home' },
      { ...BOB, ...AGAIN },
    ],
    [0, 1],
  ],
  ['a claim with a key is', [{ ...ANN, key: 'ours' }], [1, 1]],
  ['a claim and a witness with a key is', [ANN, { ...BOB, source: 'home', key: 'ours' }], [1, 1]],
  ['a claim and a witness who says twice the value is', [ANN, { ...BOB, value: 200 }], [1, 1]],
  ['a claim and a witness who says more than twice the value is not', [ANN, { ...BOB, value: 201 }], [0, 1]],
  ['a claim and a keyed witness who says less than half is not', [ANN, { ...BOB, key: 'ours', value: 49 }], [0, 1]],
];

describe('confirmed drops', () => {
  for (const [what, reports, expected] of CASES) {
    it(`[DROP-15] ${what} confirmed`, () => assert.deepEqual(confirmedOf(reports), expected));
  }

  it('[DROP-15] a witness confirms a drop once, and the drop shows it', () => {
    const played = new PlayedWorld();
    confirmedOf([ANN, BOB, CY], played);
    assert.equal(played.running!.biggest_drops[0]!.confirmed, true);
    assert.equal(played.running!.confirmed_drops, 1);
  });

  it('[DROP-15] a drop remembers 3 vouchers, each of another source or key', () => {
    const played = new PlayedWorld();
    const from = (reporter: string, source: string, key: string | null = null) => ({ reporter, source, key });
    const witnesses = [
      ...[from('bob', 'home'), from('cy', 'work'), from('dee', 'work'), from('eve', 'home', 'ours')],
      ...[from('flo', 'work', 'ours'), from('gus', 'club'), from('hal', 'pub')],
    ];
    confirmedOf([ANN, ...witnesses], played);
    const { vouchers } = played.world.open[0]!.evidence;
    assert.deepEqual(vouchers, [from('cy', 'work'), from('eve', 'home', 'ours'), from('gus', 'club')]);
    assert.equal(played.world.open[0]!.drop.witnesses, 8);
  });

  it('[DROP-15] a drop does not remember a voucher with the key and source of its claim', () => {
    const played = new PlayedWorld();
    confirmedOf(
      [
        { ...ANN, key: 'ours' },
        { ...BOB, source: 'home', key: 'ours' },
      ],
      played,
    );
    assert.deepEqual(played.world.open[0]!.evidence.vouchers, []);
  });

  it('[DROP-15] an admin confirms a drop, once', () => {
    const played = new PlayedWorld();
    played.report(0, ANN);
    played.approve(1);
    played.approve(1);
    assert.deepEqual([played.running!.confirmed_drops, played.running!.confirmed_value], [1, 100]);
    assert.equal(played.events.length, 3);
  });

  it('[DROP-15] a bare duplicate after the end of the party confirms nothing', () => {
    const played = new PlayedWorld({ partyIdleMs: 100 });
    played.report(0, { source: 'home' });
    played.report(100, { source: 'work' });
    assert.equal(played.ended[0]!.confirmed_drops, 0);
  });
});

describe('suspect claims', () => {
  const claim = (value: number, more: Partial<Report> = {}) => ({ ...ANN, quantity: 2, price: 50, value, ...more });

  for (const [value, suspect] of [
    [1_000, false],
    [1_001, true],
    [10, false],
    [9, true],
  ] as const) {
    it(`[DROP-16] 2 items of 50 GP claimed as ${value} GP are ${suspect ? '' : 'not '}suspect`, () => {
      const played = new PlayedWorld();
      played.report(0, claim(value));
      assert.equal(played.running!.biggest_drops[0]!.suspect, suspect);
    });
  }

  it('[DROP-16] an item without a price, or with a price of 0, is never suspect', () => {
    const played = new PlayedWorld();
    played.report(0, claim(9_000, { price: null }));
    played.report(0, claim(9_000, { price: 0 }));
    assert.ok(played.running!.biggest_drops.every(({ suspect }) => !suspect));
  });

  it('[DROP-16] a suspect drop is confirmed by a key or an admin, but by no other witness', () => {
    const played = new PlayedWorld();
    played.report(0, claim(9_000));
    played.report(10, claim(9_000, BOB));
    assert.equal(played.running!.confirmed_drops, 0);
    played.report(20, claim(9_000, { ...CY, key: 'ours' }));
    assert.equal(played.running!.confirmed_drops, 1);
    played.report(5_000, claim(8_000));
    played.approve(2);
    assert.equal(played.running!.confirmed_value, 17_000);
  });
});

describe('removed drops', () => {
  it('[DROP-17] a removed drop leaves all figures and the drops that are shown, and the next number is the next', () => {
    const played = new PlayedWorld();
    played.report(0, { ...ANN, value: 100 });
    played.report(5_000, { ...ANN, value: 9_007_199_254_740_991 });
    played.report(10_000, { ...ANN, value: 300 });
    played.remove(2);
    const { total_drops, total_value, avg_drop, median_drop, biggest_drops, last_drop_at } = played.running!;
    assert.deepEqual([total_drops, total_value, avg_drop, median_drop, last_drop_at], [2, 400, 200, 200, 10_000]);
    assert.deepEqual(
      biggest_drops.map(({ number }) => number),
      [3, 1],
    );
    played.report(15_000, ANN);
    assert.equal(played.running!.biggest_drops.find(({ dropped_at }) => dropped_at === 15_000)!.number, 4);
  });

  it('[DROP-17] a report of a removed drop makes no new one and confirms nothing', () => {
    const played = new PlayedWorld();
    played.report(0, ANN);
    played.remove(1);
    played.remove(1);
    assert.equal(madeDrop(played.report(100, BOB)), 'ignored');
    const { total_drops, total_value, avg_drop, median_drop, confirmed_drops } = played.running!;
    assert.deepEqual([total_drops, total_value, avg_drop, median_drop, confirmed_drops], [0, 0, 0, 0, 0]);
    played.endIfIdle(300_000);
    assert.equal(played.ended[0]!.total_drops, 0);
  });

  it('[DROP-17] a bare duplicate of a removed drop confirms nothing', () => {
    const played = new PlayedWorld();
    played.report(0, { source: 'home' });
    played.remove(1);
    played.report(10, { source: 'work' });
    assert.equal(played.running!.confirmed_drops, 0);
  });

  it('[DROP-17] the eleventh biggest takes the place of a removed one', () => {
    const played = new PlayedWorld();
    for (let i = 1; i <= 12; i++) played.report(5_000 * i, { ...ANN, value: i });
    played.remove(5);
    assert.deepEqual(
      played.running!.biggest_drops.map(({ value }) => value),
      [12, 11, 10, 9, 8, 7, 6, 4, 3, 2],
    );
  });
});
