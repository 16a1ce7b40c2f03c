import type { BarRow } from '../chart/bar-row.ts';
import { count } from '../format/gp.ts';
import type { EndedParty } from './ended-party.ts';

/** Worlds by what their parties were worth together, the most first. */
export function topWorlds(parties: readonly EndedParty[], most: number): BarRow[] {
  return [...Map.groupBy(parties, ({ world }) => world)]
    .map(([world, there]) => ({
      key: world,
      name: `World ${world}`,
      note: there.length === 1 ? '1 party' : `${count(there.length)} parties`,
      value: there.reduce((sum, { total_value }) => sum + total_value, 0),
    }))
    .toSorted((one, other) => other.value - one.value)
    .slice(0, most);
}
