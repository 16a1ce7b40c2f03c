import { LRUCache } from 'lru-cache';
import type { Page } from '../keyset-page.ts';
import type { KeptList } from './KeptList.ts';
import { type RowJson, tagOf } from './row-json.ts';

/**
 * A page of a list as JSON, made when it is sent, and the tag of what lasts of it. `length` is about how long it is; `now`, in epoch
 * milliseconds, matters where something changes as time passes.
 */
export type ListText = { tag: string; length: number; body: (now?: number) => Buffer };

/** Milliseconds for which a page is sent as it was made, although time passes in it: many clients ask within them. */
const TIME_STEP_MS = 50;

/** Characters of all pages that are kept of one kind of list: 16 of the largest, a hundred parties of 64, or hundreds of usual ones. */
const KEPT_LENGTH_MAX = 8 * 1024 * 1024;

/** What a page costs besides its characters and those that ask for it, which a client can make longer than the page. */
const ENTRY_LENGTH = 512;

/** What a page was made of. */
type Source = { list: object; changes: number };

/** The pages that were asked for last, for as long as their lists do not change: many clients ask for the same one again and again. */
export class KeptPages {
  readonly #pages = new LRUCache<string, Source & { page: ListText }>({
    maxSize: KEPT_LENGTH_MAX,
    sizeCalculation: ({ page }, key) => page.length + key.length + ENTRY_LENGTH,
  });

  /** `key` says what is asked for and by whom. */
  get<Row extends object>(key: string, list: KeptList<Row>, make: () => ListText): ListText {
    const kept = this.#pages.get(key);
    if (kept && kept.list === list && kept.changes === list.changes) return kept.page;
    const page = make();
    this.#pages.set(key, { list, changes: list.changes, page });
    return page;
  }
}

/** `name` is the field that has the rows. `jsonAt` adds to a row's JSON what changes as time passes, which the tag leaves out. */
export function listText<Row extends { shown: RowJson }>(
  name: string,
  { rows, next }: Page<Row>,
  jsonAt?: (row: Row, now: number) => string,
): ListText {
  const end = next === null ? '' : `,"next_cursor":${JSON.stringify(next)}`;
  const text = (now: number) => {
    const json = rows.map((row) => jsonAt?.(row, now) ?? row.shown.json);
    return Buffer.from(`{${JSON.stringify(name)}:[${json.join()}]${end}}`);
  };
  let made: { at: number; body: Buffer } | null = null;
  return {
    tag: tagOf(`${rows.map(({ shown }) => shown.tag).join()}${end}`),
    length: rows.reduce((sum, { shown }) => sum + shown.json.length, end.length + name.length + 10),
    body(now = 0) {
      const at = jsonAt ? now - (now % TIME_STEP_MS) : 0;
      if (made?.at !== at) made = { at, body: text(at) };
      return made.body;
    },
  };
}
