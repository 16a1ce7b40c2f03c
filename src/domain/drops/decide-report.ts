import type { Report } from './drop.ts';
import type { DropEvent, DropPartyEnded, DropWitnessed } from './drop-events.ts';
import { findSeen, type Sighting } from './witness-rule.ts';
import type { DropParty } from './drop-party.ts';
import type { OpenDrop, World } from './world.ts';

type DedupeMode = 'auto' | 'world' | 'witness';

/** The rules' parameters that an operator may set. Milliseconds. */
export type DropRules = { dedupeMode: DedupeMode; dedupeWindowMs: number; partyIdleMs: number };

export type ReportAnswer =
  | {
      status: 'party_created' | 'drop_added';
      party_id: number;
      world: number;
      total_drops: number;
      avg_drop_value: number;
    }
  | { status: 'ignored'; reason: 'duplicate_detected'; world: number; since_last_drop_ms: number };

/** What of a running party says when it is over. */
type RunningParty = Pick<DropParty, 'id' | 'world' | 'last_drop_at'>;

export type ReportDecision = { events: DropEvent[]; answer: ReportAnswer };

/** Judges one report. Throws if `needsPartyId` and `newPartyId` is null. Rule: [DROP-2] to [DROP-7], [DROP-9]. */
export function decideReport(
  world: World,
  report: Report,
  now: number,
  rules: DropRules,
  newPartyId: number | null,
): ReportDecision {
  const ended = decideEndIfIdle(world, now, rules);
  const party = ended.length > 0 ? null : world.party;
  if (isSighting(report, rules)) {
    const seen = party && findSeen(world, report, now);
    if (seen) return { events: [witnessed(party, seen, report, now)], answer: duplicate(world, now) };
  } else if (isInWindow(world, now, rules)) {
    return { events: ended, answer: duplicate(world, now) };
  }
  const party_id = party?.id ?? newPartyId;
  if (party_id === null) throw new Error('a new party needs an id');
  return addDrop(party, party_id, report, now, ended);
}

/** Whether the next report, if it is a drop, starts a party, which needs an id. */
export function needsPartyId(world: World, now: number, rules: DropRules): boolean {
  return world.party === null || isOver(world.party, now, rules);
}

export function isOver<Party extends RunningParty>(party: Party | null, now: number, rules: DropRules): party is Party {
  return party !== null && now - party.last_drop_at >= rules.partyIdleMs;
}

/** Ends the world's party if its idle time has passed. Rule: [DROP-7]. */
export function decideEndIfIdle(world: World, now: number, rules: DropRules): DropEvent[] {
  return isOver(world.party, now, rules) ? [dropPartyEnd(world.party, rules)] : [];
}

/** The end of a party that is over: at the moment its idle time passed, whenever that is noticed. Rule: [DROP-7]. */
export function dropPartyEnd(party: RunningParty, rules: DropRules): DropPartyEnded {
  return {
    type: 'drop_party_ended',
    world: party.world,
    party_id: party.id,
    at: party.last_drop_at + rules.partyIdleMs,
  };
}

function isSighting(report: Report, rules: DropRules): report is Sighting {
  return rules.dedupeMode !== 'world' && report.reporter !== null;
}

/** Compares the absolute difference, so that a clock that is set back silences no world. Rule: [DROP-2]. */
function isInWindow(world: World, now: number, rules: DropRules): boolean {
  return world.lastAcceptedAt !== null && Math.abs(now - world.lastAcceptedAt) < rules.dedupeWindowMs;
}

function witnessed(party: DropParty, { drop }: OpenDrop, { reporter, tick }: Sighting, now: number): DropWitnessed {
  const { id: party_id, world } = party;
  return { type: 'drop_witnessed', world, party_id, number: drop.number, at: now, reporter, tick };
}

function duplicate(world: World, now: number): ReportAnswer {
  const since_last_drop_ms = Math.max(0, now - (world.lastAcceptedAt ?? now));
  return { status: 'ignored', reason: 'duplicate_detected', world: world.world, since_last_drop_ms };
}

function addDrop(
  party: DropParty | null,
  party_id: number,
  report: Report,
  now: number,
  ended: DropEvent[],
): ReportDecision {
  const number = (party?.total_drops ?? 0) + 1;
  const total_value = (party?.total_value ?? 0n) + BigInt(report.value);
  const { world, world_type } = report;
  const started: DropEvent[] = party ? [] : [{ type: 'drop_party_started', world, party_id, at: now, world_type }];
  return {
    events: [...ended, ...started, { type: 'drop_added', party_id, number, at: now, ...report }],
    answer: {
      status: party ? 'drop_added' : 'party_created',
      party_id,
      world,
      total_drops: number,
      avg_drop_value: Number(total_value / BigInt(number)),
    },
  };
}
