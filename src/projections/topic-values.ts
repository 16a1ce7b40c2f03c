import type { Drop } from '../domain/drops/drop.ts';
import { averageDrop, type DropParty, type DropPartySummary } from '../domain/drops/drop-party.ts';
import { newestDrops, type World } from '../domain/drops/world.ts';
import { STATE_DROPS_MAX } from '../domain/limits.ts';
import type { MemberDungeonParty, PublicDungeonParty } from '../domain/dungeons/dungeon-party-views.ts';
import type { TicketView } from '../domain/finder/ticket-view.ts';
import type { SessionView } from '../domain/sessions/session-view.ts';

/** A running drop party as the board shows it. A median costs too much to compute for each drop; witnesses are shown only in the world. */
export type BoardDropParty = Omit<DropPartySummary, 'median_drop' | 'biggest_drops' | 'witnesses'>;

/** A running drop party as its world shows it. */
export type WorldDropParty = Omit<DropPartySummary, 'median_drop'>;

/** `drops` are the running party's newest STATE_DROPS_MAX, newest first. */
export type WorldValue = { world: number; party: WorldDropParty | null; drops: Drop[] };

/** A topic's value, which updates change. Null if the party or session does not exist, or no longer does. Rule: [UPD-3]. */
export type TopicValue =
  /** In order of id. */
  | { topic: 'board'; value: BoardDropParty[] }
  | { topic: 'world'; value: WorldValue }
  /** The public parties in order of creation. */
  | { topic: 'lobby'; value: PublicDungeonParty[] }
  /** As outsiders or members see it. */
  | { topic: 'party'; value: PublicDungeonParty | MemberDungeonParty | null }
  | { topic: 'session'; value: SessionView | null }
  | { topic: 'ticket'; value: TicketView | null };

export function boardDropParty(party: DropParty): BoardDropParty {
  const { id, world, created_at } = party;
  return { id, world, is_active: true, created_at, ended_at: null, ...dropPartyTotals(party) };
}

/** The figures that a drop can change. */
export function dropPartyTotals(party: DropParty) {
  const { total_drops, total_value, last_drop_at, world_type } = party;
  const claimed = { total_drops, total_value: Number(total_value), avg_drop: averageDrop(party) };
  return { ...claimed, last_drop_at, world_type, ...confirmedTotals(party) };
}

export function confirmedTotals({ confirmed_drops, confirmed_value }: DropParty) {
  return { confirmed_drops, confirmed_value: Number(confirmed_value) };
}

/** Returns a copy, which later events in the world do not change. */
export function worldValue(state: World): WorldValue {
  const { world, party } = state;
  if (!party) return { world, party: null, drops: [] };
  const biggest_drops = structuredClone(party.biggest);
  const drops = structuredClone(newestDrops(state, STATE_DROPS_MAX));
  return {
    world,
    party: { ...boardDropParty(party), witnesses: party.reporters.size, biggest_drops },
    drops,
  };
}
