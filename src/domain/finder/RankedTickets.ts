import { byAge, type Ticket } from './ticket.ts';

/** Tickets by rating, and those without one by age, so that whoever searches looks at the nearest first. */
export class RankedTickets {
  readonly #rated: Ticket[] = [];
  readonly #unrated: Ticket[] = [];

  get size(): number {
    return this.#rated.length + this.#unrated.length;
  }

  add(ticket: Ticket): void {
    const list = this.#listOf(ticket);
    list.splice(placeOf(list, ticket, byRating), 0, ticket);
  }

  remove(ticket: Ticket): void {
    const list = this.#listOf(ticket);
    list.splice(placeOf(list, ticket, byRating), 1);
  }

  /** The nearest to the rating first; without a rating the unrated first, then from the middle outwards. */
  *nearest(rating: number | null): Generator<Ticket> {
    if (rating === null) yield* this.#unrated;
    yield* outwards(this.#rated, rating ?? this.#rated[this.#rated.length >> 1]?.wishes.rating ?? 0);
    if (rating !== null) yield* this.#unrated;
  }

  /** How many tickets have a rating in the range, bounds included, or none. */
  countWithin(lowest: number, highest: number): number {
    const from = firstFrom(this.#rated, lowest);
    const to = firstFrom(this.#rated, highest + Number.EPSILON * Math.max(1, Math.abs(highest)));
    return to - from + this.#unrated.length;
  }

  #listOf({ wishes }: Ticket): Ticket[] {
    return wishes.rating === null ? this.#unrated : this.#rated;
  }
}

function* outwards(list: Ticket[], rating: number): Generator<Ticket> {
  let above = firstFrom(list, rating);
  let below = above - 1;
  while (below >= 0 || above < list.length) {
    const down = below >= 0 ? rating - ratingOf(list[below]!) : Infinity;
    const up = above < list.length ? ratingOf(list[above]!) - rating : Infinity;
    if (up <= down) yield list[above++]!;
    else yield list[below--]!;
  }
}

function firstFrom(list: Ticket[], rating: number): number {
  return countBefore(list, (ticket) => ratingOf(ticket) < rating);
}

function ratingOf({ wishes }: Ticket): number {
  return wishes.rating ?? 0;
}

function byRating(a: Ticket, b: Ticket): number {
  return ratingOf(a) - ratingOf(b) || byAge(a, b);
}

/** Where the item is in the sorted list, or would be. */
export function placeOf<Item>(list: readonly Item[], item: Item, compare: (a: Item, b: Item) => number): number {
  return countBefore(list, (other) => compare(other, item) < 0);
}

/** How many of the list, which is sorted, are before: those come first. */
function countBefore<Item>(list: readonly Item[], isBefore: (item: Item) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(list[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
