import assert from 'node:assert/strict';
import { byDay } from '../../src/board/history/days.ts';
import { partiesAsCsv } from '../../src/board/history/csv.ts';
import { heat, level } from '../../src/board/history/heat.ts';
import type { EndedParty } from '../../src/board/history/ended-party.ts';
import { topWorlds } from '../../src/board/history/top-worlds.ts';

/** A party by times of day as the viewer's clock shows them. */
function party(id: number, from: string, to: string, more: Partial<EndedParty> = {}): EndedParty {
  return {
    id,
    world: 444,
    world_type: null,
    avg_drop: 10,
    median_drop: 10,
    total_drops: 2,
    total_value: 20,
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
  { number: 1, item_id: 1, item_name, quantity: 1, value: 20, dropped_at: '', tile: null, witnesses: 1 },
];

describe('The figures of the history', () => {
  it('a party is of the day of its last drop, the newest day first', () => {
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

  it('a party warms every hour in which it ran, Monday first', () => {
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

  it('a party of years is counted for a week, at once', () => {
    const week = heat([party(1, '2015-12-09T21:59', '2025-12-09T23:00')]);
    assert.ok(week.flat().every((number) => number <= 2));
  });

  it('the warmest hour is at level 4, one without parties at 0, any other at 1 at least', () => {
    assert.deepEqual(
      [0, 1, 50, 99, 100].map((parties) => level(parties, 100)),
      [0, 1, 2, 4, 4],
    );
  });

  it('worlds are ordered by what their parties were worth together', () => {
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

  it('the file has a line of names and one a party, and no item name is a formula in it', () => {
    const csv = partiesAsCsv([
      party(1, '2025-12-09T10:00', '2025-12-09T10:30', { biggest_drops: biggest('=cmd|"x",y\n') }),
    ]);
    const [names, line] = [csv.slice(0, csv.indexOf('\r\n')), csv.slice(csv.indexOf('\r\n') + 2)];
    assert.match(names, /^id,world,world_type,created_at,last_drop_at,ended_at,total_drops,total_value,/);
    assert.match(line, /^1,444,,2025-12-/);
    assert.ok(line.endsWith(`,"'=cmd|""x"",y\n",20`), line);
  });
});
