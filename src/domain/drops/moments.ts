import { canBeSameTile, type Sighting } from './drop.ts';
import { type Found, GROUND_MS, kindOf, type OpenDrop, type Sight } from './open-drops.ts';
import { isTicked, TICK_MS, type TickedSight, timeOfTick } from './tick-phase.ts';
import { betterOffset, type Clock, clockOf } from './tick-scale.ts';
import { NEWCOMER_MS } from './presence.ts';
import type { World } from './world.ts';

/** Milliseconds within which two estimates of the moment at which one drop despawns lie. Rule: [DROP-20]. */
const MOMENT_MS = 3_000;

/** Milliseconds. A tick's time is known to within this. */
const EARLY_MS = 1_000;

/** Milliseconds. What ticks of 600 to 618 ms add to that, for each tick between two sightings. */
const MOMENT_MS_PER_TICK = 9;

/** Milliseconds within which all reports of what a reporter sees in one tick arrive. */
const BURST_MS = 3_000;

/** Newest drops of a kind that are searched for one whose moment nobody settled has told. */
const UNSCALED_SEARCHED = 256;

/** Ticks from the moment an item falls, and from the moment it is public, until it despawns. */
const LIFETIMES_TICKS = [300, 200];

/** What a report with a hint says of when. Passed beside the report, because copying that costs as much as all else. */
type Hint = Sight & { despawns_in: number };

/** The drop that a report with a hint is about, by the moment at which it despawns. Rule: [DROP-20]. */
export function findByMoment(world: World, report: Sighting, despawns_in: number, at: number): Found {
  const hint: Hint = { tick: report.tick, despawns_in, public_in: report.public_in, at };
  if (isTicked(hint)) return findByTick(world, report, hint);
  return { seen: nearest(world, report, hint, null, isBurstOver), dies: null, offset: null, repeats: null };
}

function findByTick(world: World, report: Sighting, sight: TickedSight): Found {
  const { reporter } = report;
  const clock = clockOf(world, reporter, sight);
  const found = exact(world, report, sight, clock);
  if (found.seen) return found;
  const isSame = isSameMoment(sight.tick + sight.despawns_in);
  if (!clock.settled) {
    const seen = nearest(world, report, sight, null, isSame);
    return { ...found, seen, dies: null };
  }
  const offset = betterOffset(world, reporter, clock.offset, sight.at);
  if (offset !== clock.offset) {
    const again = exact(world, report, sight, { offset, settled: true });
    if (again.seen) return again;
    return { ...again, seen: nearest(world, report, sight, null, isSame) };
  }
  const unscaled = unscaledOf(world, report, sight.at);
  if (unscaled.length === 0) return found;
  const seenAt = timeOfTick(world, reporter, sight, offset);
  return { ...found, seen: nearest(world, report, sight, seenAt, isSame, unscaled) };
}

/** By the despawn tick alone. What the reporter saw in this very tick is another item of the same pile. */
function exact(world: World, report: Sighting, { tick, despawns_in }: TickedSight, { offset, settled }: Clock): Found {
  const dies = tick + despawns_in + offset;
  let unseen: OpenDrop | undefined;
  let again: OpenDrop | undefined;
  for (const open of world.byFate.get(kindOf(report))?.get(dies) ?? []) {
    if (!canBeSameTile(open.drop.tile, report.tile)) continue;
    const sight = open.seenBy.get(report.reporter);
    if (!sight) unseen ??= open;
    else if (sight.tick !== tick) {
      again = open;
      break;
    }
  }
  return { dies, offset: settled ? offset : null, repeats: null, seen: again ?? unseen };
}

