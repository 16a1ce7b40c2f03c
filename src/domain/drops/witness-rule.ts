import { type Report, sameTile, type Tile } from './drop.ts';
import { kindOf, type OpenDrop, PRIVATE_MS, stayingSince, type World } from './world.ts';

/** A report that says who reports. */
export type Sighting = Report & { reporter: string };

/** Milliseconds within which all sightings of one drop arrive, whoever is quick or slow. Rule: [DROP-4]. */
const WITNESS_WINDOW_MS = 3_000;

/** Milliseconds. An item lies for 300 ticks of 600 to 618 ms, and its report takes a while. Rule: [DROP-5]. */
export const GROUND_MS = 190_000;

/** Milliseconds for which a newcomer re-reports the ground: one scene load, and the slowest report of it. Rule: [DROP-5]. */
const NEWCOMER_MS = 3_000;

/** Milliseconds of age by which all have reported an item that lay hidden from all but its owner. Rule: [DROP-6]. */
const PUBLIC_LATEST_MS = 65_000;

/** The accepted drop that the reporter saw, if there is one: then the report is its witness, else it is a new drop. */
export function findSeen(world: World, report: Sighting, now: number): OpenDrop | undefined {
  const newcomer = now - stayingSince(world, report.reporter, now) < NEWCOMER_MS;
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

/** How old a drop may be for this report to be of it. */
function reachMs(report: Sighting, newcomer: boolean): number {
  if (newcomer) return GROUND_MS;
  return report.tile ? PUBLIC_LATEST_MS : WITNESS_WINDOW_MS;
}

/** The drops no further from `now` than `reach`. Ages are absolute, so that a clock set back hides no drop and holds none. */
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

function canBeSameTile(a: Tile | null, b: Tile | null): boolean {
  return a === null || b === null || sameTile(a, b);
}
