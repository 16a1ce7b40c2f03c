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

/** A clock that is set back must neither hide a drop nor keep it open, so an age counts either way. */
function findByWindow(world: World, report: Sighting, now: number, newcomer: boolean): OpenDrop | undefined {
  const alike = world.byKind.get(kindOf(report)) ?? [];
  const reach = reachMs(report, newcomer);
  const fitting: OpenDrop[] = [];
  let goingPublic: OpenDrop | undefined;
  for (let i = alike.length - 1; i >= 0; i--) {
    const open = alike[i]!;
    const { dropped_at, tile } = open.drop;
    const age = now - dropped_at;
    if (Math.abs(age) > reach) break;
    const isRecent = newcomer || age <= WITNESS_WINDOW_MS;
    const mayGoPublic = open.alone && tile !== null && report.tile !== null && isGoingPublic(age);
    // First what rules most of them out: a crowd drops hundreds of a kind between its window and the moment they become public.
    if (!isRecent && !mayGoPublic) continue;
    if (open.seenBy.has(report.reporter) || !canBeSameTile(tile, report.tile)) continue;
    if (isRecent) fitting.push(open);
    if (mayGoPublic) goingPublic = open;
  }
  return goingPublic ?? firstCredible(world, newcomer ? fitting.toReversed() : fitting, now);
}

/** How old a drop may be for this report to match it, in milliseconds. */
function reachMs(report: Sighting, newcomer: boolean): number {
  if (newcomer) return GROUND_MS;
  return report.tile ? PUBLIC_LATEST_MS : WITNESS_WINDOW_MS;
}

function isGoingPublic(age: number): boolean {
  return age >= PRIVATE_MS && age <= PUBLIC_LATEST_MS;
}
