import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { DropRules } from '../../../src/domain/drops/decide-report.ts';
import type { Report } from '../../../src/domain/drops/drop.ts';
import type { DropPartySummary } from '../../../src/domain/drops/drop-party.ts';
import { RECENT_DROPS_MAX } from '../../../src/domain/limits.ts';
import { bruteForce, type Heard, type ModelParty, runningParty, slowMedian } from './brute-force.ts';
import { aReport, PlayedWorld } from './PlayedWorld.ts';

type Action = { type: 'report'; report: Report } | { type: 'check' | 'restart' };
type Command = [waitMs: number, action: Action];

const IDLE_MS = 300_000;

/** Waits at and around every bound of the rules, most often the short ones of a busy party. */
const waits = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 1_300 }) },
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 499, 500, 501, 2_999, 3_000, 3_001) },
  { weight: 2, arbitrary: fc.constantFrom(56_999, 57_000, 59_999, 60_000, 60_001, 65_000, 65_001) },
  { weight: 1, arbitrary: fc.constantFrom(190_000, 190_001, IDLE_MS - 1, IDLE_MS, IDLE_MS + 1) },
);

const values = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.maxSafeNat(), fc.constant(Number.MAX_SAFE_INTEGER));

const tiles = fc.constantFrom(null, { plane: 0, x: 1, y: 2 }, { plane: 0, x: 1, y: 3 }, { plane: 1, x: 1, y: 2 });

const reporters = fc.constantFrom(null, 'ann', 'bob', 'cy', 'dee');

function commands(withTiles: boolean): fc.Arbitrary<Command[]> {
  const reports = fc
    .record({
      item_id: fc.constantFrom(526, 536),
      quantity: fc.constantFrom(1, 1, 2),
      value: values,
      reporter: reporters,
      tile: withTiles ? tiles : fc.constant(null),
      tick: fc.option(fc.nat(100)),
      world_type: fc.constantFrom(null, null, 'pvp', 'members'),
    })
    .map((fields): Action => ({ type: 'report', report: aReport(fields) }));
  const others: Action[] = withTiles ? [{ type: 'check' }] : [{ type: 'check' }, { type: 'restart' }];
  const action = fc.oneof({ weight: 9, arbitrary: reports }, { weight: 1, arbitrary: fc.constantFrom(...others) });
  return fc.array(fc.tuple(waits, action), { minLength: 1, maxLength: 60, size: 'max' });
}

const rules = fc.record<DropRules>({
  dedupeMode: fc.constantFrom('auto', 'world', 'witness'),
  dedupeWindowMs: fc.constantFrom(0, 500, 500, 500),
  partyIdleMs: fc.constantFrom(IDLE_MS, IDLE_MS, 10_000),
  minValue: fc.constant(0),
  priceFactorMax: fc.constant(10),
});

describe('drop parties compared with a brute-force model', () => {
  for (const withTiles of [false, true]) {
    const what = withTiles ? 'with tiles' : 'without tiles, with restarts';
    it(`[DROP-2] [DROP-3] [DROP-4] [DROP-7] [DROP-8] [DROP-13] any mix of reports gives the same parties as a slow reading of the rules, ${what}`, () => {
      fc.assert(
        fc.property(commands(withTiles), rules, (script, theseRules) => play(script, theseRules)),
        { numRuns: 400 },
      );
    });
  }
});

function play(script: Command[], theseRules: DropRules): void {
  const played = new PlayedWorld(theseRules);
  const heard: Heard[] = [];
  let now = 1_000_000;
  for (const [waitMs, action] of script) {
    now += waitMs;
    if (action.type === 'check') played.endIfIdle(now);
    if (action.type === 'restart') played.restart();
    if (action.type === 'report') {
      const before = totals(played);
      const answer = played.report(now, action.report);
      heard.push({ at: now, report: action.report });
      const { wasDrop } = bruteForce(heard, theseRules);
      assert.equal(answer.status !== 'ignored', wasDrop.at(-1), `the answer to report ${heard.length}`);
      if (answer.status === 'ignored') assert.deepEqual(totals(played), before, 'an ignored report changes no totals');
    }
    compare(played, heard, theseRules, now);
  }
}

function totals({ running, ended }: PlayedWorld): number[] {
  const parties = running ? [...ended, running] : ended;
  return parties.flatMap(({ total_drops, total_value, avg_drop, median_drop, last_drop_at }) => {
    return [total_drops, total_value, avg_drop, median_drop, last_drop_at];
  });
}

function compare(played: PlayedWorld, heard: Heard[], theseRules: DropRules, now: number): void {
  const { parties } = bruteForce(heard, theseRules);
  const shown = played.running ? [...played.ended, played.running] : played.ended;
  assert.deepEqual(
    shown.map(figures),
    parties.map((party, i) => slowFigures(party, i + 1)),
  );
  // A party that is over runs until somebody notices, but its end is when its idle time had passed.
  played.ended.forEach((party) => assert.equal(party.ended_at, party.last_drop_at + theseRules.partyIdleMs));
  if (runningParty(parties, now, theseRules)) assert.ok(played.running, 'the party runs');
  const last = parties.at(-1);
  if (played.running && last) {
    assert.ok(played.world.open.length <= RECENT_DROPS_MAX);
    assert.deepEqual(
      played.world.open.map(({ drop }) => [drop.number, drop.dropped_at, drop.value, drop.witnesses]),
      last.drops.map((drop, i) => [i + 1, drop.at, drop.report.value, namedWitnesses(drop).length]),
    );
    for (const { seenBy, drop } of played.world.open)
      assert.equal(seenBy.size, drop.witnesses, 'nobody witnesses a drop twice');
  }
}

function figures({
  id,
  world_type,
  total_drops,
  total_value,
  avg_drop,
  median_drop,
  created_at,
  last_drop_at,
  ...rest
}: DropPartySummary) {
  const biggest = rest.biggest_drops.map(({ number, witnesses }) => ({ number, witnesses }));
  return { id, world_type, total_drops, total_value, avg_drop, median_drop, created_at, last_drop_at, biggest };
}

function slowFigures({ drops }: ModelParty, id: number) {
  const all = drops.map(({ report }) => report.value);
  const total = all.reduce((sum, value) => sum + BigInt(value), 0n);
  const numbered = drops.map((drop, i) => ({
    number: i + 1,
    witnesses: namedWitnesses(drop).length,
    value: drop.report.value,
  }));
  return {
    id,
    world_type: drops.map(({ report }) => report.world_type).find((type) => type !== null) ?? null,
    total_drops: drops.length,
    total_value: Number(total),
    avg_drop: Number(total / BigInt(drops.length)),
    median_drop: slowMedian(all),
    created_at: drops[0]!.at,
    last_drop_at: drops.at(-1)!.at,
    biggest: numbered
      .toSorted((a, b) => b.value - a.value || a.number - b.number)
      .slice(0, 10)
      .map(({ number, witnesses }) => ({ number, witnesses })),
  };
}

function namedWitnesses(drop: ModelParty['drops'][number]) {
  return drop.witnesses.filter(({ reporter }) => reporter !== null);
}
