import type { Report, Sighting } from './drop.ts';
import type { DropAdded, DropConfirmed, DropEvent, DropPartyEnded, DropWitnessed } from './drop-events.ts';
import type { Found, OpenDrop } from './open-drops.ts';
import { oldestUnconfirmed, seesMoreThanConfirmed, vouches } from './corroboration.ts';
import { findSeen, firstFound } from './witness-rule.ts';
import type { DropParty } from './drop-party.ts';
import { isConfirmed, isMuted, isSuspect, type Mutes, type Voucher, vouchersWith } from './trust.ts';
import type { World } from './world.ts';

type DedupeMode = 'auto' | 'world' | 'witness';

/** The rules' parameters that an operator may set. Milliseconds. */
export type DropRules = {
  dedupeMode: DedupeMode;
  dedupeWindowMs: number;
  partyIdleMs: number;
  /** GP. Rule: [DROP-19]. */
  minValue: number;
  /** Rule: [DROP-16]. */
  priceFactorMax: number;
};

export type ReportAnswer =
  | {
      status: 'party_created' | 'drop_added';
      party_id: number;
      world: number;
      total_drops: number;
      avg_drop_value: number;
    }
  | { status: 'ignored'; reason: 'duplicate_detected'; world: number; since_last_drop_ms: number }
  | { status: 'ignored'; reason: 'muted' | 'below_min_value'; world: number };

/** What of a running party says when it is over. */
type RunningParty = Pick<DropParty, 'id' | 'world' | 'last_drop_at'>;

export type ReportDecision = { events: DropEvent[]; answer: ReportAnswer };

/** What a report is judged by: the operator's rules, and whom an admin has muted. */
export type Judgement = { rules: DropRules; mutes: Mutes };

/** Judges one report. Throws if `needsPartyId` and `newPartyId` is null. Rule: [DROP-2] to [DROP-7], [DROP-9], [DROP-14] to [DROP-19]. */
export function decideReport(
  world: World,
  report: Report,
  now: number,
  by: Judgement,
  newPartyId: number | null,
): ReportDecision {
  const { rules } = by;
  const reason = reasonToIgnore(report, by);
  if (reason) return { events: [], answer: { status: 'ignored', reason, world: world.world } };
  const ended = decideEndIfIdle(world, now, rules);
  const party = ended.length > 0 ? null : world.party;
  if (isSighting(report, rules)) {
    if (party) {
      const found = findSeen(world, report, now);
      if (found.seen) {
        const confirmed = confirmEarlier(world, found, report, now, by);
        const events = [witnessed(world, found.seen, found, report, now, by), ...confirmed];
        return { events, answer: duplicate(world, now) };
      }
      return addDrop(party, party.id, report, now, ended, by, found);
    }
  } else if (isInWindow(world, now, rules)) {
    const confirmed = party ? confirmLast(world, report, now, by) : [];
    return { events: [...ended, ...confirmed], answer: duplicate(world, now) };
  }
  const party_id = party?.id ?? newPartyId;
  if (party_id === null) throw new Error('a new party needs an id');
  return addDrop(party, party_id, report, now, ended, by, firstFound(report));
}

/** Whether the report, if it is a drop, starts a party, which needs an id. */
export function needsPartyId(world: World, report: Report, now: number, by: Judgement): boolean {
  if (reasonToIgnore(report, by)) return false;
  return world.party === null || isOver(world.party, now, by.rules);
}

/** Of a report that counts nothing, whatever it is about. Rule: [DROP-18], [DROP-19]. */
function reasonToIgnore(report: Report, { rules, mutes }: Judgement): 'muted' | 'below_min_value' | null {
  if (isMuted(report, mutes)) return 'muted';
  return report.value < rules.minValue ? 'below_min_value' : null;
}

export function isOver<Party extends RunningParty>(party: Party | null, now: number, rules: DropRules): party is Party {
  return party !== null && now - party.last_drop_at >= rules.partyIdleMs;
}

