import { decideReport, type DropRules, needsPartyId } from '../src/domain/drops/decide-report.ts';
import { NOBODY_MUTED } from '../src/domain/drops/trust.ts';
import { applyDropEvent, emptyWorld } from '../src/domain/drops/world.ts';
import { type PartySetup, seeded } from './party-setup.ts';
import { simulateParty, type TimedReport } from './simulated-party.ts';

/** What a rule makes of reports: `honest` drops have a witness that does not lie. */
export type Counted = { drops: number; honest: number; confirmedDrops: number; confirmedValue: number };

export type Errors = { mean: number; spread: number };

/** How far a rule's counts are from the drops that were seen, as a share of those, over parties with these seeds. */
export function countingErrors(setup: PartySetup, rule: DropRules['dedupeMode'], seeds: number[]): Errors {
  return spreadOf(
    seeds.map((seed) => {
      const { reports, seen } = simulateParty(setup, seeded(seed));
      return countDrops(reports, rule, null).drops / seen - 1;
    }),
  );
}

export function spreadOf(errors: number[]): Errors {
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const variance = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / errors.length;
  return { mean, spread: Math.sqrt(variance) };
}

/** `liar` is the name of the reporter whose word makes no drop honest. */
export function countDrops(reports: TimedReport[], dedupeMode: DropRules['dedupeMode'], liar: string | null): Counted {
  const rules: DropRules = { dedupeMode, dedupeWindowMs: 500, partyIdleMs: 300_000, minValue: 0, priceFactorMax: 10 };
  const world = emptyWorld(reports[0]!.report.world);
  const by = { rules, mutes: NOBODY_MUTED };
  const counted: Counted = { drops: 0, honest: 0, confirmedDrops: 0, confirmedValue: 0 };
  const honest = new Set<string>();
  let nextPartyId = 1;
  for (const { at, report } of reports) {
    const newPartyId = needsPartyId(world, report, at, by) ? nextPartyId++ : null;
    for (const event of decideReport(world, report, at, by, newPartyId).events) {
      applyDropEvent(world, event);
      if (event.type === 'drop_added') counted.drops += 1;
      if ('reporter' in event && event.reporter !== liar) honest.add(`${event.party_id}:${event.number}`);
      const gained = 'confirmed_gp' in event ? event.confirmed_gp : null;
      if (gained !== null) {
        counted.confirmedDrops += 1;
        counted.confirmedValue += gained;
      }
    }
  }
  counted.honest = honest.size;
  return counted;
}
