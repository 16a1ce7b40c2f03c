import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { topItems, valueOverTime, withNewer } from '../../src/board/world/world-figures.ts';

const drop = (number: number, item_id: number, value: number, second: number) => ({
  number,
  item_id,
  item_name: `Item ${item_id}`,
  quantity: 1,
  value,
  dropped_at: second * 1000,
  witnesses: 0,
  confirmed: true,
  suspect: false,
});

const row = (key: number, note: string, value: number, confirmed: number) => {
  const to = { view: 'search', world: null, party: null, item: `Item ${key}`, days: 7 };
  return { key, name: `Item ${key}`, note, value, confirmed, to };
};

describe('The figures on the page of a world', () => {
  it('the top items are those that the server counted and those that fell since, what is confirmed first', () => {
    const counted = [
      { item_id: 8, item_name: 'Item 8', drops: 2, value: 25, confirmed_value: 25 },
      { item_id: 7, item_name: 'Item 7', drops: 1, value: 10, confirmed_value: 10 },
    ];
    const since = [drop(3, 7, 99, 2), drop(4, 7, 20, 3), { ...drop(5, 9, 1_000, 4), confirmed: false }];
    const items = withNewer({ items: counted, newest: 3 }, since);
    assert.deepEqual(topItems(items, 2, 7), [row(7, '2×', 30, 30), row(8, '2×', 25, 25)]);
    assert.equal(items[2]!.confirmed_value, 0);
  });

  it('the line rises at each drop and continues to the present', () => {
    assert.deepEqual(valueOverTime([drop(1, 7, 10, 100), drop(2, 7, 5, 103)], 15, 110_000), [
      [100, 103, 110],
      [10, 15, 15],
    ]);
  });

  it('the line starts at the total of the drops before it, and simultaneous drops are one step', () => {
    assert.deepEqual(valueOverTime([drop(51, 7, 10, 100), drop(52, 7, 5, 100)], 1_015, 100_000), [[100], [1_015]]);
  });

  it('the line ends at the total of the party and never goes back in time or value', () => {
    const drops = fc.array(fc.record({ value: fc.nat(), wait: fc.nat(60) }), { minLength: 1 });
    fc.assert(
      fc.property(drops, fc.nat(), (given, before) => {
        let second = 1_000;
        const shown = given.map(({ value, wait }, place) => drop(place + 1, 1, value, (second += wait)));
        const total = before + given.reduce((sum, { value }) => sum + value, 0);
        const [seconds, gp] = valueOverTime(shown, total, second * 1000 + 1);
        assert.equal(gp.at(-1), total);
        assert.deepEqual(
          seconds,
          [...new Set(seconds)].toSorted((one, other) => one - other),
        );
        assert.deepEqual(
          gp,
          gp.toSorted((one, other) => one - other),
        );
      }),
    );
  });
});
