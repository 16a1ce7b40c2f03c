import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { arrange, fits } from '../../src/board/drops/order.ts';
import { drained, isLastPart } from '../../src/board/drops/ring.ts';
import type { ShownParty } from '../../src/board/live/shown-party.ts';

const START = Date.parse('2025-12-09T12:00:00Z');

describe('The order of the parties', () => {
  it('is by value, the dearest first, or by the last drop, the latest first; equals by world', () => {
    const present = partiesOf([
      [303, 5, 30],
      [301, 9, 10],
      [304, 5, 20],
      [302, 5, 30],
    ]);
    assert.deepEqual(arrange([], present, 'value', 'sort'), [301, 302, 303, 304]);
    assert.deepEqual(arrange([], present, 'fresh', 'sort'), [302, 303, 304, 301]);
  });

  it('is left as it is between two sortings: a new one goes where it belongs, or to the end', () => {
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

  it('always has every party once', () => {
    const worlds = fc.uniqueArray(fc.integer({ min: 1, max: 40 }));
    const how = fc.constantFrom('sort', 'place', 'append');
    fc.assert(
      fc.property(worlds, worlds, how, fc.constantFrom('value', 'fresh'), (shown, present, how, by) => {
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

describe('The filters', () => {
  const party = { ...partiesOf([[444, 38_052, 0]]).get(444)! };

  it('take a party worth at least so much', () => {
    assert.ok(fits(party, { min: 38_052, worlds: '' }));
    assert.ok(!fits(party, { min: 38_053, worlds: '' }));
  });

  it('take worlds whose number begins so', () => {
    for (const worlds of ['', '4', '44', '444']) assert.ok(fits(party, { min: 0, worlds }), worlds);
    for (const worlds of ['3', '4444', '5']) assert.ok(!fits(party, { min: 0, worlds }), worlds);
  });
});

describe('The ring', () => {
  const party = { last_drop_at: START, ends_at: START + 300_000 };

  it('is full at a drop and empty at the end, and never more than that', () => {
    for (const [afterMs, gone] of [
      [-2_000, 0],
      [0, 0],
      [1_000, 0.3],
      [150_000, 50],
      [300_000, 100],
      [400_000, 100],
    ] as const)
      assert.equal(drained(party, START + afterMs, false), gone);
  });

  it('moves only every few seconds for somebody who asked for less motion', () => {
    assert.equal(drained(party, START + 9_999, true), drained(party, START + 5_000, true));
    assert.notEqual(drained(party, START + 10_000, true), drained(party, START + 9_999, true));
  });

  it('glows in the last minute, and where parties are short in their last fifth', () => {
    assert.ok(!isLastPart(party, START + 239_999));
    assert.ok(isLastPart(party, START + 240_000));
    const short = { last_drop_at: START, ends_at: START + 10_000 };
    assert.ok(!isLastPart(short, START + 7_999));
    assert.ok(isLastPart(short, START + 8_000));
  });
});

type Row = readonly [world: number, value: number, lastDrop: number];

function partiesOf(rows: readonly Row[]): Map<number, ShownParty> {
  return new Map(
    rows.map(([world, total_value, lastDrop]) => {
      const times = { started_at: START, last_drop_at: START + lastDrop, ends_at: START + lastDrop + 300_000 };
      const counts = { total_drops: 1, total_value, avg_drop: total_value, witnesses: 0 };
      return [world, { id: world, world, world_type: '', ...times, ...counts }];
    }),
  );
}

function ascending(a: number, b: number): number {
  return a - b;
}
