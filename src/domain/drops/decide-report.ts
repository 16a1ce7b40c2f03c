import { type Report, sameTile } from './drop.ts';
import type { DropEvent } from './events.ts';
import type { DropParty } from './party.ts';
import { type OpenDrop, REPORTER_SILENCE_MS, type World } from './world.ts';

export type DedupeMode = 'auto' | 'world' | 'witness';

/** What an operator may set of the rules. Milliseconds. */
export type DropRules = { dedupeMode: DedupeMode; dedupeWindowMs: number; partyIdleMs: number };

export type ReportAnswer =
  | { status: 'party_created' | 'drop_added'; party_id: number; world: number; total_drops: number; avg_drop_value: number }
  | { status: 'ignored'; reason: 'duplicate_detected' | 'newcomer'; world: number; since_last_drop_ms: number };

export type ReportDecision = { events: DropEvent[]; answer: ReportAnswer };

/** Milliseconds within which two reporters' sightings of one drop arrive. Source: [DROP-4], measured in the dedupe bench. */
export const WITNESS_WINDOW_MS = 3_000;

/** Milliseconds. A dropped item lies on its tile for 180 s, 60 of them seen by its owner alone. Source: [DROP-4]. */
export const TILE_WINDOW_MS = 180_000;

/** Milliseconds for which a newcomer only confirms: its client re-reports all that lies on the ground. Source: [DROP-6]. */
export const NEWCOMER_MS = 3_000;

/** Judges one report. `newPartyId` is used when, and only when, `needsPartyId` says so. */
export function decideReport(
  world: World,
  report: Report,
  now: number,
  rules: DropRules,
  newPartyId: number | null,
): ReportDecision {
  const ended = isOver(world.party, now, rules) ? [partyEnded(world.party, rules)] : [];
  const party = ended.length > 0 ? null : world.party;
  if (isWitnessed(report, rules)) {
    const seen = party && findUnwitnessed(world, report, now);
    if (seen) return confirm(world, party, report, seen, now);
    if (isNewcomer(world, report.reporter, now)) return ignore(world, 'newcomer', now, ended);
  } else if (world.lastAcceptedAt !== null && now - world.lastAcceptedAt < rules.dedupeWindowMs) {
    return ignore(world, 'duplicate_detected', now, ended);
  }
  return accept(world, party, report, now, ended, newPartyId);
}

/** Whether the next report would open a party, for which an id must be at hand. */
export function needsPartyId(world: World, now: number, rules: DropRules): boolean {
  return world.party === null || isOver(world.party, now, rules);
}

export function isOver(party: DropParty | null, now: number, rules: DropRules): party is DropParty {
  return party !== null && now - party.last_drop_at >= rules.partyIdleMs;
}

/** Ends the world's party if its idle time is over. Source: [DROP-7]. */
export function decideEndIfIdle(world: World, now: number, rules: DropRules): DropEvent[] {
  return isOver(world.party, now, rules) ? [partyEnded(world.party, rules)] : [];
}

function partyEnded(party: DropParty, rules: DropRules): DropEvent {
  return { type: 'drop_party_ended', world: party.world, party_id: party.id, at: party.last_drop_at + rules.partyIdleMs };
}

function isWitnessed(report: Report, rules: DropRules): report is Report & { reporter: string } {
  return rules.dedupeMode !== 'world' && report.reporter !== null;
}

function findUnwitnessed(world: World, report: Report & { reporter: string }, now: number): OpenDrop | undefined {
  for (let i = world.open.length - 1; i >= 0; i--) {
    const open = world.open[i]!;
    const age = now - open.drop.dropped_at;
    if (age > TILE_WINDOW_MS) return undefined;
    if (matches(open, report, age) && !open.seenBy.has(report.reporter)) return open;
  }
  return undefined;
}

function matches({ drop }: OpenDrop, report: Report, age: number): boolean {
  if (drop.item_id !== report.item_id || drop.quantity !== report.quantity) return false;
  if (drop.tile === null || report.tile === null) return age <= WITNESS_WINDOW_MS;
  return sameTile(drop.tile, report.tile);
}

function isNewcomer(world: World, reporter: string, now: number): boolean {
  const known = world.reporters.get(reporter);
  if (known && now - known.last <= REPORTER_SILENCE_MS) return now - known.since < NEWCOMER_MS && hasOthers(world, reporter, known.since);
  return hasOthers(world, reporter, now);
}

/** Whether anybody else had been heard within the silence before `at`. */
function hasOthers(world: World, reporter: string, at: number): boolean {
  for (const [name, presence] of world.reporters) {
    if (name !== reporter && presence.since < at && at - presence.last <= REPORTER_SILENCE_MS) return true;
  }
  return false;
}

function confirm(world: World, party: DropParty, report: Report & { reporter: string }, seen: OpenDrop, now: number): ReportDecision {
  const { reporter, tick } = report;
  return {
    events: [
      { type: 'drop_witnessed', world: world.world, party_id: party.id, number: seen.drop.number, at: now, reporter, tick },
    ],
    answer: ignored(world, 'duplicate_detected', now),
  };
}

function ignore(world: World, reason: 'duplicate_detected' | 'newcomer', now: number, events: DropEvent[]): ReportDecision {
  return { events, answer: ignored(world, reason, now) };
}

function ignored(world: World, reason: 'duplicate_detected' | 'newcomer', now: number): ReportAnswer {
  return { status: 'ignored', reason, world: world.world, since_last_drop_ms: now - (world.lastAcceptedAt ?? now) };
}

function accept(
  world: World,
  party: DropParty | null,
  report: Report,
  now: number,
  events: DropEvent[],
  newPartyId: number | null,
): ReportDecision {
  const party_id = party?.id ?? newPartyId;
  if (party_id === null) throw new Error('a new party needs an id');
  const number = (party?.total_drops ?? 0) + 1;
  const total_value = (party?.total_value ?? 0n) + BigInt(report.value);
  const { world: _, ...seen } = report;
  if (!party) events.push({ type: 'drop_party_started', world: world.world, party_id, at: now });
  events.push({ type: 'drop_added', world: world.world, party_id, number, at: now, ...seen });
  return {
    events,
    answer: {
      status: party ? 'drop_added' : 'party_created',
      party_id,
      world: world.world,
      total_drops: number,
      avg_drop_value: Number(total_value / BigInt(number)),
    },
  };
}
