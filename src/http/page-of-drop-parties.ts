import type { PartySummary } from '../domain/drops/drop-party.ts';
import type { PartyListQuery, SortField } from '../protocol/drop-queries.ts';
import { keysetPage } from './keyset-page.ts';

export function pageOfParties(
  parties: PartySummary[],
  query: PartyListQuery,
): { parties: PartySummary[]; next: string | null } {
  const { min_value = 0, world } = query;
  const field = query.sort.replace('-', '') as SortField;
  const wanted = parties.filter(
    (party) => party.total_value >= min_value && (world === undefined || party.world === world),
  );
  const { rows, next } = keysetPage(wanted, query, (party) => ({ value: party[field], id: party.id }));
  return { parties: rows, next };
}
