import assert from 'node:assert/strict';
import { dropPartiesAsCsv } from '../../src/board/history/csv.ts';
import type { EndedDropParty } from '../../src/board/history/ended-drop-parties.ts';
import { byDay, heat, level, topWorlds } from '../../src/board/history/history-figures.ts';

/** A party that began and had its last drop at these times, in the viewer's time zone. */
function party(id: number, from: string, to: string, more: Partial<EndedDropParty> = {}): EndedDropParty {
  return {
    id,
    world: 444,
    world_type: null,
    avg_drop: 10,
    median_drop: 10,
    total_drops: 2,
    total_value: 20,
    confirmed_drops: 2,
    confirmed_value: 20,
    value_per_minute: 20,
    witnesses: 1,
    is_active: false,
    created_at: new Date(from).toISOString(),
    last_drop_at: new Date(to).toISOString(),
    ended_at: new Date(Date.parse(to) + 300_000).toISOString(),
    duration_minutes: 1,
    biggest_drops: [],
    ...more,
  };
}

const biggest = (item_name: string) => [
  {
    number: 1,
    item_id: 1,
    item_name,
    quantity: 1,
    value: 20,
    dropped_at: '',
    tile: null,
    witnesses: 1,
    confirmed: true,
    suspect: false,
  },
];

describe('The figures of the history', () => {
  it('parties are grouped by the day of their last drop, newest day first', () => {
    const days = byDay([
      party(3, '2025-12-09T23:50', '2025-12-10T00:01'),
      party(2, '2025-12-09T20:00', '2025-12-09T20:30'),
      party(1, '2025-12-09T10:00', '2025-12-09T10:30'),
    ]);
    assert.deepEqual(
      days.map(({ parties, value }) => [parties.map(({ id }) => id), value]),
      [
        [[3], 20],
        [[2, 1], 40],
      ],
    );
  });

  it('a party counts in every hour of the week in which it ran, Monday first', () => {
    // A Tuesday.
    const week = heat([
      party(1, '2025-12-09T21:59', '2025-12-09T23:00'),
      party(2, '2025-12-09T22:10', '2025-12-09T22:20'),
    ]);
    assert.deepEqual(week[1]!.slice(20), [0, 1, 2, 1]);
    assert.equal(
      week.flat().reduce((sum, number) => sum + number),
      4,
    );
  });

  it('a party that ran for years is counted for one week', () => {
    const week = heat([party(1, '2015-12-09T21:59', '2025-12-09T23:00')]);
    assert.ok(week.flat().every((number) => number <= 2));
  });

  it('the busiest hour has level 4, an hour without parties 0, and any other at least 1', () => {
    assert.deepEqual(
      [0, 1, 50, 99, 100].map((parties) => level(parties, 100)),
      [0, 1, 2, 4, 4],
    );
  });

  it('worlds are ordered by the total of their parties', () => {
    const times = ['2025-12-09T10:00', '2025-12-09T10:30'] as const;
    const rows = topWorlds(
      [party(1, ...times), party(2, ...times), party(3, ...times, { world: 330, total_value: 30 })],
      8,
    );
    assert.deepEqual(
      rows.map(({ name, note, value }) => [name, note, value]),
      [
        ['World 444', '2 parties', 40],
        ['World 330', '1 party', 30],
      ],
    );
  });

  it('the CSV file has a header and a line per party, and escapes item names that look like formulas', () => {
    const csv = dropPartiesAsCsv([
      party(1, '2025-12-09T10:00', '2025-12-09T10:30', { biggest_drops: biggest('=cmd|"x",y\n') }),
    ]);
    const [names, line] = [csv.slice(0, csv.indexOf('\r\n')), csv.slice(csv.indexOf('\r\n') + 2)];
    assert.match(names, /^id,world,world_type,created_at,last_drop_at,ended_at,total_drops,total_value,/);
    assert.match(line, /^1,444,,2025-12-/);
    assert.ok(line.endsWith(`,"'=cmd|""x"",y\n",20`), line);
  });
});
