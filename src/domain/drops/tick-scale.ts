import { canBeSameTile } from './drop.ts';
import { kindOf, type OpenDrop } from './open-drops.ts';
import { knownOffset, stayingSince } from './presence.ts';
import { earlyPhase, isTicked, phasesOf, TICK_MS, type TickedSight } from './tick-phase.ts';
import type { World } from './world.ts';

// A reporter's tick counter and the world's scale differ by a constant, its offset. It is estimated from when its reports
// arrive, and then learnt from the drops that it has in common with others.

/** Newest drops that are searched for a reporter's sightings. */
const SEARCHED_DROPS = 256;
/** Sightings of a reporter that its offset is learnt from. */
const SIGHTS_MAX = 24;
/** Of a settled one, whose offset is checked: a wrong one may explain most of what it sees. */
const CHECKED_SIGHTS = 48;
/** Milliseconds after which most others have reported a drop, too. */
const MATURE_MS = 1_500;
/** Ticks. A reporter's first reports come later than the first reports of others by less than this. */
const LATER_TICKS = 0.2;
/** Sightings of which one makes an offset that is not settled be sought, and drops of which one makes a settled one be checked, less often where others share what its reporter sees. */
const SOUGHT_EACH = 4;
const CHECKED_EACH = 16;
const SHARED_CHECKED_EACH = 64;
/** Ticks around an offset that are tried. */
const REACH_TICKS = 6;
/** Sightings in common that settle an offset, and by how many more than any other offset it has to explain. */
const HITS_MIN = 3;
const SETTLING_HITS = 3;
/** Sightings of a reporter who shares none of them, and so cannot learn its offset from others. */
const ALONE_SIGHTS = 12;
/** By how many more sightings an offset has to explain to be believed against the time of the reports, or against a settled one. */
const CONTRADICTING_HITS = 6;
/** Others beyond these say no more for a sighting. */
const SUPPORT_MAX = 10;
/** Sightings after which the time of a reporter's reports alone tells its offset, if it is within this of a whole tick. */
const CLEAR_SIGHTS = 6;
const CLEAR_TICKS = 0.3;

export type Clock = { offset: number; settled: boolean };

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
  const tried = tryOffsets(reporter, chosenOf(world, own, sight.at, SIGHTS_MAX), sharedOffset(own, near) ?? near);
  // A liar may have told the scale first. Another begins a scale beside it, which the rest then joins.
  const isFree = guess.tellers < 2 || !isShared(own, reporter);
  return { offset: tried.best.offset, settled: isSettled(tried, guess, isFree) };
}

