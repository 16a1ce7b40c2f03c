import type { Drop } from '../../domain/drops/drop.ts';
import { newestDrops, type World } from '../../domain/drops/world.ts';
import { STATE_DROPS_MAX } from '../../domain/limits.ts';
import { boardDropParty, type WorldDropParty, type WorldValue } from '../../projections/topic-values.ts';
import { BoardDropState, type DropBoardState, DropPartyState, DropState, type DropTrackerState } from './drops.ts';

/** What of a world its state shows. `drops` are the newest STATE_DROPS_MAX, the newest first. */
type ShownWorld = Pick<WorldValue, 'drops'> & { party: Omit<WorldDropParty, 'biggest_drops'> | null };

/** Cheaper than the world's whole value, because it copies no drop. */
export function shownWorld(world: World): ShownWorld {
  const { party } = world;
  const shown = party && { ...boardDropParty(party), witnesses: party.reporters.size };
  return { party: shown, drops: newestDrops(world, STATE_DROPS_MAX) };
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
  const numbers = new Set(newest.map(({ number }) => number));
  for (const [key, { number }] of state.drops) if (!numbers.has(number)) state.drops.delete(key);
  for (const drop of newest.toReversed()) {
    const { witnesses, confirmed } = drop;
    const shown = state.drops.get(String(drop.number));
    if (!shown) state.drops.set(String(drop.number), new DropState().assign(shownDrop(drop)));
    else if (shown.witnesses !== witnesses || shown.confirmed !== confirmed) shown.assign({ witnesses, confirmed });
  }
}

function shownDrop({ drop_party_id: _party, tile: _tile, ...shown }: Drop) {
  return shown;
}

type DropPartyFields = Parameters<DropPartyState['assign']>[0];

/** What of a running drop party is given, as states show it. */
export function dropPartyFields(party: Partial<WorldDropParty>, partyIdleMs: number): DropPartyFields {
  const { id, world, created_at, last_drop_at, total_drops, total_value, avg_drop, witnesses, world_type } = party;
  const { confirmed_value, confirmed_drops } = party;
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
    confirmed_value,
    confirmed_drops,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/**
 * Makes the board show the world, with all the drops of the value: only what differs is written, so only that is sent. `before`: what it
 * shows of the world.
 */
export function showOnBoard(
  state: DropBoardState,
  { world, party, drops }: WorldValue,
  before: WorldValue | undefined,
  partyIdleMs: number,
): void {
  const key = String(world);
  const newest = party ? drops : [];
  const shown = new Set(newest.map(({ number }) => `${key}-${number}`));
  for (const { number } of before?.drops ?? []) {
    const place = `${key}-${number}`;
    if (!shown.has(place) || before?.party?.id !== party?.id) state.drops.delete(place);
  }
  if (!party) {
    state.parties.delete(key);
    state.biggest.delete(key);
    return;
  }
  const known = state.parties.get(key);
  if (known?.id === party.id) known.assign(dropPartyFields(party, partyIdleMs));
  else state.parties.set(key, new DropPartyState().assign(dropPartyFields(party, partyIdleMs)));
  for (const drop of newest.toReversed()) showDrop(state.drops, `${key}-${drop.number}`, world, drop);
  const [biggest] = party.biggest_drops;
  if (biggest) showDrop(state.biggest, key, world, biggest);
  else state.biggest.delete(key);
}

function showDrop(map: DropBoardState['drops'], key: string, world: number, drop: Drop): void {
  const { number, item_id, item_name, quantity, value, dropped_at, confirmed, suspect } = drop;
  const fields = { world, number, item_id, item_name, quantity, value, dropped_at, confirmed, suspect };
  const shown = map.get(key);
  if (shown) shown.assign(fields);
  else map.set(key, new BoardDropState().assign(fields));
}
