import { canBeSameTile } from './drop.ts';
import { kindOf, type OpenDrop, type Sight } from './open-drops.ts';
import { knownOffset, stayingSince } from './presence.ts';
import type { World } from './world.ts';

// A reporter's tick counter and the world's scale differ by a constant, its offset. It is estimated from when its reports
// arrive, and then learnt from the drops that it has in common with others.

/** Milliseconds. The mean tick of the game, 600 to 618. */
export const TICK_MS = 609;

/** Newest drops that are searched for a reporter's sightings. */
const SEARCHED_DROPS = 256;
/** Sightings of a reporter that its offset is learnt from. */
const SIGHTS_MAX = 24;
/** Milliseconds after which most others have reported a drop, too. */
const MATURE_MS = 1_500;
/** Newest drops of others that tell how the scale relates to the server's clock, and how old they may be in milliseconds. */
const REFERENCES = 16;
const REFERENCE_MS = 30_000;
/** Of those, this part was reported later. A liar may have reported some too early. */
const REFERENCE_QUANTILE = 0.8;
/** Ticks. A reporter's first reports come later than the first reports of others by less than this. */
const LATER_TICKS = 0.2;
/** Newest drops that are searched for what others tell of the scale. */
const REFERENCES_SEARCHED = 64;
/** Sightings of which one makes an offset that is not settled be sought, and drops of which one makes a settled one be checked. */
const SOUGHT_EACH = 4;
const CHECKED_EACH = 16;
/** Ticks around an offset that are tried. */
const REACH_TICKS = 6;
/** Sightings in common that settle an offset, and by how many more another offset has to explain to be taken instead. */
const HITS_MIN = 3;
const SETTLING_HITS = 3;
/** Sightings of a reporter who shares none of them, and so cannot learn its offset from others. */
const ALONE_SIGHTS = 12;
/** By how many more sightings an offset has to explain to be believed against the time of the reports. */
const CONTRADICTING_HITS = 6;
/** Others beyond these say no more for a sighting. */
const SUPPORT_MAX = 10;
/** Sightings after which the time of a reporter's reports alone tells its offset, if it is within this of a whole tick. */
const CLEAR_SIGHTS = 6;
const CLEAR_TICKS = 0.3;

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
  const near = Math.round(guess.offset);
  // Searching costs more than all else, and a few more reports change little.
  if (own.length % SOUGHT_EACH !== 0) return { offset: near, settled: false };
  const tried = tryOffsets(world, reporter, own, near, sight.at, CONTRADICTING_HITS);
  return { offset: tried.best.offset, settled: isSettled(tried, guess) };
}

/** By what it saw if that speaks for one offset only, and else by when its reports come. */
function isSettled({ best, second, mature }: Tried, { offset, references }: Guess): boolean {
  // Nobody else is where the reporter is.
  if (mature >= ALONE_SIGHTS && best.hits < HITS_MIN && second.hits < HITS_MIN) return true;
  if (best.hits < Math.max(HITS_MIN, mature / 2)) return false;
  if (best.support - second.support >= SETTLING_HITS * perHit(best)) return true;
  const isClear = Math.abs(best.offset - offset) <= CLEAR_TICKS && references >= CLEAR_SIGHTS;
  return isClear && mature >= CLEAR_SIGHTS && best.support >= second.support;
}

/** The offset that explains more of the reporter's sightings than the one it has, if one does. */
export function betterOffset(world: World, reporter: string, offset: number, at: number): number {
  const { party } = world;
  // One of its new drops in so many is enough to notice, and searching costs more than all else.
  if (!party || party.last_number % CHECKED_EACH !== 0) return offset;
  return tryOffsets(world, reporter, ownSights(world, reporter), offset, at, HITS_MIN).best.offset;
}

type Own = { open: OpenDrop; sight: TickedSight };

/** The reporter's sightings of the newest drops. */
function ownSights({ open }: World, reporter: string): Own[] {
  const own: Own[] = [];
  for (let i = open.length - 1; i >= 0 && open.length - i <= SEARCHED_DROPS; i--) {
    const sight = open[i]!.seenBy.get(reporter);
    if (sight && isTicked(sight)) own.push({ open: open[i]!, sight });
  }
  return own;
}

/** Of a reporter that nobody else can be compared with. */
function ownOffset(own: Own[]): number | null {
  const one = own.find(({ open }) => open.dies !== null);
  return one ? one.open.dies! - one.sight.tick - one.sight.despawns_in : null;
}

type Guess = { offset: number; references: number };

/** From when reports arrive. Null if nobody else has told of a tick. */
function guessOffset(world: World, reporter: string, own: Own[], sight: TickedSight): Guess | null {
  const phases = phasesOf(world, reporter, sight.at);
  if (phases.length === 0) return null;
  const ownPhase = Math.max(...[sight, ...own.map((one) => one.sight)].map(({ tick, at }) => tick - at / TICK_MS));
  return { offset: earlyPhase(phases) - ownPhase - LATER_TICKS, references: phases.length };
}

