import { firstCredible } from './corroboration.ts';
import { canBeSameTile, type Report, type Sighting } from './drop.ts';
import { findByMoment } from './moments.ts';
import { type Found, GROUND_MS, kindOf, type OpenDrop, PRIVATE_MS, WITNESS_WINDOW_MS } from './open-drops.ts';
import { isNewcomer, knownOffset } from './presence.ts';
import { findLying } from './reloads.ts';
import type { World } from './world.ts';

/** Milliseconds. The age by which everyone has reported an item that only its owner could see at first. Rule: [DROP-6]. */
const PUBLIC_LATEST_MS = 65_000;

/** Finds the counted drop that the sighting matches, so that its reporter becomes a witness. Rule: [DROP-4] to [DROP-6], [DROP-20], [DROP-21]. */
export function findSeen(world: World, report: Sighting, now: number): Found {
  if (report.despawns_in !== null) return findByMoment(world, report, report.despawns_in, now);
  const known = { dies: null, offset: knownOffset(world, report.reporter, now), repeats: null };
  const newcomer = isNewcomer(world, report.reporter, now);
  const seen = findByWindow(world, report, now, newcomer);
  if (seen || newcomer) return { ...known, seen };
  return { ...known, ...findLying(world, report, now) };
}

/** What the first report of a party shows: its reporter's tick counter is the world's scale. Rule: [DROP-20]. */
export function firstFound({ reporter, tick, despawns_in }: Report): Omit<Found, 'seen'> {
  const ticked = reporter !== null && tick !== null && despawns_in !== null;
  return { dies: ticked ? tick + despawns_in : null, offset: ticked ? 0 : null, repeats: null };
}

function findByWindow(world: World, report: Sighting, now: number, newcomer: boolean): OpenDrop | undefined {
  const fitting: OpenDrop[] = [];
  let goingPublic: OpenDrop | undefined;
  for (const open of newestFirst(world.byKind.get(kindOf(report)) ?? [], now, reachMs(report, newcomer))) {
    if (open.seenBy.has(report.reporter) || !canBeSameTile(open.drop.tile, report.tile)) continue;
    const age = now - open.drop.dropped_at;
    if (age <= WITNESS_WINDOW_MS || newcomer) fitting.push(open);
    if (open.alone && open.drop.tile && report.tile && isGoingPublic(age)) goingPublic = open;
  }
  return goingPublic ?? firstCredible(world, newcomer ? fitting.toReversed() : fitting, now);
}

/** How old a drop may be for this report to match it, in milliseconds. */
function reachMs(report: Sighting, newcomer: boolean): number {
  if (newcomer) return GROUND_MS;
  return report.tile ? PUBLIC_LATEST_MS : WITNESS_WINDOW_MS;
}

/** The drops at most `reach` ms away from `now`, either way: a clock that is set back must neither hide a drop nor keep it open. */
function* newestFirst(drops: OpenDrop[], now: number, reach: number): Generator<OpenDrop> {
  for (let i = drops.length - 1; i >= 0; i--) {
    const open = drops[i]!;
    if (Math.abs(now - open.drop.dropped_at) > reach) return;
    yield open;
  }
}

function isGoingPublic(age: number): boolean {
  return age >= PRIVATE_MS && age <= PUBLIC_LATEST_MS;
}
