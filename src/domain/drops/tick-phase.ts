import type { OpenDrop, Sight } from './open-drops.ts';
import type { World } from './world.ts';

// What drops tell of when a tick of the world's scale began, by the server's clock.

/** Milliseconds. The mean tick of the game, 600 to 618. */
export const TICK_MS = 609;

/** Newest drops that are searched for what others tell of the scale. */
const REFERENCES_SEARCHED = 64;
/** Newest drops of others that tell how the scale relates to the server's clock, and how old they may be in milliseconds. */
const REFERENCES = 16;
const REFERENCE_MS = 30_000;
/** Of those, this part was reported later. A liar may have reported some too early. */
const REFERENCE_QUANTILE = 0.8;

/** A sighting that tells the despawn tick on its reporter's own scale. */
export type TickedSight = Sight & { tick: number; despawns_in: number };

export function isTicked(sight: Pick<Sight, 'tick' | 'despawns_in'>): sight is TickedSight {
  return sight.tick !== null && sight.despawns_in !== null;
}

/** When the sight's tick began, in epoch milliseconds, or a little later. Null if nobody else has told of a tick. */
export function timeOfTick(world: World, reporter: string, { tick, at }: TickedSight, offset: number): number | null {
  const phases = phasesOf(world, reporter, at);
  return phases.length === 0 ? null : (tick + offset - earlyPhase(phases)) * TICK_MS;
}

/** A tick on the world's scale less its time in ticks, and who told it. */
type Phase = { teller: string; phase: number };

/** Of the newest drops that others saw. */
export function phasesOf(world: World, reporter: string, at: number): Phase[] {
  const { open } = world;
  const phases: Phase[] = [];
  for (let i = open.length - 1; i >= 0 && open.length - i <= REFERENCES_SEARCHED && phases.length < REFERENCES; i--) {
    if (phases.length > 0 && at - open[i]!.drop.dropped_at > REFERENCE_MS) break;
    const phase = phaseOf(world, open[i]!, reporter);
    if (phase !== null) phases.push(phase);
  }
  return phases;
}

export function earlyPhase(phases: Phase[]): number {
  return phases.map(({ phase }) => phase).toSorted((a, b) => a - b)[
    Math.floor((phases.length - 1) * REFERENCE_QUANTILE)
  ]!;
}

/** The tick of the drop's first sighting by another settled reporter on the world's scale, less its time in ticks. */
function phaseOf({ reporters }: World, { dies, seenBy }: OpenDrop, reporter: string): Phase | null {
  if (dies === null || (seenBy.size === 1 && seenBy.has(reporter))) return null;
  for (const [name, { tick, despawns_in, at }] of seenBy) {
    if (name === reporter || tick === null || despawns_in === null) continue;
    // Of others it is not certain that they saw this drop.
    if (tick + despawns_in + (reporters.get(name)?.offset ?? Number.NaN) !== dies) continue;
    return { teller: name, phase: dies - despawns_in - at / TICK_MS };
  }
  return null;
}
