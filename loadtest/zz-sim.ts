import { countingErrors } from '/tmp/w/truth/loadtest/counted-party.ts';
import { LONG_PARTY, MAIN_PARTY, type PartySetup } from '/tmp/w/truth/loadtest/party-setup.ts';
const N = Number(process.env.N ?? 6);
const base = Number(process.env.SEED ?? 1000);
const seeds = Array.from({ length: N }, (_, i) => base + i);
const M = (o: Partial<PartySetup>) => ({ ...MAIN_PARTY, ...o });
const L = (o: Partial<PartySetup>) => ({ ...LONG_PARTY, ...o });
export const ROWS: Record<string, PartySetup> = {
  'main': M({}), '8 witnesses': M({ witnesses: 8 }), '3 witnesses': M({ witnesses: 3 }), 'one': M({ witnesses: 1 }),
  'one none late': M({ witnesses: 1, lateArrivals: 0 }), 'single': M({ dropsATickMax: 1 }), 'one type': M({ itemTypes: 1 }),
  'pauses': M({ pauseTicksMax: 4 }), 'one type, pauses': M({ itemTypes: 1, pauseTicksMax: 4 }),
  'each 49 s': M({ dropsATickMax: 1, pauseTicksMax: 160, drops: 60 }), 'host': M({ hostReports: true }),
  'L ordinary': L({}), 'L busy': L({ pauseTicksMax: 0 }), 'L quiet': L({ dropsATickMax: 1, pauseTicksMax: 60, drops: 60 }),
  'L reloads': L({ reloads: 3 }), 'L walks': L({ walks: 3 }), 'L owner': L({ hostReports: true }), 'L owner walks': L({ hostReports: true, walks: 3 }), 'L stalls': L({ stalls: 1, stallMs: 8000 }),
  'L spikes': L({ stalls: 20, stallMs: 2500 }), 'L two': L({ witnesses: 2 }), 'L two hosts': L({ hosts: 2, hostReports: true }),
  'L one type': L({ itemTypes: 1, pauseTicksMax: 0 }), 'L 1.2s': L({ sendEveryMs: 1200 }), 'L base 1s': L({ baseLatencyMaxMs: 1000 }),
};
const COLS: Record<string, Partial<PartySetup>> = {
  none: {}, 'none+tile': { tiles: 25 }, 'hint+tick': { hints: 'all', ticks: true }, 'hint+tile+tick': { hints: 'all', ticks: true, tiles: 25 },
  'hint': { hints: 'all' }, 'hint+tile': { hints: 'all', tiles: 25 }, 'half+tick': { hints: 'half', ticks: true }, 'half+tile+tick': { hints: 'half', ticks: true, tiles: 25 },
};
const cols = process.env.COLS ? process.env.COLS.split(',') : Object.keys(COLS);
const only = process.env.ROWS?.split(';');
console.log(''.padEnd(18), cols.map((c) => c.padStart(15)).join(''));
for (const [name, setup] of Object.entries(ROWS)) {
  if (only && !only.includes(name)) continue;
  const cells = cols.map((c) => { const e = countingErrors({ ...setup, ...COLS[c] }, 'witness', seeds); return `${(100 * e.mean).toFixed(2)}±${(100 * e.spread).toFixed(1)}`.padStart(15); });
  console.log(name.padEnd(18), cells.join(''));
}
