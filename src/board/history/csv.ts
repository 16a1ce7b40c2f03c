import Papa from 'papaparse';
import type { EndedDropParty } from './ended-drop-parties.ts';

/** How spreadsheet formulas start. Papa Parse's own rule misses texts of more than one line. */
const FORMULA = /^[=+\-@\t\r]/;

/** CSV for spreadsheets. In a file of its own because it is loaded on demand, with Papa Parse. Item names come from clients, so any that looks like a formula is escaped. */
export function dropPartiesAsCsv(parties: readonly EndedDropParty[]): string {
  return Papa.unparse(parties.map(row), { escapeFormulae: FORMULA });
}

function row(party: EndedDropParty) {
  const { id, world, world_type, created_at, last_drop_at, ended_at, total_drops, total_value, avg_drop } = party;
  const [biggest] = party.biggest_drops;
  return {
    id,
    world,
    world_type: world_type ?? '',
    created_at,
    last_drop_at,
    ended_at,
    total_drops,
    total_value,
    confirmed_drops: party.confirmed_drops,
    confirmed_value: party.confirmed_value,
    avg_drop,
    median_drop: party.median_drop,
    witnesses: party.witnesses,
    biggest_drop: biggest?.item_name ?? '',
    biggest_drop_value: biggest?.value ?? '',
  };
}
