import { refuseFaults } from '../protocol/faults.ts';

type Value = number | string;

/** A row's place in the order: by value, then by id. Rows marked `last` come after all others, whatever the direction. */
export type SortKey = { value: Value; id: Value; last?: boolean };

export type PageQuery = { sort: string; limit: number; cursor?: string | undefined };

/** Compares places in the order of the sort: a field's name, with `-` for descending. */
export function inOrder(sort: string): (a: { key: SortKey }, b: { key: SortKey }) => number {
  const direction = sort.startsWith('-') ? -1 : 1;
  return ({ key: a }, { key: b }) =>
    Number(a.last ?? false) - Number(b.last ?? false) || direction * (compare(a.value, b.value) || compare(a.id, b.id));
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

/** The cursor of a page that ends at this place, so pages stay correct while rows are added and removed. */
export function encodeCursor(sort: string, { value, id, last }: SortKey): string {
  return Buffer.from(JSON.stringify([sort, value, id, ...(last ? [1] : [])])).toString('base64url');
}

/** Refuses `validation_failed`. */
export function decodeCursor(cursor: string, sort: string): SortKey {
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
