import { canBeSameTile, type Sighting } from './drop.ts';
import { GROUND_MS, kindOf, type OpenDrop, WITNESS_WINDOW_MS } from './open-drops.ts';
import { isNewcomer } from './presence.ts';
import { isTicked } from './tick-phase.ts';
import type { World } from './world.ts';

// Whoever says one thing twice makes two drops, and each of those who saw one is a witness of either. So drops alike are counted
// against sightings: no more are confirmed than two reporters have each seen.

/** Newest drops of a kind that are compared with those that a reporter saw. */
const ALIKE_SEARCHED = 256;

/** Newest drops that tell whether a reporter's claims are confirmed, and how many have to be unconfirmed for it to be in doubt at all. */
const CLAIMS_SEARCHED = 64;
const UNCONFIRMED_MIN = 8;

/** Who says again what it said before, or is taken to, vouches for nothing, from whatever address. Rule: [DROP-15], [DROP-22]. */
export function vouches(world: World, seen: OpenDrop, repeats: number | null, report: Sighting, at: number): boolean {
  if (seen.removed || repeats !== null || seen.seenBy.has(report.reporter)) return false;
  return report.key !== null || seen.drop.confirmed || seesMoreThanConfirmed(world, seen, report, at);
}

/** Whether the reporter has lately seen more drops like the one it sees now than are confirmed. Rule: [DROP-22]. */
export function seesMoreThanConfirmed(world: World, seen: OpenDrop, report: Sighting, now: number): boolean {
  const reach = isNewcomer(world, report.reporter, now) ? GROUND_MS : WITNESS_WINDOW_MS;
  // The one that it sees now.
  let own = 1;
  let confirmed = 0;
  const alike = world.byKind.get(kindOf(report)) ?? [];
  for (let i = alike.length - 1; i >= 0 && alike.length - i <= ALIKE_SEARCHED; i--) {
    const open = alike[i]!;
    if (now - open.drop.dropped_at > reach + WITNESS_WINDOW_MS) break;
    if (!canBeSameTile(open.drop.tile, report.tile)) continue;
    if (isTicked(report) && isToldApart(open, seen)) continue;
    const sight = open.seenBy.get(report.reporter);
    if (sight && now - sight.at <= reach) own += 1;
    if (open.drop.confirmed && now - confirmedAt(open) <= reach) confirmed += 1;
  }
  return own > confirmed;
}

/** The oldest of the newest drops alike that the reporter saw and that is not confirmed. */
export function oldestUnconfirmed(world: World, report: Sighting, now: number): OpenDrop | undefined {
  const alike = world.byKind.get(kindOf(report)) ?? [];
  let oldest: OpenDrop | undefined;
  for (let i = alike.length - 1; i >= 0 && now - alike[i]!.drop.dropped_at <= WITNESS_WINDOW_MS; i--) {
    const { drop, removed, seenBy } = alike[i]!;
    if (!drop.confirmed && !removed && seenBy.has(report.reporter)) oldest = alike[i];
  }
  return oldest;
}

/** The first, or if only a claimant in doubt saw it, the first that others saw or claim, if there is one. Rule: [DROP-22]. */
export function firstCredible(world: World, drops: OpenDrop[], now: number): OpenDrop | undefined {
  const first = drops[0];
  if (!first || drops.length === 1 || !isLone(first)) return first;
  const other = drops.find((one) => !isLone(one) || claimantOf(one) !== claimantOf(first));
  return other && isInDoubt(world, claimantOf(first), now) ? other : first;
}

function isLone({ seenBy }: OpenDrop): boolean {
  return seenBy.size === 1;
}

function claimantOf({ evidence }: OpenDrop): string | null {
  return evidence.claim.reporter;
}

/** Whether most of the newest drops that it claimed are unconfirmed, unlike those that others claimed. */
function isInDoubt({ open }: World, claimant: string | null, now: number): boolean {
  const own = { all: 0, unconfirmed: 0 };
  const others = { all: 0, unconfirmed: 0 };
  for (let i = open.length - 1; i >= 0 && open.length - i <= CLAIMS_SEARCHED; i--) {
    if (now - open[i]!.drop.dropped_at <= WITNESS_WINDOW_MS) continue;
    const claims = claimantOf(open[i]!) === claimant ? own : others;
    claims.all += 1;
    if (!open[i]!.drop.confirmed) claims.unconfirmed += 1;
  }
  if (own.unconfirmed < UNCONFIRMED_MIN) return false;
  return 2 * own.unconfirmed > own.all && 2 * others.unconfirmed < others.all;
}

/** Whether two have said that it despawns in another tick. One of them may lie. */
function isToldApart({ dies, seenBy }: OpenDrop, seen: OpenDrop): boolean {
  if (dies === null || dies === seen.dies) return false;
  let told = 0;
  for (const sight of seenBy.values()) {
    if (isTicked(sight) && ++told === 2) return true;
  }
  return false;
}

/** When the second reporter saw it. */
function confirmedAt({ drop, seenBy }: OpenDrop): number {
  const [, second] = seenBy.values();
  return second?.at ?? drop.dropped_at;
}
