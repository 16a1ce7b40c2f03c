import { refuseFaults } from '../protocol/faults.ts';

type Value = number | string;

/** A row's place in the order: by value, then by id. Rows marked `last` come after all others, whatever the direction. */
export type SortKey = { value: Value; id: Value; last?: boolean };

type Query = { sort: string; limit: number; cursor?: string | undefined };

/** Sorts the rows and returns one page. The cursor is the place of its last row, so pages stay correct while rows are added and removed. */
export function keysetPage<Row>(
  rows: readonly Row[],
  { sort, limit, cursor }: Query,
  sortKeyOf: (row: Row) => SortKey,
): { rows: Row[]; next: string | null } {
  const direction = sort.startsWith('-') ? -1 : 1;
  const order = (a: SortKey, b: SortKey) =>
    Number(a.last ?? false) - Number(b.last ?? false) || direction * (compare(a.value, b.value) || compare(a.id, b.id));
  const after = cursor === undefined ? null : decodeCursor(cursor, sort);
  const sorted = rows
    .map((row) => ({ row, place: sortKeyOf(row) }))
    .filter(({ place }) => !after || order(place, after) > 0)
    .toSorted((a, b) => order(a.place, b.place));
  const page = sorted.slice(0, limit);
  const last = page.at(-1);
  const next = last && sorted.length > limit ? encodeCursor(sort, last.place) : null;
  return { rows: page.map(({ row }) => row), next };
}

/** The cursor as a field of an answer, absent on the last page. */
export function cursorToNext(next: string | null): { next_cursor?: string } {
  return next === null ? {} : { next_cursor: next };
}

/** Compares text by code units, which does not depend on the locale. */
function compare(a: Value, b: Value): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function encodeCursor(sort: string, { value, id, last }: SortKey): string {
  return Buffer.from(JSON.stringify([sort, value, id, ...(last ? [1] : [])])).toString('base64url');
}

function decodeCursor(cursor: string, sort: string): SortKey {
  const place = decodeSortKey(cursor);
  // A valid cursor is exactly what this place would be encoded as. That also checks the sort.
  if (place && encodeCursor(sort, place) === cursor) return place;
  return refuseFaults([{ field: 'cursor', message: 'must be as an earlier page with the same sort gave it' }]);
}

function decodeSortKey(cursor: string): SortKey | null {
  try {
    const [, value, id, last] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    return isValue(value) && isValue(id) ? { value, id, last: last === 1 } : null;
  } catch {
    return null;
  }
}

function isValue(value: unknown): value is Value {
  return typeof value === 'number' || typeof value === 'string';
}
