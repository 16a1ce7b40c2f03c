import { canBeSameTile } from './drop.ts';
import { fateOf, kindOf, type OpenDrop, type Sight } from './open-drops.ts';
import { knownOffset, stayingSince } from './presence.ts';
import type { World } from './world.ts';

// A reporter's tick counter and the world's scale differ by a constant, its offset. It is estimated from when its reports
// arrive, and then learnt from the drops that it has in common with others.

/** Milliseconds. The mean tick of the game, 600 to 618. */
export const TICK_MS = 609;

/** Newest drops that are searched for a reporter's sightings. */
const SEARCHED_DROPS = 64;
/** Sightings of a reporter that its offset is learnt from. */
const SIGHTS_MAX = 24;
/** Milliseconds after which most others have reported a drop, too. */
const MATURE_MS = 1_500;
/** Newest drops of others that tell how the scale relates to the server's clock. */
const REFERENCES = 5;
/** Ticks. A reporter's first reports come later than the first reports of others by less than this. */
const LATER_TICKS = 0.2;
/** Ticks around an offset that are tried. */
const REACH_TICKS = 6;
/** Sightings in common that settle an offset, and by how many more another offset has to explain to be taken instead. */
const HITS_MIN = 3;

/** A sighting that tells the despawn tick on its reporter's own scale. */
export type TickedSight = Sight & { tick: number; despawns_in: number };

export type Clock = { offset: number; settled: boolean };

export function isTicked(sight: Pick<Sight, 'tick' | 'despawns_in'>): sight is TickedSight {
  return sight.tick !== null && sight.despawns_in !== null;
}

/** What is known of the reporter's offset when it reports `sight`. Rule: [DROP-20]. */
export function clockOf(world: World, reporter: string, sight: TickedSight): Clock {
  const known = knownOffset(world, reporter, sight.at);
  if (known !== null) return { offset: known, settled: true };
  // What it said in an earlier stay may be on another scale.
  const since = stayingSince(world, reporter, sight.at);
  const own = ownSights(world, reporter).filter((one) => one.sight.at >= since);
  const guess = guessOffset(world, reporter, own, sight);
  if (guess === null) return { offset: ownOffset(own) ?? 0, settled: true };
  const { offset, hits, isBest } = bestOffset(world, reporter, own, guess, sight.at);
  return { offset, settled: isBest && hits >= HITS_MIN };
}

/** The offset that explains more of the reporter's sightings than the one it has, if one does. */
export function betterOffset(world: World, reporter: string, offset: number, at: number): number {
  return bestOffset(world, reporter, ownSights(world, reporter), offset, at).offset;
}

type Own = { open: OpenDrop; sight: TickedSight };

/** The reporter's sightings of the newest drops. */
function ownSights({ open }: World, reporter: string): Own[] {
  const own: Own[] = [];
  for (let i = open.length - 1; i >= 0 && open.length - i <= SEARCHED_DROPS && own.length < SIGHTS_MAX; i--) {
    const sight = open[i]!.seenBy.get(reporter);
    if (sight && isTicked(sight)) own.push({ open: open[i]!, sight });
  }
  return own;
}

/** Of a reporter that nobody else can be compared with. */
function ownOffset(own: Own[]): number | null {
  const [one] = own.filter(({ open }) => open.dies !== null);
  return one ? one.open.dies! - one.sight.tick - one.sight.despawns_in : null;
}

/** From when reports arrive. Null if nobody else has told of a tick. */
function guessOffset(world: World, reporter: string, own: Own[], sight: TickedSight): number | null {
  const phases: number[] = [];
  const { open } = world;
  for (let i = open.length - 1; i >= 0 && open.length - i <= SEARCHED_DROPS && phases.length < REFERENCES; i--) {
    const phase = phaseOf(open[i]!, reporter);
    if (phase !== null) phases.push(phase);
  }
  if (phases.length === 0) return null;
  const world_phase = phases.toSorted((a, b) => a - b)[Math.floor(phases.length / 2)]!;
  const ownPhase = Math.max(...[sight, ...own.map((one) => one.sight)].map(({ tick, at }) => tick - at / TICK_MS));
  return Math.round(world_phase - ownPhase - LATER_TICKS);
}

/** The tick of the drop's first sighting by another on the world's scale, less its time in ticks. */
function phaseOf({ dies, seenBy }: OpenDrop, reporter: string): number | null {
  if (dies === null) return null;
  for (const [name, { despawns_in, at }] of seenBy) {
    if (name !== reporter && despawns_in !== null) return dies - despawns_in - at / TICK_MS;
  }
  return null;
}

/** How well the offsets around `guess` explain what the reporter saw. Another is taken only if it explains clearly more. */
function bestOffset(world: World, reporter: string, all: Own[], guess: number, now: number) {
  const own = all.filter(({ sight }) => now - sight.at >= MATURE_MS);
  const guessed = hitsAt(world, reporter, own, guess);
  let best = { offset: guess, hits: guessed };
  for (let offset = guess - REACH_TICKS; offset <= guess + REACH_TICKS; offset++) {
    const hits = offset === guess ? guessed : hitsAt(world, reporter, own, offset);
    if (hits > best.hits) best = { offset, hits };
  }
  if (best.hits - guessed < HITS_MIN) return { offset: guess, hits: guessed, isBest: best.offset === guess };
  return { ...best, isBest: true };
}

/** How many of the sightings others share if that is the reporter's offset. */
function hitsAt(world: World, reporter: string, own: Own[], offset: number): number {
  const counts = new Map<string, number>();
  let hits = 0;
  for (const { open, sight } of own) {
    const fate = fateOf(kindOf(open.drop), sight.tick + sight.despawns_in + offset);
    const nth = counts.get(fate) ?? 0;
    const shared = world.byFate.get(fate)?.filter((one) => isShared(one, open, reporter)) ?? [];
    if (shared.length > nth) hits += 1;
    counts.set(fate, nth + 1);
  }
  return hits;
}

function isShared(one: OpenDrop, own: OpenDrop, reporter: string): boolean {
  if (!canBeSameTile(one.drop.tile, own.drop.tile)) return false;
  return one.seenBy.size > (one.seenBy.has(reporter) ? 1 : 0);
}
