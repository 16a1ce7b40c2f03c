import { canBeSameTile, type Report } from './drop.ts';
import { findByMoment } from './moments.ts';
import { kindOf, type OpenDrop, PRIVATE_MS } from './open-drops.ts';
import { type Heard, knownOffset, stayingSince } from './presence.ts';
import type { World } from './world.ts';

/** Milliseconds within which the reports of one scene load arrive. Rule: [DROP-21]. */
const RELOAD_MS = 3_000;

/** Unmatched reports of one reporter in that time that always count as new drops: more fall in one tick only where many fall. */
const RELOAD_FREE = 2;

/** Milliseconds over which it is counted how many drops are usual; more of all drops, and of the kind, count as new. */
const PACE_MS = 30_000;
const PACE_FACTOR = 0.5;
const ALIKE_FACTOR = 4;

/** Witnesses of one of the newest drops, so that what one reporter says in vain is counted by another. */
const CROWD = 8;
const CROWD_SEARCHED = 64;

/** Newest drops of a kind that are searched for one that lies there. */
const LYING_SEARCHED = 256;

/** A report with a reporter. */
export type Sighting = Report & { reporter: string };

/** Milliseconds within which all sightings of one drop arrive, from fast and slow clients alike. Rule: [DROP-4]. */
const WITNESS_WINDOW_MS = 3_000;

/** Milliseconds. An item stays on the ground for 300 ticks of 600 to 618 ms, and the report takes a while to arrive. Rule: [DROP-5]. */
export const GROUND_MS = 190_000;

/** Milliseconds for which a newcomer re-reports what is on the ground: one scene load and its slowest report. Rule: [DROP-5]. */
const NEWCOMER_MS = 3_000;

/** Milliseconds. The age by which everyone has reported an item that only its owner could see at first. Rule: [DROP-6]. */
const PUBLIC_LATEST_MS = 65_000;

/** The counted drop that a sighting matches, undefined for a new one, and what the sighting shows. `dies` is null if it does not say when the drop despawns. */
export type Found = Heard & { seen: OpenDrop | undefined; dies: number | null };

/** Finds the counted drop that the sighting matches, so that its reporter becomes a witness. Rule: [DROP-4] to [DROP-6], [DROP-20], [DROP-21]. */
export function findSeen(world: World, report: Sighting, now: number): Found {
  if (report.despawns_in !== null) return findByMoment(world, report, report.despawns_in, now);
  const known = { dies: null, offset: knownOffset(world, report.reporter, now), repeats: null };
  const newcomer = now - stayingSince(world, report.reporter, now) < NEWCOMER_MS;
  const seen = findByWindow(world, report, now, newcomer);
  if (seen || newcomer) return { ...known, seen };
  return { ...known, ...findLying(world, report, now) };
}

/**
 * A report that matches nothing recent may be about what has lain there for long. If more of those come at once than new drops
 * usually do, and there are others to count those, their reporter has loaded its scene again. Rule: [DROP-21].
 */
function findLying(world: World, report: Sighting, now: number): Pick<Found, 'seen' | 'repeats'> {
  const { repeats, repeats_since } = world.reporters.get(report.reporter)!;
  const before = now - repeats_since < RELOAD_MS ? repeats : 0;
  const alike = world.byKind.get(kindOf(report)) ?? [];
  const usual = usualDrops(world.open, now) * PACE_FACTOR + usualDrops(alike, now) * ALIKE_FACTOR;
  const isReload = before >= Math.max(RELOAD_FREE, usual) && isCrowded(world, now);
  return { seen: isReload ? findOnGround(alike, report, now) : undefined, repeats: before + 1 };
}

/** Whether many saw one of the newest drops. */
function isCrowded({ open }: World, now: number): boolean {
  const until = dropsUntil(open, now - RELOAD_MS);
  return open.slice(Math.max(0, until - CROWD_SEARCHED), until).some(({ seenBy }) => seenBy.size >= CROWD);
}

/** What the reporter has not seen yet, or else what it saw itself. */
function findOnGround(alike: OpenDrop[], report: Sighting, now: number): OpenDrop | undefined {
  let own: OpenDrop | undefined;
  for (let i = alike.length - 1; i >= 0 && alike.length - i <= LYING_SEARCHED; i--) {
    const open = alike[i]!;
    if (Math.abs(now - open.drop.dropped_at) > GROUND_MS) break;
    if (!canBeSameTile(open.drop.tile, report.tile)) continue;
    if (!open.seenBy.has(report.reporter)) return open;
    own ??= open;
  }
  return own;
}

/** How many of the drops, oldest first, are usual in RELOAD_MS, as far as the last half minute tells. */
function usualDrops(drops: OpenDrop[], now: number): number {
  const recent = dropsUntil(drops, now - RELOAD_MS) - dropsUntil(drops, now - RELOAD_MS - PACE_MS);
  return (recent * RELOAD_MS) / PACE_MS;
}

/** How many of the drops, oldest first, are not after the moment. */
function dropsUntil(drops: OpenDrop[], at: number): number {
  let [low, high] = [0, drops.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (drops[middle]!.drop.dropped_at <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What the first report of a party shows: its reporter's tick counter is the world's scale. Rule: [DROP-20]. */
export function firstFound({ reporter, tick, despawns_in }: Report): Omit<Found, 'seen'> {
  const ticked = reporter !== null && tick !== null && despawns_in !== null;
  return { dies: ticked ? tick + despawns_in : null, offset: ticked ? 0 : null, repeats: null };
}

function findByWindow(world: World, report: Sighting, now: number, newcomer: boolean): OpenDrop | undefined {
  let latest: OpenDrop | undefined;
  let goingPublic: OpenDrop | undefined;
  let earliest: OpenDrop | undefined;
  for (const open of newestFirst(world.byKind.get(kindOf(report)) ?? [], now, reachMs(report, newcomer))) {
    if (open.seenBy.has(report.reporter) || !canBeSameTile(open.drop.tile, report.tile)) continue;
    const age = now - open.drop.dropped_at;
    if (age <= WITNESS_WINDOW_MS) latest ??= open;
    else if (open.alone && open.drop.tile && report.tile && isGoingPublic(age)) goingPublic = open;
    if (newcomer) earliest = open;
  }
  return goingPublic ?? earliest ?? latest;
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
