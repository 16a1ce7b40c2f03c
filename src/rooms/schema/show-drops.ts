import type { Drop } from '../../domain/drops/drop.ts';
import { averageDrop, type DropParty, type DropPartySummary } from '../../domain/drops/drop-party.ts';
import type { World } from '../../domain/drops/world.ts';
import { STATE_DROPS_MAX } from '../../domain/limits.ts';
import { DropPartyState, DropState, type DropTrackerState } from './drops.ts';

/** Makes the state show the world: only what differs is written, so only that is sent. */
export function showWorld(state: DropTrackerState, world: World, partyIdleMs: number): void {
  if (!world.party) {
    state.party = undefined;
    state.drops.clear();
    return;
  }
  if (state.party?.id !== world.party.id) {
    state.party = new DropPartyState();
    state.drops.clear();
  }
  state.party.assign(dropPartyStateFields(world.party, partyIdleMs));
  showNewestDrops(state, world);
}

function showNewestDrops(state: DropTrackerState, world: World): void {
  const newest = world.open.slice(-STATE_DROPS_MAX).map(({ drop }) => drop);
  const oldest = newest[0]?.number ?? 0;
  for (const key of state.drops.keys()) if (Number(key) < oldest) state.drops.delete(key);
  for (const drop of newest) {
    const shown = state.drops.get(String(drop.number));
    if (shown) shown.witnesses = drop.witnesses;
    else state.drops.set(String(drop.number), new DropState().assign(shownDrop(drop)));
  }
}

function shownDrop({ number, item_id, item_name, quantity, value, dropped_at, witnesses }: Drop) {
  return { number, item_id, item_name, quantity, value, dropped_at, witnesses };
}

/** A running party as states show it. */
export type DropPartyStateFields = ReturnType<typeof stateFields>;

export function dropPartyStateFields(party: DropParty, partyIdleMs: number): DropPartyStateFields {
  const total_value = Number(party.total_value);
  return stateFields(
    party,
    { total_value, avg_drop: averageDrop(party), witnesses: party.reporters.size },
    partyIdleMs,
  );
}

export function dropPartyStateFieldsOfSummary(party: DropPartySummary, partyIdleMs: number): DropPartyStateFields {
  const { total_value, avg_drop, witnesses } = party;
  return stateFields(party, { total_value, avg_drop, witnesses }, partyIdleMs);
}

type Counted = Pick<DropPartySummary, 'total_value' | 'avg_drop' | 'witnesses'>;

function stateFields(
  party: DropParty | DropPartySummary,
  { total_value, avg_drop, witnesses }: Counted,
  partyIdleMs: number,
) {
  const { id, world, created_at, last_drop_at, total_drops, world_type } = party;
  return {
    id,
    world,
    started_at: created_at,
    last_drop_at,
    ends_at: last_drop_at + partyIdleMs,
    total_drops,
    total_value,
    avg_drop,
    witnesses,
    world_type: world_type ?? '',
  };
}
