import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { isConfirmed, type Mutes } from '../../../src/domain/drops/trust.ts';
import { applyDropEvent, emptyWorld } from '../../../src/domain/drops/world.ts';
import { slowMedian } from './brute-force.ts';
import { aReport, PlayedWorld } from './PlayedWorld.ts';

const NAMES = ['ann', 'bob', 'cy'];
const SOURCES = ['home', 'work', 'club'];

const report = fc
  .record({
    item_id: fc.constantFrom(526, 536),
    value: fc.constantFrom(0, 60, 100, 5_000, Number.MAX_SAFE_INTEGER),
    reporter: fc.constantFrom(null, ...NAMES),
    source: fc.constantFrom(...SOURCES),
    key: fc.constantFrom(null, null, null, 'ours'),
    price: fc.constantFrom(null, 100),
  })
  .map((fields) => ({ type: 'report' as const, report: aReport(fields) }));

const act = fc.oneof(
  { weight: 8, arbitrary: report },
  fc.record({ type: fc.constantFrom('remove' as const, 'approve' as const), place: fc.nat(20) }),
  fc.record({ type: fc.constant('mute' as const), reporters: fc.subarray(NAMES), sources: fc.subarray(SOURCES) }),
  fc.constant({ type: 'restart' as const }),
);

const script = fc.array(fc.tuple(fc.constantFrom(0, 100, 400, 600, 2_000, 4_000), act), { maxLength: 60, size: 'max' });

describe('the totals of a drop party', () => {
  it('[DROP-15] [DROP-17] [DROP-18] are those of its drops, whatever is reported, removed, confirmed, muted and restored', () => {
    fc.assert(fc.property(script, play), { numRuns: 400 });
  });
});

function play(steps: typeof script extends fc.Arbitrary<infer T> ? T : never): void {
  const played = new PlayedWorld();
  let mutes: Mutes = { reporters: new Set(), sources: new Set() };
  let now = 1_000_000;
  for (const [waitMs, step] of steps) {
    now += waitMs;
    const drops = played.world.open.length;
    if (step.type === 'report') played.report(now, step.report);
    if (step.type === 'restart') played.restart();
    if (step.type === 'mute') {
      mutes = { reporters: new Set(step.reporters), sources: new Set(step.sources) };
      played.mute(step, now);
    }
    if (step.type === 'remove' && drops > 0) played.remove(1 + (step.place % drops), now);
    if (step.type === 'approve' && drops > 0 && !played.world.open[step.place % drops]!.removed)
      played.approve(1 + (step.place % drops), now);
    compare(played, mutes);
  }
  const again = emptyWorld(444);
  for (const event of played.events) applyDropEvent(again, event);
  assert.deepEqual(structuredClone(again), structuredClone(played.world), 'the events make the same world');
}

function compare({ world, running }: PlayedWorld, mutes: Mutes): void {
  if (!running) return;
  const kept = world.open.filter(({ removed }) => !removed);
  for (const { drop, evidence } of kept)
    assert.equal(drop.confirmed, isConfirmed(drop.suspect, evidence, mutes), `drop ${drop.number}`);
  const values = kept.map(({ drop }) => drop.value);
  const confirmed = kept.filter(({ drop }) => drop.confirmed).map(({ drop }) => drop.value);
  const sum = (all: number[]) => all.reduce((total, value) => total + BigInt(value), 0n);
  const { total_drops, total_value, avg_drop, median_drop, confirmed_drops, confirmed_value } = running;
  assert.deepEqual(
    { total_drops, total_value, avg_drop, median_drop, confirmed_drops, confirmed_value },
    {
      total_drops: values.length,
      total_value: Number(sum(values)),
      avg_drop: values.length === 0 ? 0 : Number(sum(values) / BigInt(values.length)),
      median_drop: values.length === 0 ? 0 : slowMedian(values),
      confirmed_drops: confirmed.length,
      confirmed_value: Number(sum(confirmed)),
    },
  );
  assert.deepEqual(
    running.biggest_drops.map(({ number }) => number),
    kept
      .map(({ drop }) => drop)
      .toSorted((a, b) => b.value - a.value || a.number - b.number)
      .slice(0, 10)
      .map(({ number }) => number),
  );
}
