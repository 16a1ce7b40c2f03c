import { countDrops, countingErrors, type Errors, spreadOf } from './counted-party.ts';
import { LONG_PARTY, MAIN_PARTY, type PartySetup, seeded } from './party-setup.ts';
import { simulateParty } from './simulated-party.ts';

/** No bound was chosen with these parties. */
const SEEDS = Array.from({ length: 20 }, (_, i) => 5_000 + i);

const main = (setup: Partial<PartySetup> = {}): PartySetup => ({ ...MAIN_PARTY, ...setup });
const long = (setup: Partial<PartySetup> = {}): PartySetup => ({ ...LONG_PARTY, ...setup });

export const SCENARIOS: Record<string, PartySetup> = {
  'main: 20 witnesses': main(),
  '8 witnesses': main({ witnesses: 8 }),
  '3 witnesses': main({ witnesses: 3 }),
  'one witness': main({ witnesses: 1 }),
  'one witness, none late': main({ witnesses: 1, lateArrivals: 0 }),
  'single drops only': main({ dropsATickMax: 1 }),
  'one item type only': main({ itemTypes: 1 }),
  'pauses of 0-4 ticks': main({ pauseTicksMax: 4 }),
  'one type, pauses': main({ itemTypes: 1, pauseTicksMax: 4 }),
  'a drop each 49 s': main({ dropsATickMax: 1, pauseTicksMax: 160, drops: 60 }),
  'host reports as well': main({ hostReports: true }),
  'long: 12 witnesses': long(),
  'long, busy': long({ pauseTicksMax: 0 }),
  'long, quiet': long({ dropsATickMax: 1, pauseTicksMax: 60, drops: 60 }),
  'long, two witnesses': long({ witnesses: 2 }),
  'long, 3 reloads each': long({ reloads: 3 }),
  'long, the host walks': long({ walks: 3 }),
  'long, host reports': long({ hostReports: true }),
  'long, it walks, too': long({ hostReports: true, walks: 3 }),
  'long, two hosts': long({ hostReports: true, hosts: 2 }),
  'long, 8 s still': long({ stalls: 1, stallMs: 8_000 }),
  'long, lag spikes': long({ stalls: 20, stallMs: 2_500 }),
  'long, sent each 1.2 s': long({ sendEveryMs: 1_200 }),
  'long, 0-1 s latency': long({ baseLatencyMaxMs: 1_000 }),
};

export const HINTS: Record<string, Partial<PartySetup>> = {
  'no hints': {},
  '25 tiles': { tiles: 25 },
  moment: { hints: 'all', ticks: true },
  'moment, 25 tiles': { hints: 'all', ticks: true, tiles: 25 },
  'half, 25 tiles': { hints: 'half', ticks: true, tiles: 25 },
  'no tick, 25 tiles': { hints: 'all', tiles: 25 },
};

export async function run(): Promise<void> {
  console.log(
    `Counting error against what was seen: mean and spread (standard deviation) over ${SEEDS.length} parties.`,
  );
  console.log(
    'moment: reports have tick, despawns_in and public_in. half: those of half of the clients. no tick: the last two.\n',
  );
  print(['scenario', "seed's rule", ...Object.keys(HINTS)]);
  for (const [name, setup] of Object.entries(SCENARIOS)) {
    const cells = [countingErrors(setup, 'world', SEEDS)];
    for (const hint of Object.values(HINTS)) cells.push(countingErrors({ ...setup, ...hint }, 'witness', SEEDS));
    print([name, ...cells.map(show)]);
  }
  console.log(
    '\n19 honest clients and one that lies. honest: drops that an honest client saw. confirmed: drops and their value, against',
  );
  console.log('what two honest clients saw.\n');
  print(['hints', 'it', 'honest', 'confirmed drops', 'confirmed value']);
  for (const hints of ['no hints', '25 tiles', 'moment', 'moment, 25 tiles', 'half, 25 tiles']) {
    for (const hostile of [null, 'repeats', 'invents', 'shifts', 'nonsense'] as const) {
      print([
        hints,
        hostile ?? 'nobody',
        ...Object.values(harmDone({ ...long({ witnesses: 19 }), ...HINTS[hints], hostile }, SEEDS)).map(show),
      ]);
    }
  }
}

/** How far what is counted is from what honest clients saw, with a liar or without. */
export function harmDone(setup: PartySetup, seeds: number[]) {
  const parties = seeds.map((seed) => {
    const { reports, liar, seen, confirmable } = simulateParty(setup, seeded(seed));
    const { honest, confirmedDrops, confirmedValue } = countDrops(reports, 'witness', liar);
    return {
      honest: honest / seen - 1,
      drops: confirmedDrops / confirmable.drops - 1,
      value: confirmedValue / confirmable.value - 1,
    };
  });
  return {
    honest: spreadOf(parties.map(({ honest }) => honest)),
    drops: spreadOf(parties.map(({ drops }) => drops)),
    value: spreadOf(parties.map(({ value }) => value)),
  };
}

function print([name = '', ...cells]: string[]): void {
  console.log([name.padEnd(24), ...cells.map((cell) => cell.padStart(19))].join(' '));
}

function show({ mean, spread }: Errors): string {
  return `${percent(mean)} ± ${percent(spread).replace('+', '')}`;
}

function percent(share: number): string {
  const text = (100 * share).toFixed(2);
  return `${share > 0 ? '+' : ''}${text === '-0.00' ? '0.00' : text} %`.replace('+0.00', '0.00');
}
