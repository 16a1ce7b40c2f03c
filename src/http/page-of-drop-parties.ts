import type { DropPartySummary } from '../domain/drops/drop-party.ts';
import type { DropPartyListQuery, DropPartySortField } from '../protocol/drop-queries.ts';
import { keysetPage } from './keyset-page.ts';

export function pageOfDropParties(
  parties: DropPartySummary[],
  query: DropPartyListQuery,
): { parties: DropPartySummary[]; next: string | null } {
  const { min_value = 0, world } = query;
  const field = query.sort.replace('-', '') as DropPartySortField;
  const wanted = parties.filter(
    (party) => party.total_value >= min_value && (world === undefined || party.world === world),
  );
  const { rows, next } = keysetPage(wanted, query, (party) => ({ value: party[field], id: party.id }));
  return { parties: rows, next };
}
