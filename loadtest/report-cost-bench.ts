import { decideReport, type DropRules } from '../src/domain/drops/decide-report.ts';
import type { Report } from '../src/domain/drops/drop.ts';
import { NOBODY_MUTED } from '../src/domain/drops/trust.ts';
import { applyDropEvent, emptyWorld, type World } from '../src/domain/drops/world.ts';
import { REPORTERS_MAX } from '../src/domain/limits.ts';

const ROUNDS = 41;
const WARM_UP_ROUNDS = 20;
const REPORTS_A_ROUND = 1_000;
const REPORTERS_A_DROP = 5;
const BARE_GAP_MS = 200;
const SIGHTING_GAP_MS = 25;
const PARTY_ID = 1;

const RULE = { bare: "seed's rule", named: 'witness rule', timed: 'witness rule, with moments' };

type Stage = { world: World; now: number };

/** The cost of deciding and applying a report, in a party of 100 drops and in one of 1,000,000 with as many reporters as a world remembers. */
export async function run(): Promise<void> {
  const big = stageWith(1_000_000, REPORTERS_MAX);
  console.log(`Nanoseconds per report, median of ${ROUNDS} interleaved rounds of ${REPORTS_A_ROUND} reports.`);
  for (const kind of ['bare', 'named', 'timed'] as const) {
    const dedupeMode = kind === 'bare' ? 'world' : 'witness';
    const rules: DropRules = { dedupeMode, dedupeWindowMs: 500, partyIdleMs: 300_000, minValue: 0, priceFactorMax: 10 };
    const costs = { small: [] as number[], big: [] as number[] };
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      const small = stageWith(100, 20);
      const pair = { small: nsPerReport(small, rules, kind), big: nsPerReport(big, rules, kind) };
      if (round < 0) continue;
      costs.small.push(pair.small);
      costs.big.push(pair.big);
    }
    const [small, large] = [median(costs.small), median(costs.big)];
    console.log(
      `${RULE[kind]}: ${small.toFixed(0)} ns at 100 drops, ${large.toFixed(0)} ns at 1,000,000: ratio ${(large / small).toFixed(2)}`,
    );
  }
}

function stageWith(drops: number, reporters: number): Stage {
  const world = emptyWorld(444);
  let now = 0;
  applyDropEvent(world, { type: 'drop_party_started', world: 444, party_id: PARTY_ID, at: now, world_type: null });
  for (let number = 1; number <= drops; number++) {
    now += 20;
    const { price: _, ...claim } = reportNumber(number, `reporter ${number % reporters}`);
    applyDropEvent(world, {
      type: 'drop_added',
      party_id: PARTY_ID,
      number,
      at: now,
      ...claim,
      ...{ dies: null, offset: null, repeats: null },
      confirmed: false,
      suspect: false,
    });
  }
  return { world, now: now + 60_000 };
}

function reportNumber(number: number, reporter: string | null, moment: Partial<Report> = {}): Report {
  const item_id = number % 30;
  const value = 1_000 * (number % 500);
  const item_name = 'Rune 2h sword';
  const unsaid = {
    world_type: null,
    tile: null,
    tick: null,
    despawns_in: null,
    public_in: null,
    key: null,
    price: null,
  };
  return { ...unsaid, world: 444, item_id, item_name, quantity: 1, value, reporter, source: reporter, ...moment };
}

/** Every drop is reported by REPORTERS_A_DROP of 20 of the world's reporters, each time others, or that many times without a name. */
function nsPerReport(stage: Stage, rules: DropRules, kind: keyof typeof RULE): number {
  const names = [...stage.world.reporters.keys()].slice(-20);
  const gapMs = rules.dedupeMode === 'world' ? BARE_GAP_MS : SIGHTING_GAP_MS;
  const by = { rules, mutes: NOBODY_MUTED };
  const start = process.hrtime.bigint();
  for (let i = 0; i < REPORTS_A_ROUND; i++) {
    stage.now += gapMs;
    const drop = Math.floor(i / REPORTERS_A_DROP);
    const reporter = rules.dedupeMode === 'world' ? null : names[(3 * drop + (i % REPORTERS_A_DROP)) % names.length]!;
    const report = reportNumber(
      drop,
      reporter,
      kind === 'timed' ? { tick: tickAt(stage.now - (i % REPORTERS_A_DROP) * gapMs), despawns_in: 300 } : {},
    );
    for (const event of decideReport(stage.world, report, stage.now, by, null).events)
      applyDropEvent(stage.world, event);
  }
  return Number(process.hrtime.bigint() - start) / REPORTS_A_ROUND;
}

function tickAt(at: number): number {
  return Math.floor(at / 609);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