/** The nearest in time, of those that the reporter has not seen or that `isSame` takes for seen again. */
function nearest(
  world: World,
  report: Sighting,
  hint: Hint,
  seenAt: number | null,
  isSame: (sight: Sight, hint: Hint) => boolean,
  alike = world.byKind.get(kindOf(report)) ?? [],
): OpenDrop | undefined {
  let found: { open: OpenDrop; off: number } | undefined;
  for (let i = alike.length - 1; i >= 0; i--) {
    const open = alike[i]!;
    if (Math.abs(hint.at - open.drop.dropped_at) > GROUND_MS) break;
    if (!canBeSameTile(open.drop.tile, report.tile)) continue;
    const own = open.seenBy.get(report.reporter);
    if (own && !isSame(own, hint)) continue;
    const off = own ? 0 : (momentsApart(open, hint, seenAt) ?? claimedLate(world, open, report, hint, seenAt));
    if (off !== null && (!found || off < found.off)) found = { open, off };
  }
  return found?.open;
}

/** How many milliseconds apart the drop and the report despawn; null if that cannot be one moment. */
function momentsApart({ drop, seenBy }: OpenDrop, { at, despawns_in }: Hint, seenAt: number | null): number | null {
  const from = seenAt === null ? -MOMENT_MS : -EARLY_MS;
  for (const sight of seenBy.values()) {
    if (sight.despawns_in === null) continue;
    const ticks = despawns_in - sight.despawns_in;
    const late = sight.at - (seenAt ?? at) - TICK_MS * ticks;
    const slack = MOMENT_MS_PER_TICK * Math.abs(ticks);
    return late >= from - slack && late <= MOMENT_MS + slack ? Math.abs(late) : null;
  }
  // Nobody has said when the drop despawns. It was seen when it fell, or when it became public, or now.
  const age = drop.dropped_at - (seenAt ?? at);
  const lates = [age, ...LIFETIMES_TICKS.map((ticks) => age - (despawns_in - ticks) * TICK_MS)];
  const possible = lates.filter((late) => late >= from && late <= MOMENT_MS).map(Math.abs);
  return possible.length > 0 ? Math.min(...possible) : null;
}

/** A newcomer that said no moment may have claimed on this tile what had lain there for long. Matched after all others. */
function claimedLate(
  { reporters }: World,
  { drop, evidence, seenBy }: OpenDrop,
  report: Sighting,
  { at, despawns_in }: Hint,
  seenAt: number | null,
): number | null {
  const claimant = reporters.get(evidence.claim.reporter ?? '');
  if (!claimant || !drop.tile || !report.tile || drop.dropped_at - claimant.since >= NEWCOMER_MS) return null;
  if ([...seenBy.values()].some((sight) => sight.despawns_in !== null)) return null;
  const leftMs = (seenAt ?? at) + despawns_in * TICK_MS - drop.dropped_at;
  return leftMs >= -MOMENT_MS && leftMs <= GROUND_MS - 2 * MOMENT_MS ? 2 * MOMENT_MS : null;
}

/** By the reporter's own count of ticks, which is exact. */
function isSameMoment(dies: number) {
  return (sight: Sight, hint: Hint) =>
    isTicked(sight) && sight.tick + sight.despawns_in === dies && sight.tick !== hint.tick;
}

/** Without ticks, two reports of one reporter in one burst are two items. */
function isBurstOver(sight: Sight, { at, despawns_in }: Hint): boolean {
  if (sight.despawns_in === null || at - sight.at < BURST_MS) return false;
  const apart = Math.abs(at - sight.at + TICK_MS * (despawns_in - sight.despawns_in));
  return apart <= MOMENT_MS + MOMENT_MS_PER_TICK * Math.abs(sight.despawns_in - despawns_in);
}

/** Of the report's kind, oldest first, those whose moment nobody settled has told. */
function unscaledOf(world: World, report: Sighting, at: number): OpenDrop[] {
  const alike = world.byKind.get(kindOf(report)) ?? [];
  const unscaled: OpenDrop[] = [];
  for (let i = alike.length - 1; i >= 0 && alike.length - i <= UNSCALED_SEARCHED; i--) {
    const open = alike[i]!;
    if (Math.abs(at - open.drop.dropped_at) > GROUND_MS) break;
    if (open.dies === null) unscaled.push(open);
  }
  return unscaled.toReversed();
}
