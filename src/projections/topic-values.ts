import type { Drop } from '../domain/drops/drop.ts';
import { averageDrop, type DropParty, type PartySummary } from '../domain/drops/drop-party.ts';
import type { World } from '../domain/drops/world.ts';
import { STATE_DROPS_MAX } from '../domain/limits.ts';
import type { MemberParty, PublicParty } from '../domain/dungeons/dungeon-party-views.ts';
import type { SessionView } from '../domain/sessions/session-view.ts';

/** A running drop party as the board shows it. A median costs too much for each drop, and witnesses are the world's own matter. */
export type BoardParty = Omit<PartySummary, 'median_drop' | 'biggest_drops' | 'witnesses'>;

/** A running drop party as its world shows it. */
export type WorldParty = Omit<PartySummary, 'median_drop'>;

/** `drops` are the running party's newest STATE_DROPS_MAX, newest first. */
export type WorldValue = { world: number; party: WorldParty | null; drops: Drop[] };

/** What watchers hold of a topic, and what updates change. Null where there is no such thing, or no more. Source: [UPD-3]. */
export type TopicValue =
  /** In order of id. */
  | { topic: 'board'; value: BoardParty[] }
  | { topic: 'world'; value: WorldValue }
  /** Those that are public, in order of creation. */
  | { topic: 'lobby'; value: PublicParty[] }
  /** As outsiders or as members see it. */
  | { topic: 'party'; value: PublicParty | MemberParty | null }
  | { topic: 'session'; value: SessionView | null };

export function boardParty(party: DropParty): BoardParty {
  const { id, world, created_at } = party;
  return { id, world, is_active: true, created_at, ended_at: null, ...totals(party) };
}

/** What a drop can change. */
export function totals(party: DropParty) {
  const { total_drops, total_value, last_drop_at, world_type } = party;
  return { total_drops, total_value: Number(total_value), avg_drop: averageDrop(party), last_drop_at, world_type };
}

/** A copy: what happens in the world later does not show in it. */
export function worldValue({ world, party, open }: World): WorldValue {
  if (!party) return { world, party: null, drops: [] };
  const biggest_drops = structuredClone(party.biggest);
  const drops = structuredClone(open.slice(-STATE_DROPS_MAX).map(({ drop }) => drop));
  return {
    world,
    party: { ...boardParty(party), witnesses: party.reporters.size, biggest_drops },
    drops: drops.toReversed(),
  };
}
