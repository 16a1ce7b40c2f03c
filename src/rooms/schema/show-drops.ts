import type { Drop } from '../../domain/drops/drop.ts';
import type { World } from '../../domain/drops/world.ts';
import { STATE_DROPS_MAX } from '../../domain/limits.ts';
import { boardDropParty, type WorldDropParty, type WorldValue } from '../../projections/topic-values.ts';
import { DropPartyState, DropState, type DropTrackerState } from './drops.ts';

/** What of a world its state shows. `drops` are the newest STATE_DROPS_MAX, the newest first. */
type ShownWorld = Pick<WorldValue, 'drops'> & { party: Omit<WorldDropParty, 'biggest_drops'> | null };

/** Cheaper than the world's whole value, because it copies no drop. */
export function shownWorld({ party, open }: World): ShownWorld {
  const drops = open.slice(-STATE_DROPS_MAX).map(({ drop }) => drop);
  return { party: party && { ...boardDropParty(party), witnesses: party.reporters.size }, drops: drops.toReversed() };
}

/** Makes the state show the world: only what differs is written, so only that is sent. */
export function showWorld(state: DropTrackerState, { party, drops }: ShownWorld, partyIdleMs: number): void {
  if (!party) {
    state.party = undefined;
    state.drops.clear();
    return;
  }
  if (state.party?.id !== party.id) {
    state.party = new DropPartyState();
    state.drops.clear();
  }
  state.party.assign(dropPartyFields(party, partyIdleMs));
  showNewestDrops(state, drops);
}

function showNewestDrops(state: DropTrackerState, newest: Drop[]): void {
  const oldest = newest.at(-1)?.number ?? 0;
  for (const key of state.drops.keys()) if (Number(key) < oldest) state.drops.delete(key);
  for (const drop of newest.toReversed()) {
    const shown = state.drops.get(String(drop.number));
    if (shown) shown.witnesses = drop.witnesses;
    else state.drops.set(String(drop.number), new DropState().assign(shownDrop(drop)));
  }
}

function shownDrop({ number, item_id, item_name, quantity, value, dropped_at, witnesses }: Drop) {
  return { number, item_id, item_name, quantity, value, dropped_at, witnesses };
}

type DropPartyFields = Parameters<DropPartyState['assign']>[0];

/** What of a running drop party is given, as states show it. */
export function dropPartyFields(party: Partial<WorldDropParty>, partyIdleMs: number): DropPartyFields {
  const { id, world, created_at, last_drop_at, total_drops, total_value, avg_drop, witnesses, world_type } = party;
  const fields = {
    id,
    world,
    started_at: created_at,
    last_drop_at,
    ends_at: last_drop_at === undefined ? undefined : last_drop_at + partyIdleMs,
    total_drops,
    total_value,
    avg_drop,
    witnesses,
    world_type: world_type === null ? '' : world_type,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