/** By what it saw if that speaks for one offset only, and else by when its reports come. */
function isSettled({ best, second, mature }: Tried, { offset, references }: Guess, isFree: boolean): boolean {
  // Nobody else is where the reporter is, or nobody else is settled.
  if (isFree && mature >= ALONE_SIGHTS && best.hits < HITS_MIN && second.hits < HITS_MIN) return true;
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
  const own = chosenOf(world, ownSights(world, reporter), at, CHECKED_SIGHTS);
  // Who shares nearly all it sees is wrong only together with others, if it is.
  const missed = own.length - scoreOf(reporter, own, offset).hits;
  if (missed < CONTRADICTING_HITS && party.last_number % SHARED_CHECKED_EACH !== 0) return offset;
  return tryOffsets(reporter, own, offset).best.offset;
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

/** Whether others that tell moments saw half of the newest of it, as far as the time of their reports tells. */
function isShared(own: Own[], reporter: string): boolean {
  const newest = own.slice(0, SIGHTS_MAX);
  return 2 * newest.filter(({ open }) => hasOther(open, reporter)).length >= newest.length;
}

function hasOther({ seenBy }: OpenDrop, reporter: string): boolean {
  for (const [name, sight] of seenBy) {
    if (name !== reporter && isTicked(sight)) return true;
  }
  return false;
}

/** What most of the drops that it shares with settled reporters say, if that is beyond what is tried around the guess. */
function sharedOffset(own: Own[], guess: number): number | null {
  const counts = new Map<number, number>();
  for (const { open, sight } of own) {
    if (open.dies === null) continue;
    const offset = open.dies - sight.tick - sight.despawns_in;
    counts.set(offset, (counts.get(offset) ?? 0) + 1);
  }
  for (const [offset, count] of counts) {
    if (count >= HITS_MIN && Math.abs(offset - guess) > REACH_TICKS && 2 * count > sum(counts.values())) return offset;
  }
  return null;
}

function sum(counts: Iterable<number>): number {
  return [...counts].reduce((all, count) => all + count, 0);
}

/** `tellers`: how many reporters the references are from. */
type Guess = { offset: number; references: number; tellers: number };

/** From when reports arrive. Null if nobody else has told of a tick. */
function guessOffset(world: World, reporter: string, own: Own[], sight: TickedSight): Guess | null {
  const phases = phasesOf(world, reporter, sight.at);
  if (phases.length === 0) return null;
  const ownPhase = Math.max(...[sight, ...own.map((one) => one.sight)].map(({ tick, at }) => tick - at / TICK_MS));
  const tellers = new Set(phases.map(({ teller }) => teller)).size;
  return { offset: earlyPhase(phases) - ownPhase - LATER_TICKS, references: phases.length, tellers };
}

type Score = { offset: number; hits: number; support: number };
type Tried = { best: Score; second: Score; mature: number };

/** How well the offsets around `first` explain what the reporter saw. Another than that is best only if it explains clearly more. */
function tryOffsets(reporter: string, own: Entry[], first: number): Tried {
  const start = scoreOf(reporter, own, first);
  let [best, second] = [start, { offset: first, hits: 0, support: 0 }];
  for (let offset = first - REACH_TICKS; offset <= first + REACH_TICKS; offset++) {
    if (offset === first) continue;
    const score = scoreOf(reporter, own, offset);
    if (score.support > best.support) [best, second] = [score, best];
    else if (score.support > second.support) second = score;
  }
  if (best !== start && best.support - start.support < CONTRADICTING_HITS * perHit(best))
    return { best: start, second: best, mature: own.length };
  return { best, second, mature: own.length };
}

/** At most `max` that others would have seen by now. Of all parts alike: what a newcomer saw and others missed is the newest. */
function chosenOf(world: World, all: Own[], now: number, max: number): Entry[] {
  const own = entriesOf(
    world,
    all.filter((one) => isMature(one, now)),
  );
  if (own.length <= max) return own;
  return Array.from({ length: max }, (_, i) => own[Math.floor((i * own.length) / max)]!);
}

/** Whether others would have seen it by now, too. */
function isMature({ open, sight }: Own, now: number): boolean {
  return now - open.drop.dropped_at >= MATURE_MS + (sight.public_in ?? 0) * TICK_MS;
}

function perHit({ hits, support }: Score): number {
  return support / Math.max(1, hits);
}

/** Own sightings with their place among those of one kind and one moment. */
type Entry = Own & { alike: Map<number, OpenDrop[]> | undefined; dies: number; nth: number };

function entriesOf({ byFate }: World, own: Own[]): Entry[] {
  const counts = new Map<Entry['alike'], Map<number, number>>();
  return own.map(({ open, sight }) => {
    const alike = byFate.get(kindOf(open.drop));
    const dies = sight.tick + sight.despawns_in;
    const known = counts.get(alike) ?? new Map<number, number>();
    const nth = known.get(dies) ?? 0;
    counts.set(alike, known.set(dies, nth + 1));
    return { open, sight, alike, dies, nth };
  });
}

/** How many of the sightings others share if that is the reporter's offset, and how many others in all. */
function scoreOf(reporter: string, own: Entry[], offset: number): Score {
  const score = { offset, hits: 0, support: 0 };
  for (const entry of own) {
    const others = othersAt(reporter, entry, offset);
    if (others > 0) score.hits += 1;
    score.support += Math.min(SUPPORT_MAX, others);
  }
  return score;
}

/** How many others saw what is the reporter's sighting with that offset. */
function othersAt(reporter: string, { open, alike, dies, nth }: Entry, offset: number): number {
  let left = nth;
  for (const one of alike?.get(dies + offset) ?? []) {
    const others = canBeSameTile(one.drop.tile, open.drop.tile) ? othersOf(one, reporter) : 0;
    if (others > 0 && left-- === 0) return others;
  }
  return 0;
}

function othersOf({ seenBy }: OpenDrop, reporter: string): number {
  return seenBy.size - (seenBy.has(reporter) ? 1 : 0);
}
