import { decideReport, needsPartyId } from '../src/domain/drops/decide-report.ts';
import { NOBODY_MUTED } from '../src/domain/drops/trust.ts';
import { applyDropEvent, emptyWorld } from '../src/domain/drops/world.ts';
import { LONG_PARTY, MAIN_PARTY, seeded } from './party-setup.ts';
import { simulateParty } from './simulated-party.ts';
const setup = { ...(process.env.L ? LONG_PARTY : MAIN_PARTY), hints: 'all' as const, ticks: true, ...JSON.parse(process.env.S ?? '{}') };
const rules = { dedupeMode: 'witness' as const, dedupeWindowMs: 500, partyIdleMs: 300_000, minValue: 0, priceFactorMax: 10 };
for (let seed = Number(process.env.S0 ?? 1000); seed < Number(process.env.S0 ?? 1000) + Number(process.env.N ?? 12); seed++) {
  const { reports, seen } = simulateParty(setup, seeded(seed));
  // ideal
  const per = new Map<string, Map<string, number>>();
  const world = emptyWorld(444);
  const by = { rules, mutes: NOBODY_MUTED };
  let n = 0, counted = 0;
  const offs = new Map<string, number[]>();
  const log: string[] = [];
  const t = reports[0]!;
  for (const { at, report } of reports) {
    const p = needsPartyId(world, report, at, by) ? ++n : null;
    for (const e of decideReport(world, report, at, by, p).events) {
      applyDropEvent(world, e);
      if (e.type === 'drop_added') counted++;
      if ((e.type === 'drop_added' || e.type === 'drop_witnessed') && e.offset !== null) {
        const a = offs.get(e.reporter!) ?? []; if (a.at(-1) !== e.offset) { a.push(e.offset); log.push(`${Math.round(at / 100) / 10}s ${e.reporter} ${e.offset}`); } offs.set(e.reporter!, a);
      }
    }
  }
  const err = counted / seen - 1;
  if (Math.abs(err) > Number(process.env.T ?? 0.005)) {
    console.log(seed, (100 * err).toFixed(2), log.join(' | '));
  }
}