/** When the sight's tick began, in epoch milliseconds, or a little later. Null if nobody else has told of a tick. */
export function timeOfTick(world: World, reporter: string, { tick, at }: TickedSight, offset: number): number | null {
  const phases = phasesOf(world, reporter, at);
  return phases.length === 0 ? null : (tick + offset - earlyPhase(phases)) * TICK_MS;
}

/** Of the newest drops that others saw. */
function phasesOf(world: World, reporter: string, at: number): number[] {
  const { open } = world;
  const phases: number[] = [];
  for (let i = open.length - 1; i >= 0 && open.length - i <= REFERENCES_SEARCHED && phases.length < REFERENCES; i--) {
    if (phases.length > 0 && at - open[i]!.drop.dropped_at > REFERENCE_MS) break;
    const phase = phaseOf(world, open[i]!, reporter);
    if (phase !== null) phases.push(phase);
  }
  return phases;
}

function earlyPhase(phases: number[]): number {
  return phases.toSorted((a, b) => a - b)[Math.floor((phases.length - 1) * REFERENCE_QUANTILE)]!;
}

/** The tick of the drop's first sighting by another settled reporter on the world's scale, less its time in ticks. */
function phaseOf({ reporters }: World, { dies, seenBy }: OpenDrop, reporter: string): number | null {
  if (dies === null || (seenBy.size === 1 && seenBy.has(reporter))) return null;
  for (const [name, { tick, despawns_in, at }] of seenBy) {
    if (name === reporter || tick === null || despawns_in === null) continue;
    // Of others it is not certain that they saw this drop.
    if (tick + despawns_in + (reporters.get(name)?.offset ?? Number.NaN) !== dies) continue;
    return dies - despawns_in - at / TICK_MS;
  }
  return null;
}

type Score = { offset: number; hits: number; support: number };
type Tried = { best: Score; second: Score; mature: number };

/** How well the offsets around `first` explain what the reporter saw. Another than that is best only if it explains clearly more. */
function tryOffsets(world: World, reporter: string, all: Own[], first: number, now: number, lead: number): Tried {
  const own = spread(entriesOf(all.filter((one) => isMature(one, now))));
  const start = scoreOf(world, reporter, own, first);
  let [best, second] = [start, { offset: first, hits: 0, support: 0 }];
  for (let offset = first - REACH_TICKS; offset <= first + REACH_TICKS; offset++) {
    if (offset === first) continue;
    const score = scoreOf(world, reporter, own, offset);
    if (score.support > best.support) [best, second] = [score, best];
    else if (score.support > second.support) second = score;
  }
  if (best !== start && best.support - start.support < lead * perHit(best))
    return { best: start, second: best, mature: own.length };
  return { best, second, mature: own.length };
}

/** Of all parts alike: what a newcomer saw and others missed is the newest. */
function spread(own: Entry[]): Entry[] {
  if (own.length <= SIGHTS_MAX) return own;
  return Array.from({ length: SIGHTS_MAX }, (_, i) => own[Math.floor((i * own.length) / SIGHTS_MAX)]!);
}

/** Whether others would have seen it by now, too. */
function isMature({ open, sight }: Own, now: number): boolean {
  return now - open.drop.dropped_at >= MATURE_MS + (sight.public_in ?? 0) * TICK_MS;
}

function perHit({ hits, support }: Score): number {
  return support / Math.max(1, hits);
}

/** Own sightings with their place among those of one kind and one moment. */
type Entry = Own & { kind: string; dies: number; nth: number };

function entriesOf(own: Own[]): Entry[] {
  const counts = new Map<string, number>();
  return own.map(({ open, sight }) => {
    const [kind, dies] = [kindOf(open.drop), sight.tick + sight.despawns_in];
    const alike = `${kind}@${dies}`;
    const nth = counts.get(alike) ?? 0;
    counts.set(alike, nth + 1);
    return { open, sight, kind, dies, nth };
  });
}

/** How many of the sightings others share if that is the reporter's offset, and how many others in all. */
function scoreOf(world: World, reporter: string, own: Entry[], offset: number): Score {
  const score = { offset, hits: 0, support: 0 };
  for (const entry of own) {
    const others = othersAt(world, reporter, entry, offset);
    if (others > 0) score.hits += 1;
    score.support += Math.min(SUPPORT_MAX, others);
  }
  return score;
}

/** How many others saw what is the reporter's sighting with that offset. */
function othersAt(world: World, reporter: string, { open, kind, dies, nth }: Entry, offset: number): number {
  let left = nth;
  for (const one of world.byFate.get(kind)?.get(dies + offset) ?? []) {
    const others = canBeSameTile(one.drop.tile, open.drop.tile) ? othersOf(one, reporter) : 0;
    if (others > 0 && left-- === 0) return others;
  }
  return 0;
}

function othersOf({ seenBy }: OpenDrop, reporter: string): number {
  return seenBy.size - (seenBy.has(reporter) ? 1 : 0);
}