/** Ends the world's party if its idle time has passed. Rule: [DROP-7]. */
export function decideEndIfIdle(world: World, now: number, rules: DropRules): DropPartyEnded[] {
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

/** Field by field, as `dropAdded`. */
function witnessed(
  world: World,
  seen: OpenDrop,
  { dies, offset, repeats }: Found,
  report: Sighting,
  at: number,
  by: Judgement,
): DropWitnessed {
  const { reporter, tick, despawns_in, public_in } = report;
  const { drop_party_id: party_id, number, value } = seen.drop;
  const vouchers = vouches(world, seen, repeats, report, at) ? vouchersWith(seen.drop, seen.evidence, report) : null;
  return {
    type: 'drop_witnessed',
    world: world.world,
    party_id,
    number,
    at,
    reporter,
    tick,
    despawns_in,
    public_in,
    dies: seen.dies === null ? dies : null,
    offset,
    repeats,
    vouchers,
    confirmed_gp: vouchers && confirms(seen, vouchers, by) ? value : null,
  };
}

/** What a sighting of a confirmed drop says of another that its reporter saw. Rule: [DROP-22]. */
function confirmEarlier(
  world: World,
  { seen, repeats }: Found,
  report: Sighting,
  at: number,
  by: Judgement,
): DropConfirmed[] {
  if (!seen?.drop.confirmed || repeats !== null || seen.seenBy.has(report.reporter)) return [];
  const earlier = oldestUnconfirmed(world, report, at);
  return earlier && seesMoreThanConfirmed(world, earlier, report, at) ? confirm(earlier, report, at, by) : [];
}

/** A bare duplicate tells of an item, too: it may confirm the world's last drop. Rule: [DROP-15]. */
function confirmLast({ open }: World, report: Report, at: number, by: Judgement): DropConfirmed[] {
  const last = open.at(-1);
  return last && !last.removed && !last.drop.confirmed ? confirm(last, report, at, by) : [];
}

/** Only if that is enough: what does not confirm it is not kept. */
function confirm(open: OpenDrop, report: Report, at: number, by: Judgement): DropConfirmed[] {
  const vouchers = vouchersWith(open.drop, open.evidence, report);
  if (!vouchers || !confirms(open, vouchers, by)) return [];
  const { drop_party_id: party_id, number, value: confirmed_gp } = open.drop;
  return [{ type: 'drop_confirmed', world: report.world, party_id, number, at, vouchers, confirmed_gp }];
}

function confirms({ drop, evidence }: OpenDrop, vouchers: Voucher[], { mutes }: Judgement): boolean {
  return !drop.confirmed && isConfirmed(drop.suspect, { ...evidence, vouchers }, mutes);
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
  { rules }: Judgement,
  found: Omit<Found, 'seen'>,
): ReportDecision {
  const number = (party?.last_number ?? 0) + 1;
  const total_drops = (party?.total_drops ?? 0) + 1;
  const total_value = (party?.total_value ?? 0n) + BigInt(report.value);
  const { world, world_type } = report;
  const started: DropEvent[] = party ? [] : [{ type: 'drop_party_started', world, party_id, at: now, world_type }];
  return {
    events: [...ended, ...started, dropAdded(report, party_id, number, now, rules, found)],
    answer: {
      status: party ? 'drop_added' : 'party_created',
      party_id,
      world,
      total_drops,
      avg_drop_value: Number(total_value / BigInt(total_drops)),
    },
  };
}

/** Field by field: copying the rest of a report costs as much as all else. */
function dropAdded(
  report: Report,
  party_id: number,
  number: number,
  at: number,
  rules: DropRules,
  { dies, offset, repeats }: Omit<Found, 'seen'>,
): DropAdded {
  const { world, world_type, item_id, item_name, quantity, value, reporter, source, key, tile, tick } = report;
  const { despawns_in, public_in } = report;
  return {
    type: 'drop_added',
    party_id,
    number,
    at,
    world,
    world_type,
    item_id,
    item_name,
    quantity,
    value,
    reporter,
    source,
    key,
    tile,
    tick,
    despawns_in,
    public_in,
    dies,
    offset,
    repeats,
    // A muted sender's claim makes no drop, so that a claim alone is confirmed by its key.
    confirmed: key !== null,
    suspect: isSuspect(report, rules.priceFactorMax),
  };
}
