import { canBeSameTile, type Sighting } from './drop.ts';
import { type Found, GROUND_MS, kindOf, type OpenDrop } from './open-drops.ts';
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

/**
 * A report that matches nothing recent may be about what has lain there for long. If more of those come at once than new drops
 * usually do, and there are others to count those, their reporter has loaded its scene again. Rule: [DROP-21].
 */
export function findLying(world: World, report: Sighting, now: number): Pick<Found, 'seen' | 'repeats'> {
  const { repeats, repeats_since } = world.reporters.get(report.reporter)!;
  const before = now - repeats_since < RELOAD_MS ? repeats : 0;
  const alike = world.byKind.get(kindOf(report)) ?? [];
  const usual = usualDrops(world.open, now) * PACE_FACTOR + usualDrops(alike, now) * ALIKE_FACTOR;
  const isReload = before >= Math.max(RELOAD_FREE, usual) && isPaceKnown(world, now) && isCrowded(world, now);
  return { seen: isReload ? findOnGround(alike, report, now) : undefined, repeats: before + 1 };
}

/** A party that has just begun drops more than its last half minute tells. */
function isPaceKnown({ open }: World, now: number): boolean {
  const oldest = open[0];
  return oldest !== undefined && now - oldest.drop.dropped_at >= RELOAD_MS + PACE_MS;
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
