import type { MapSchema } from '@colyseus/schema';

type Shown<Fields> = { assign(fields: Fields): unknown };

/** Makes the map hold exactly these, keyed by player_id. Only what differs is written, so only that is sent. */
export function showEach<Fields extends { player_id: string }, State extends Shown<Fields>>(
  map: MapSchema<State>,
  wanted: Fields[],
  make: () => State,
): void {
  const ids = new Set(wanted.map(({ player_id }) => player_id));
  for (const key of [...map.keys()]) if (!ids.has(key)) map.delete(key);
  for (const fields of wanted) {
    const shown = map.get(fields.player_id);
    if (shown) {
      shown.assign(fields);
      continue;
    }
    const state = make();
    state.assign(fields);
    map.set(fields.player_id, state);
  }
}
