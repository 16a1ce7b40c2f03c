import { decideReport, type DropRules, needsPartyId } from '../src/domain/drops/decide-report.ts';
import { NOBODY_MUTED } from '../src/domain/drops/trust.ts';
import { applyDropEvent, emptyWorld } from '../src/domain/drops/world.ts';
import { MAIN_PARTY, type PartySetup, seeded, simulateParty, type TimedReport } from './simulated-party.ts';

const REPETITIONS = 20;

const SCENARIOS: Record<string, Partial<PartySetup>> = {
  'main: 20 witnesses': {},
  '8 witnesses': { witnesses: 8 },
  '3 witnesses': { witnesses: 3 },
  'one witness': { witnesses: 1 },
  'one witness, none late': { witnesses: 1, lateArrivals: 0 },
  'single drops only': { dropsATickMax: 1 },
  'one item type only': { itemTypes: 1 },
  'pauses of 0-4 ticks': { pauseTicksMax: 4 },
  'one type, pauses': { itemTypes: 1, pauseTicksMax: 4 },
  'a drop each 49 s': { dropsATickMax: 1, pauseTicksMax: 160, drops: 60 },
  'host reports as well': { hostReports: true },
};

const HINTS: Record<string, Partial<PartySetup>> = {
  'no hints': {},
  ticks: { ticks: true },
  '25 tiles': { tiles: 25 },
  '25 tiles, ticks': { tiles: 25, ticks: true },
  'one tile': { tiles: 1 },
};

export type Errors = { mean: number; spread: number };

/** How far a rule's counts are from the true number of drops, as a share of it, over `repetitions` seeded parties. */
export function countingErrors(setup: PartySetup, rule: 'world' | 'witness', repetitions: number): Errors {
  const errors = Array.from({ length: repetitions }, (_, seed) => {
    const { reports, drops } = simulateParty(setup, seeded(seed));
    return countDrops(reports, rule) / drops - 1;
  });
  const mean = errors.reduce((sum, error) => sum + error, 0) / repetitions;
  const variance = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / repetitions;
  return { mean, spread: Math.sqrt(variance) };
}

function countDrops(reports: TimedReport[], dedupeMode: 'world' | 'witness'): number {
  const rules: DropRules = { dedupeMode, dedupeWindowMs: 500, partyIdleMs: 300_000, minValue: 0, priceFactorMax: 10 };
  const world = emptyWorld(reports[0]!.report.world);
  const by = { rules, mutes: NOBODY_MUTED };
  let nextPartyId = 1;
  let counted = 0;
  for (const { at, report } of reports) {
    const newPartyId = needsPartyId(world, report, at, by) ? nextPartyId++ : null;
    for (const event of decideReport(world, report, at, by, newPartyId).events) {
      applyDropEvent(world, event);
      if (event.type === 'drop_added') counted += 1;
    }
  }
  return counted;
}

export async function run(): Promise<void> {
  console.log(`Counting error: mean and spread (standard deviation) over ${REPETITIONS} parties with the same seeds.`);
  console.log("Unseen: the drops that no witness reported. A rule sees what its column's reports carry.\n");
  const columns = ["seed's rule", ...Object.keys(HINTS).map((hint) => `witness, ${hint}`)];
  console.log(['scenario'.padEnd(24), 'unseen'.padStart(7), ...columns.map((column) => column.padStart(24))].join(' '));
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    const setup = { ...MAIN_PARTY, ...scenario };
    const cells = [countingErrors(setup, 'world', REPETITIONS)];
    for (const hint of Object.values(HINTS)) cells.push(countingErrors({ ...setup, ...hint }, 'witness', REPETITIONS));
    const unseen = percent(-unseenShare(setup)).padStart(7);
    console.log([name.padEnd(24), unseen, ...cells.map((cell) => show(cell).padStart(24))].join(' '));
  }
}

function unseenShare(setup: PartySetup): number {
  const parties = Array.from({ length: REPETITIONS }, (_, seed) => simulateParty(setup, seeded(seed)));
  return parties.reduce((sum, { drops, seen }) => sum + (1 - seen / drops) / REPETITIONS, 0);
}

function show({ mean, spread }: Errors): string {
  return `${percent(mean)} ± ${percent(spread).replace('+', '')}`;
}

function percent(share: number): string {
  const text = (100 * share).toFixed(2);
  return `${share > 0 ? '+' : ''}${text === '-0.00' ? '0.00' : text} %`;
}
