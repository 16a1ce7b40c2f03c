import { decideReport, needsPartyId } from '../src/domain/drops/decide-report.ts';
import { NOBODY_MUTED } from '../src/domain/drops/trust.ts';
import { applyDropEvent, emptyWorld } from '../src/domain/drops/world.ts';
import { MAIN_PARTY, seeded } from './party-setup.ts';
import { simulateParty } from './simulated-party.ts';
import * as T from '../src/domain/drops/tick-scale.ts';
const setup = { ...MAIN_PARTY, hints: 'all' as const, ticks: true, itemTypes: 1 };
const rules = { dedupeMode: 'witness' as const, dedupeWindowMs: 500, partyIdleMs: 300_000, minValue: 0, priceFactorMax: 10 };
const { reports } = simulateParty(setup, seeded(1008));
const world = emptyWorld(444); const by = { rules, mutes: NOBODY_MUTED }; let n = 0; let false_ = 0;
for (const { at, report } of reports) {
  const p = needsPartyId(world, report, at, by) ? ++n : null;
  for (const e of decideReport(world, report, at, by, p).events) {
    applyDropEvent(world, e);
    if (e.type === 'drop_added' && at > 20000 && at < 60000) { console.log(Math.round(at), e.reporter, e.tick! + e.despawns_in!, e.dies, e.offset, JSON.stringify((T as any).dbg?.(world, e.reporter, e.offset, at))); }
  }
}
