import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { MAIN_PARTY, seeded } from '../../../loadtest/party-setup.ts';
import { simulateParty, type TimedReport } from '../../../loadtest/simulated-party.ts';
import { decideReport, type DropRules, needsPartyId } from '../../../src/domain/drops/decide-report.ts';
import { NOBODY_MUTED } from '../../../src/domain/drops/trust.ts';
import { applyDropEvent, emptyWorld } from '../../../src/domain/drops/world.ts';
import { SEED_RULES } from '../../domain/drops/PlayedWorld.ts';

/** In every minute each client is offline for this long, and sends again within a second after that. */
const CUT_OFF_MS = 5_000;
const EVERY_MS = 60_000;
const RETURN_MS = 1_000;

const PARTIES = 15;
const RULES: DropRules = { ...SEED_RULES, dedupeMode: 'witness' };
const BY = { rules: RULES, mutes: NOBODY_MUTED };

const DOCS = await readFile(new URL('../../../docs/runelite.md', import.meta.url), 'utf8');

describe('Late reports', () => {
  it('distort the count of a drop party as docs/runelite.md says, by the age up to which they are sent', () => {
    const bounds = [0, 1_000, 2_000, 2_500, 5_000, 10_000];
    const tables = [{ tiles: 0 }, { tiles: 25 }].map((setup) =>
      countingErrors({ ...MAIN_PARTY, ...setup }, bounds).map(percent),
    );
    const rows = bounds.map((boundMs, i) => {
      const age = boundMs === 0 ? 'nothing late' : `${boundMs / 1_000} s`;
      return `| ${age.padEnd(12)} | ${tables[0]![i]!.padEnd(13)} | ${tables[1]![i]!.padEnd(13)} |`;
    });
    assert.ok(DOCS.includes(rows.join('\n')), `docs/runelite.md should have\n${rows.join('\n')}`);
  });
});

/** The mean error over all parties, for each bound. */
function countingErrors(setup: typeof MAIN_PARTY, boundsMs: number[]): number[] {
  const parties = Array.from({ length: PARTIES }, (_, seed) => ({ seed, ...simulateParty(setup, seeded(seed)) }));
  return boundsMs.map((boundMs) => {
    const errors = parties.map(
      ({ seed, reports, drops }) => countDrops(cutOff(reports, seeded(1_000 + seed), boundMs)) / drops - 1,
    );
    return errors.reduce((sum, error) => sum + error, 0) / PARTIES;
  });
}

/** The reports that arrive, where those older than the bound are not sent. */
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
    const newPartyId = needsPartyId(world, report, at, BY) ? ++parties : null;
    for (const event of decideReport(world, report, at, BY, newPartyId).events) {
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
