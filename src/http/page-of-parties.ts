import type { PartySummary } from '../domain/drops/party.ts';
import { AppError } from '../domain/errors.ts';
import type { PartyListQuery, SortField } from '../protocol/queries.ts';

type Place = { value: number; id: number };

/** Filters, sorts and cuts. The cursor is the last party's place in the order, so that a page is right though parties come and go. */
export function pageOfParties(
  parties: PartySummary[],
  query: PartyListQuery,
): { parties: PartySummary[]; next: string | null } {
  const { min_value = 0, world, sort, limit, cursor } = query;
  const field = sort.replace('-', '') as SortField;
  const direction = sort.startsWith('-') ? -1 : 1;
  const placeOf = (party: PartySummary): Place => ({ value: party[field], id: party.id });
  const order = (a: Place, b: Place) => direction * (a.value - b.value || a.id - b.id);
  const after = cursor === undefined ? null : decodeCursor(cursor, sort);
  const sorted = parties
    .filter((party) => party.total_value >= min_value && (world === undefined || party.world === world))
    .filter((party) => !after || order(placeOf(party), after) > 0)
    .toSorted((a, b) => order(placeOf(a), placeOf(b)));
  const page = sorted.slice(0, limit);
  const last = page.at(-1);
  const next = last && sorted.length > limit ? encodeCursor(sort, placeOf(last)) : null;
  return { parties: page, next };
}

function encodeCursor(sort: string, { value, id }: Place): string {
  return Buffer.from(`${sort} ${value} ${id}`).toString('base64url');
}

function decodeCursor(cursor: string, sort: string): Place {
  const [, value, id] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const place = { value: Number(value), id: Number(id) };
  // Only what would be given again is taken: that says that it has this sort, two numbers, and nothing else.
  if (encodeCursor(sort, place) === cursor) return place;
  const message = 'must be as an earlier page with the same sort gave it';
  throw new AppError('validation_failed', `cursor: ${message}`, { faults: [{ field: 'cursor', message }] });
}
