import { batch, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { address } from '../address.ts';
import { parties, type ShownParty } from '../live/drop-parties.ts';
import { second } from '../live/second.ts';
import { arrange, fits } from './order.ts';

/** Milliseconds that an ended party stays, to be read. */
const LINGER_MS = 6_000;

/** Milliseconds that its card takes to fade. */
const FADE_MS = 500;

/**
 * Milliseconds after a pointer last moved among the cards in which none of them changes places: somebody may be about to click.
 * Not for as long as it rests there: on a second screen it may rest for hours.
 */
const POINTED_MS = 10_000;

/** Cards that still fit on a screen where each is large. */
const ROOMY_MAX = 6;

/** `since` is by this page's clock. A row is never changed, but replaced by another. */
export type Row = Readonly<{
  world: number;
  party: ReadonlySignal<ShownParty>;
  stage: 'running' | 'ended' | 'leaving';
  since: number;
}>;

/**
 * Which parties are shown and in what order. A party that begins or ends is taken up at once, the others are put in order again once a
 * second; and not while somebody points at one or has the keyboard's focus in the list: then new ones come last and ended ones stay.
 */
export class Listing {
  readonly rows = signal<readonly Row[]>([]);
  /** Running parties that the filters hide. */
  readonly hidden = signal(0);
  /** GP of all running parties, hidden or not. */
  readonly totalGp = signal(0);
  /** Whether so few are shown that each may be large. Like places, it does not change under a pointer. */
  readonly isRoomy = signal(true);
  readonly #list: () => HTMLElement | null;
  readonly #beforeMove: (list: HTMLElement) => void;
  #pointedAt = -Infinity;

  /** `beforeMove` is called just before rows change their places. */
  constructor(list: () => HTMLElement | null, beforeMove: (list: HTMLElement) => void) {
    this.#list = list;
    this.#beforeMove = beforeMove;
    this.#arrange('sort');
  }

  /** Until what it answers is called. */
  start(): () => void {
    let asked = address.peek();
    const stops = [
      effect(() => {
        const { sort, min, worlds } = address.value;
        const running = parties.value;
        // A party that is hidden for its value comes up when it is worth enough.
        if (min > 0) for (const party of running.values()) void party.value;
        const isNewQuestion = sort !== asked.sort || min !== asked.min || worlds !== asked.worlds;
        asked = address.value;
        untracked(() => this.#arrange(isNewQuestion ? 'sort' : this.#isHeld() ? 'append' : 'place'));
      }),
      effect(() => {
        void second.value;
        untracked(() => this.#arrange(this.#isHeld() ? 'append' : 'sort'));
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** A pointer moved among the cards. */
  point(): void {
    this.#pointedAt = performance.now();
  }

  /** It left them. */
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
    const running = parties.value;
    const known = new Map(before.map((row) => [row.world, row]));
    const present = new Map<number, Row>();
    for (const [world, party] of running) {
      const row = known.get(world);
      if (!fits(party.peek(), filters)) continue;
      if (row?.party === party) present.set(world, row);
      else present.set(world, { world, party, stage: 'running', since: performance.now() });
    }
    for (const row of before) {
      if (running.has(row.world) || !fits(row.party.peek(), filters)) continue;
      const next = this.#afterEnd(row);
      if (next) present.set(row.world, next);
    }
    return present;
  }

  /** What becomes of the row of a party that has ended. */
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
    const running = parties.value;
    this.hidden.value = running.size - rows.filter(({ stage }) => stage === 'running').length;
    let sum = 0;
    for (const party of running.values()) sum += party.peek().total_value;
    this.totalGp.value = sum;
  }

  #isHeld(): boolean {
    return this.#isPointed() || this.#focused() !== undefined;
  }

  #isPointed(): boolean {
    return performance.now() - this.#pointedAt < POINTED_MS;
  }

  /** The world of the card that has the keyboard's focus. */
  #focused(): number | undefined {
    const card = this.#list()?.contains(document.activeElement)
      ? document.activeElement?.closest<HTMLElement>('[data-world]')
      : undefined;
    return card ? Number(card.dataset.world) : undefined;
  }
}
