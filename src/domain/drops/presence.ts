import { REPORTERS_MAX } from '../limits.ts';

/** What is known of a reporter. Times are epoch milliseconds. */
export type Presence = {
  /** When its stay began. */
  since: number;
  /** When it was last heard. */
  last: number;
  /** What its tick counter lacks to the world's scale. Null until that is known. Rule: [DROP-20]. */
  offset: number | null;
  /** How many of its reports since `repeats_since` were about what has lain there for long, or about nothing known. Rule: [DROP-21]. */
  repeats: number;
  repeats_since: number;
};

/** The part of a world that has its reporters. */
type Reporters = { reporters: Map<string, Presence> };

/** What a report changes of it. `repeats` is 1 where a new count begins, and null where the report is none. */
export type Heard = { offset: number | null; repeats: number | null };

/** Milliseconds. A reporter that is silent for longer has left, and comes back as a newcomer. Rule: [DROP-5]. */
export const REPORTER_SILENCE_MS = 60_000;

/** Milliseconds for which a newcomer re-reports what is on the ground: one scene load and its slowest report. Rule: [DROP-5]. */
export const NEWCOMER_MS = 3_000;

const REPORTERS_KEPT_WHEN_FULL = (REPORTERS_MAX * 3) / 4;

/** When the reporter's current stay began; `now` if it has not been heard for REPORTER_SILENCE_MS, or ever. */
export function stayingSince(world: Reporters, reporter: string, now: number): number {
  const known = world.reporters.get(reporter);
  return known && now - known.last <= REPORTER_SILENCE_MS ? known.since : now;
}

export function isNewcomer(world: Reporters, reporter: string, now: number): boolean {
  return now - stayingSince(world, reporter, now) < NEWCOMER_MS;
}

/** Null in a new stay: the client may have left the world meanwhile, and its counter stood still. */
export function knownOffset(world: Reporters, reporter: string, now: number): number | null {
  const known = world.reporters.get(reporter);
  return known && now - known.last <= REPORTER_SILENCE_MS ? known.offset : null;
}

/** Notes when a reporter was last heard, and what was learnt of it. */
export function hear(world: Reporters, reporter: string | null, at: number, { offset, repeats }: Heard): void {
  if (reporter === null) return;
  const known = world.reporters.get(reporter);
  if (known) {
    if (at - known.last > REPORTER_SILENCE_MS) known.since = at;
    known.last = at;
    known.offset = offset;
    if (repeats !== null) known.repeats = repeats;
    if (repeats === 1) known.repeats_since = at;
    return;
  }
  if (world.reporters.size >= REPORTERS_MAX) forgetLongestSilent(world);
  const repeats_since = repeats === 1 ? at : 0;
  world.reporters.set(reporter, { since: at, last: at, offset, repeats: repeats ?? 0, repeats_since });
}

/** In a new party all clocks are learnt anew: the world's scale goes with its drops. */
export function forgetOffsets(world: Reporters): void {
  for (const presence of world.reporters.values()) presence.offset = null;
}

export function forgetSilent(world: Reporters, at: number): void {
  for (const [name, { last }] of world.reporters) {
    if (at - last > REPORTER_SILENCE_MS) world.reporters.delete(name);
  }
}

function forgetLongestSilent(world: Reporters): void {
  const byLast = [...world.reporters].toSorted(([, a], [, b]) => b.last - a.last);
  world.reporters = new Map(byLast.slice(0, REPORTERS_KEPT_WHEN_FULL));
}
