import { refuseFaults } from '../protocol/faults.ts';

type Value = number | string;

/** A row's place in the order: by value, then by id. Rows marked `last` come after all others, whatever the direction. */
export type SortKey = { value: Value; id: Value; last?: boolean };

export type PageQuery = { sort: string; limit: number; cursor?: string | undefined };

/** A page, and the cursor of the next one, null on the last. */
export type Page<Row> = { rows: Row[]; next: string | null };

export type Place<Row> = { row: Row; key: SortKey };

/** Sorts the rows and returns one page. Refuses an invalid cursor `validation_failed`. */
export function keysetPage<Row>(rows: readonly Row[], query: PageQuery, sortKeyOf: (row: Row) => SortKey): Page<Row> {
  const places = rows.map((row) => ({ row, key: sortKeyOf(row) }));
  return cutPage(places.toSorted(inOrder(query.sort)), query, () => true);
}

/** One page of places that are in order. Its cursor is the place of its last row, so pages stay correct while rows are added and removed. */
export function cutPage<Row>(
  places: readonly Place<Row>[],
  { sort, limit, cursor }: PageQuery,
  isWanted: (row: Row) => boolean,
): Page<Row> {
  const found: Place<Row>[] = [];
  for (let i = cursor === undefined ? 0 : firstAfter(places, sort, cursor); i < places.length; i++) {
    const place = places[i]!;
    if (!isWanted(place.row)) continue;
    found.push(place);
    if (found.length > limit) break;
  }
  const page = found.slice(0, limit);
  const next = found.length > limit ? encodeCursor(sort, page.at(-1)!.key) : null;
  return { rows: page.map(({ row }) => row), next };
}

/** Compares places in the order of the sort: a field's name, with `-` for descending. */
export function inOrder(sort: string): (a: { key: SortKey }, b: { key: SortKey }) => number {
  const direction = sort.startsWith('-') ? -1 : 1;
  return ({ key: a }, { key: b }) =>
    Number(a.last ?? false) - Number(b.last ?? false) || direction * (compare(a.value, b.value) || compare(a.id, b.id));
}

/** The index of the first place after the cursor's. */
function firstAfter(places: readonly Place<unknown>[], sort: string, cursor: string): number {
  const order = inOrder(sort);
  const after = { key: decodeCursor(cursor, sort) };
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (order(places[middle]!, after) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
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

/** Refuses `validation_failed`. */
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
