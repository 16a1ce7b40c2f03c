import Papa from 'papaparse';
import type { EndedParty } from './ended-party.ts';

/** As spreadsheets begin a formula. Not the library's own rule, which lets texts of more lines pass. */
const FORMULA = /^[=+\-@\t\r]/;

/** The parties as a spreadsheet takes them. Item names are what clients sent: none of them is let be a formula. */
export function partiesAsCsv(parties: readonly EndedParty[]): string {
  return Papa.unparse(parties.map(row), { escapeFormulae: FORMULA });
}

function row(party: EndedParty) {
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
    avg_drop,
    median_drop: party.median_drop,
    witnesses: party.witnesses,
    biggest_drop: biggest?.item_name ?? '',
    biggest_drop_value: biggest?.value ?? '',
  };
}
