import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { arrange, fits } from '../../src/board/drops/order.ts';
import type { RunningDropParty } from '../../src/board/live/drop-parties.ts';

const START = Date.parse('2025-12-09T12:00:00Z');

describe('The order of the drop parties', () => {
  it('is by value, highest first, or by last drop, latest first, with ties broken by world', () => {
    const present = partiesOf([
      [303, 5, 30],
      [301, 9, 10],
      [304, 5, 20],
      [302, 5, 30],
    ]);
    assert.deepEqual(arrange([], present, 'value', 'sort'), [301, 302, 303, 304]);
    assert.deepEqual(arrange([], present, 'fresh', 'sort'), [302, 303, 304, 301]);
  });

  it('is by what is confirmed, then the older first, so that no made-up value leads it; or by what is claimed', () => {
    const unconfirmed = { confirmed_drops: 0, confirmed_value: 0 };
    const present = partiesOf([
      [301, Number.MAX_SAFE_INTEGER, 30],
      [302, 5, 10],
      [303, 9, 20],
    ]);
    present.set(301, { ...present.get(301)!, ...unconfirmed });
    present.set(303, { ...present.get(303)!, ...unconfirmed, id: 1 });
    assert.deepEqual(arrange([], present, 'value', 'sort'), [302, 303, 301]);
    assert.deepEqual(arrange([], present, 'claimed', 'sort'), [301, 303, 302]);
  });

  it('keeps shown worlds in place when it only adds new ones, each where it belongs or at the end', () => {
    const present = partiesOf([
      [301, 1, 0],
      [302, 9, 0],
      [303, 5, 0],
      [304, 7, 0],
    ]);
    assert.deepEqual(arrange([302, 301], present, 'value', 'place'), [302, 304, 303, 301]);
    assert.deepEqual(arrange([301, 302], present, 'value', 'append'), [301, 302, 304, 303]);
    assert.deepEqual(arrange([305, 301], present, 'value', 'append'), [301, 302, 304, 303]);
  });

  it('has every party exactly once', () => {
    const worlds = fc.uniqueArray(fc.integer({ min: 1, max: 40 }));
    const how = fc.constantFrom('sort', 'place', 'append');
    fc.assert(
      fc.property(worlds, worlds, how, fc.constantFrom('value', 'claimed', 'fresh'), (shown, present, how, by) => {
        const order = arrange(shown, partiesOf(present.map((world) => [world, world % 7, world % 5])), by, how);
        assert.deepEqual(order.toSorted(ascending), present.toSorted(ascending));
        const stayed = shown.filter((world) => present.includes(world));
        if (how !== 'sort')
          assert.deepEqual(
            order.filter((world) => stayed.includes(world)),
            stayed,
          );
      }),
    );
  });
});

describe('The filters of the drop parties', () => {
  const party = { ...partiesOf([[444, 38_052, 0]]).get(444)! };

  it('accept a party that is worth at least the minimum', () => {
    assert.ok(fits(party, { ...NONE, min: 38_052 }, []));
    assert.ok(!fits(party, { ...NONE, min: 38_053 }, []));
  });

  it('accept worlds of one of the types, and favourites', () => {
    const pvp = { ...party, world_type: 'pvp' };
    assert.ok(fits(pvp, { ...NONE, types: 'members,pvp' }, []));
    assert.ok(!fits(pvp, { ...NONE, types: 'members' }, []));
    assert.ok(!fits(party, { ...NONE, types: 'pvp' }, []));
    assert.ok(fits(party, { ...NONE, favourites: true }, [301, 444]));
    assert.ok(!fits(party, { ...NONE, favourites: true }, [301]));
  });

  it('accept worlds whose number starts with the given digits', () => {
    for (const worlds of ['', '4', '44', '444']) assert.ok(fits(party, { ...NONE, worlds }, []), worlds);
    for (const worlds of ['3', '4444', '5']) assert.ok(!fits(party, { ...NONE, worlds }, []), worlds);
  });
});

/** No filter. */
const NONE = { min: 0, worlds: '', types: '', favourites: false };

type Row = readonly [world: number, value: number, lastDrop: number];

function partiesOf(rows: readonly Row[]): Map<number, RunningDropParty> {
  return new Map(
    rows.map(([world, total_value, lastDrop]) => {
      const times = { started_at: START, last_drop_at: START + lastDrop, ends_at: START + lastDrop + 300_000 };
      const confirmed = { confirmed_drops: 1, confirmed_value: total_value };
      const counts = { total_drops: 1, total_value, avg_drop: total_value, witnesses: 0, ...confirmed };
      return [world, { id: world, world, world_type: '', ...times, ...counts }];
    }),
  );
}

function ascending(a: number, b: number): number {
  return a - b;
}
