import { cutPage, inOrder, type Page, type PageQuery, type Place, type SortKey } from '../keyset-page.ts';

/** The rows in one order, and what has changed since it was last read: `gone` holds rows that were replaced or removed. */
type Order<Row> = { places: Place<Row>[]; added: Row[]; gone: Set<Row> };

/**
 * The rows of a list, kept in every order that somebody has asked for. A change costs a page that is read after it one pass over the
 * rows, without sorting them. Rows are never changed in place.
 */
export class KeptList<Row extends object> {
  readonly #rows = new Map<string | number, Row>();
  readonly #orders = new Map<string, Order<Row>>();
  readonly #sortKeyOf: (row: Row, field: string) => SortKey;
  #changes = 0;

  constructor(sortKeyOf: (row: Row, field: string) => SortKey) {
    this.#sortKeyOf = sortKeyOf;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Grows with each change. */
  get changes(): number {
    return this.#changes;
  }

  get(id: string | number): Row | undefined {
    return this.#rows.get(id);
  }

  /** Something has changed that the rows themselves do not show. */
  touch(): void {
    this.#changes += 1;
  }

  set(id: string | number, row: Row): void {
    this.#replace(this.#rows.get(id), row);
    this.#rows.set(id, row);
  }

  delete(id: string | number): void {
    this.#replace(this.#rows.get(id), undefined);
    this.#rows.delete(id);
  }

  /** Refuses an invalid cursor `validation_failed`. */
  page(query: PageQuery, isWanted: (row: Row) => boolean): Page<Row> {
    return cutPage(this.#placesBy(query.sort), query, isWanted);
  }

  #placesBy(sort: string): Place<Row>[] {
    const field = sort.replace('-', '');
    let order = this.#orders.get(sort);
    if (!order) this.#orders.set(sort, (order = { places: [], added: [...this.#rows.values()], gone: new Set() }));
    if (order.added.length === 0 && order.gone.size === 0) return order.places;
    const { gone } = order;
    const added = order.added.map((row) => ({ row, key: this.#sortKeyOf(row, field) }));
    // Almost in order already, which this sort makes use of.
    const places = [...order.places, ...added].filter(({ row }) => !gone.has(row)).toSorted(inOrder(sort));
    this.#orders.set(sort, { places, added: [], gone: new Set() });
    return places;
  }

  #replace(was: Row | undefined, is: Row | undefined): void {
    this.#changes += 1;
    for (const [sort, { added, gone }] of this.#orders) {
      if (was) gone.add(was);
      if (is) added.push(is);
      // Nobody reads it, so that it would only grow.
      if (gone.size > this.#rows.size) this.#orders.delete(sort);
    }
  }
}
