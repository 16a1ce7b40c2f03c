import type { DropRules } from '../../../src/domain/drops/decide-report.ts';
import type { Report } from '../../../src/domain/drops/drop.ts';

/** The drop rules of SPEC.md, written as simply as possible: everything is computed anew from the list of all reports. */

export type Heard = { at: number; report: Report };
type ModelDrop = Heard & { witnesses: { reporter: string | null; at: number }[] };
export type ModelParty = { drops: ModelDrop[] };
export type Model = { parties: ModelParty[]; wasDrop: boolean[] };

export function bruteForce(heard: Heard[], rules: DropRules): Model {
  const parties: ModelParty[] = [];
  const wasDrop: boolean[] = [];
  heard.forEach((now, i) => {
    const before = heard.slice(0, i);
    const party = runningParty(parties, now.at, rules);
    const allDrops = parties.flatMap(({ drops }) => drops);
    const bySeedRule = rules.dedupeMode === 'world' || now.report.reporter === null;
    if (bySeedRule) {
      const isDuplicate = allDrops.length > 0 && now.at - allDrops.at(-1)!.at < rules.dedupeWindowMs;
      wasDrop.push(!isDuplicate);
      if (isDuplicate) return;
    } else {
      const seen = dropSeen(party?.drops ?? [], now, startOfStay(before, now));
      wasDrop.push(!seen);
      if (seen) {
        seen.witnesses.push({ reporter: now.report.reporter, at: now.at });
        return;
      }
    }
    const drop = { ...now, witnesses: [{ reporter: now.report.reporter, at: now.at }] };
    if (party) party.drops.push(drop);
    else parties.push({ drops: [drop] });
  });
  return { parties, wasDrop };
}

export function runningParty(parties: ModelParty[], at: number, rules: DropRules): ModelParty | undefined {
  const last = parties.at(-1);
  return last && at - last.drops.at(-1)!.at < rules.partyIdleMs ? last : undefined;
}

function startOfStay(before: Heard[], now: Heard): number {
  const own = [...before, now].filter(({ report }) => report.reporter === now.report.reporter).map(({ at }) => at);
  const firstOfStay = own.findLastIndex((at, i) => i === 0 || at - own[i - 1]! > 60_000);
  return own[firstOfStay]!;
}

function dropSeen(drops: ModelDrop[], now: Heard, stayStart: number): ModelDrop | undefined {
  const { item_id, quantity, tile, reporter } = now.report;
  const fitting = drops.filter(
    ({ report, witnesses }) =>
      report.item_id === item_id &&
      report.quantity === quantity &&
      (!tile || !report.tile || JSON.stringify(tile) === JSON.stringify(report.tile)) &&
      !witnesses.some((witness) => witness.reporter === reporter),
  );
  const age = (drop: ModelDrop) => now.at - drop.at;
  const shownLate = fitting.find(
    (drop) =>
      tile &&
      drop.report.tile &&
      age(drop) >= 57_000 &&
      age(drop) <= 65_000 &&
      drop.witnesses.slice(1).every(({ at }) => at - drop.at >= 57_000),
  );
  if (shownLate) return shownLate;
  if (now.at - stayStart < 3_000) return fitting.find((drop) => age(drop) <= 190_000);
  return fitting.findLast((drop) => age(drop) <= 3_000);
}

/** GP. Sorts all values and takes the middle. */
export function slowMedian(values: number[]): number {
  const sorted = values.map(BigInt).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return Number(middle.reduce((sum, value) => sum + value) / BigInt(middle.length));
}
