import { batch, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { address } from '../address.ts';
import { type RunningDropParty, runningDropParties } from '../live/drop-parties.ts';
import { favourites } from '../live/favourites.ts';
import { second } from '../live/second.ts';
import { arrange, type Filters, fits } from './order.ts';

/** Milliseconds for which the card of an ended party stays readable. */
const LINGER_MS = 6_000;

/** Milliseconds that the card then takes to fade out. */
const FADE_MS = 500;

/**
 * Milliseconds for which no card changes places after the pointer last moved among them: somebody may be about to click. A pointer at
 * rest does not count, because on a second screen it may rest there for hours.
 */
const POINTED_MS = 10_000;

/** The most cards that fit on a screen when each is large. */
const ROOMY_MAX = 6;

/** `since` is by `performance.now()`. Rows are replaced, never modified. */
export type Row = Readonly<{
  world: number;
  party: ReadonlySignal<RunningDropParty>;
  stage: 'running' | 'ended' | 'leaving';
  since: number;
}>;

/**
 * Which drop parties are shown, and in what order. One that begins or ends is handled at once; the list is sorted again once a second.
 * While somebody points at a card or has the keyboard focus in the list, nothing moves: new cards are added at the end, and cards of
 * ended parties stay.
 */
export class Listing {
  readonly rows = signal<readonly Row[]>([]);
  /** The number of running parties that the filters hide. */
  readonly hidden = signal(0);
  /** The total GP of all running parties, hidden or not, and what of it is confirmed. */
  readonly totalGp = signal(0);
  readonly confirmedGp = signal(0);
  /** Whether there are few enough cards for each to be large. Like the order, it does not change under a pointer. */
  readonly isRoomy = signal(true);
  readonly #list: () => HTMLElement | null;
  readonly #beforeMove: (list: HTMLElement) => void;
  #pointedAt = -Infinity;

  /** `beforeMove` is called just before rows change places. */
  constructor(list: () => HTMLElement | null, beforeMove: (list: HTMLElement) => void) {
    this.#list = list;
    this.#beforeMove = beforeMove;
    this.#arrange('sort');
  }

  /** Keeps the rows up to date until the returned function is called. */
  start(): () => void {
    let before = refinement();
    const stops = [
      effect(() => {
        const { min, types } = address.value;
        const running = runningDropParties.value;
        // Subscribes to every party, so that a hidden one appears as soon as it is worth enough, or its type is known.
        if (min > 0 || types !== '') for (const party of running.values()) void party.value;
        const now = refinement();
        const isRefined = now !== before;
        before = now;
        untracked(() => this.#arrange(isRefined ? 'sort' : this.#isHeld() ? 'append' : 'place'));
      }),
      effect(() => {
        void second.value;
        untracked(() => this.#arrange(this.#isHeld() ? 'append' : 'sort'));
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** The pointer moved among the cards. */
  point(): void {
    this.#pointedAt = performance.now();
  }

  /** The pointer left the cards. */
  unpoint(): void {
    this.#pointedAt = -Infinity;
  }

  #arrange(how: 'sort' | 'place' | 'append'): void {
    const { sort } = address.value;
    const before = this.rows.peek();
    const present = this.#presentRows(before);
    const snapshot = new Map([...present].map(([world, { party }]) => [world, party.peek()]));
    const order = arrange(
      before.map(({ world }) => world),
      snapshot,
      sort,
      how,
    );
    const rows = order.map((world) => present.get(world)!);
    batch(() => {
      this.#sumUp(rows);
      if (how !== 'append') this.isRoomy.value = rows.length <= ROOMY_MAX;
      if (rows.length === before.length && rows.every((row, i) => row === before[i])) return;
      const list = this.#list();
      if (list) this.#beforeMove(list);
      this.rows.value = rows;
    });
  }

  #presentRows(before: readonly Row[]): Map<number, Row> {
    const filters = address.value;
    const running = runningDropParties.value;
    const known = new Map(before.map((row) => [row.world, row]));
    const present = new Map<number, Row>();
    for (const [world, party] of running) {
      const row = known.get(world);
      if (!isWanted(party, filters)) continue;
      if (row?.party === party) present.set(world, row);
      else present.set(world, { world, party, stage: 'running', since: performance.now() });
    }
    for (const row of before) {
      if (running.has(row.world) || !isWanted(row.party, filters)) continue;
      const next = this.#afterEnd(row);
      if (next) present.set(row.world, next);
    }
    return present;
  }

  /** The next stage of a row whose party has ended; undefined when it is to be removed. */
  #afterEnd(row: Row): Row | undefined {
    const now = performance.now();
    const age = now - row.since;
    const isKept = this.#isPointed() || this.#focused() === row.world;
    switch (row.stage) {
      case 'running':
        return { ...row, stage: 'ended', since: now };
      case 'ended':
        return age < LINGER_MS || isKept ? row : { ...row, stage: 'leaving', since: now };
      case 'leaving':
        if (isKept) return { ...row, stage: 'ended', since: now };
        return age < FADE_MS ? row : undefined;
      default:
        return row.stage satisfies never;
    }
  }

  #sumUp(rows: readonly Row[]): void {
    const running = runningDropParties.value;
    this.hidden.value = running.size - rows.filter(({ stage }) => stage === 'running').length;
    const parties = [...running.values()].map((party) => party.peek());
    this.totalGp.value = parties.reduce((sum, { total_value }) => sum + total_value, 0);
    this.confirmedGp.value = parties.reduce((sum, { confirmed_value }) => sum + confirmed_value, 0);
  }

  #isHeld(): boolean {
    return this.#isPointed() || this.#focused() !== undefined;
  }

  #isPointed(): boolean {
    return performance.now() - this.#pointedAt < POINTED_MS;
  }

  /** The world of the card that has the keyboard focus. */
  #focused(): number | undefined {
    const card = this.#list()?.contains(document.activeElement)
      ? document.activeElement?.closest<HTMLElement>('[data-world]')
      : undefined;
    return card ? Number(card.dataset.world) : undefined;
  }
}

function isWanted(party: ReadonlySignal<RunningDropParty>, filters: Filters): boolean {
  return fits(party.peek(), filters, favourites.peek());
}

/** What the list is sorted and filtered by, as one text, which changes when that does. */
function refinement(): string {
  const { sort, min, worlds, types, favourites: onlyFavourites, compact } = address.value;
  return JSON.stringify([sort, min, worlds, types, compact, onlyFavourites && favourites.value]);
}
