import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { MAIN_PARTY, seeded, simulateParty, type TimedReport } from '../../../loadtest/simulated-party.ts';
import { decideReport, type DropRules, needsPartyId } from '../../../src/domain/drops/decide-report.ts';
import { applyDropEvent, emptyWorld } from '../../../src/domain/drops/world.ts';

/** Each client is cut off for so long in every minute, and comes back within a second. */
const CUT_OFF_MS = 5_000;
const EVERY_MS = 60_000;
const RETURN_MS = 1_000;

const PARTIES = 15;
const RULES: DropRules = { dedupeMode: 'witness', dedupeWindowMs: 500, partyIdleMs: 300_000 };

const DOCS = await readFile(new URL('../../../docs/runelite.md', import.meta.url), 'utf8');

describe('reports that come late', () => {
  it('falsify a party as docs/runelite.md says, by the age up to which they are sent', () => {
    const bounds = [0, 1_000, 2_000, 2_500, 5_000, 10_000];
    const tables = [{ tiles: 0 }, { tiles: 25 }].map((setup) =>
      bounds.map((boundMs) => percent(countingError({ ...MAIN_PARTY, ...setup }, boundMs))),
    );
    const rows = bounds.map((boundMs, i) => {
      const age = boundMs === 0 ? 'nothing late' : `${boundMs / 1_000} s`;
      return `| ${age.padEnd(12)} | ${tables[0]![i]!.padEnd(13)} | ${tables[1]![i]!.padEnd(13)} |`;
    });
    assert.ok(DOCS.includes(rows.join('\n')), `docs/runelite.md should have\n${rows.join('\n')}`);
  });
});

function countingError(setup: typeof MAIN_PARTY, boundMs: number): number {
  let sum = 0;
  for (let seed = 0; seed < PARTIES; seed++) {
    const { reports, drops } = simulateParty(setup, seeded(seed));
    sum += countDrops(cutOff(reports, seeded(1_000 + seed), boundMs)) / drops - 1;
  }
  return sum / PARTIES;
}

/** What arrives, and when, where reports older than the bound are not sent. */
function cutOff(reports: TimedReport[], random: () => number, boundMs: number): TimedReport[] {
  const outages = new Map<string, { phase: number; returns: Map<number, number> }>();
  const arriving: TimedReport[] = [];
  for (const { at, report } of reports) {
    const name = report.reporter!;
    const outage = outages.get(name) ?? { phase: random() * EVERY_MS, returns: new Map<number, number>() };
    outages.set(name, outage);
    const minute = Math.floor((at + outage.phase) / EVERY_MS);
    const end = minute * EVERY_MS + CUT_OFF_MS - outage.phase;
    if (!outage.returns.has(minute)) outage.returns.set(minute, end + random() * RETURN_MS);
    const sentAt = Math.max(at, outage.returns.get(minute)!);
    if (sentAt - at <= boundMs) arriving.push({ at: sentAt, report });
  }
  return arriving.toSorted((a, b) => a.at - b.at);
}

function countDrops(reports: TimedReport[]): number {
  const world = emptyWorld(reports[0]!.report.world);
  let counted = 0;
  let parties = 0;
  for (const { at, report } of reports) {
    const newPartyId = needsPartyId(world, at, RULES) ? ++parties : null;
    for (const event of decideReport(world, report, at, RULES, newPartyId).events) {
      applyDropEvent(world, event);
      if (event.type === 'drop_added') counted += 1;
    }
  }
  return counted;
}

function percent(share: number): string {
  const text = (100 * share).toFixed(1);
  return `${share > 0.000_5 ? '+' : ''}${text === '-0.0' ? '0.0' : text} %`;
}
