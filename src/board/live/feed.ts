import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { z } from 'zod';
import type { foundDropsSchema } from '../../protocol/drop-lookups.ts';
import type { BoardDropState } from '../../rooms/schema/drops.ts';
import { address } from '../address.ts';
import { read } from './server.ts';

/** A drop as the board shows it. */
export type BoardDrop = Readonly<ReturnType<BoardDropState['toJSON']>>;

/** A drop of the feed, with its party. */
export type FedDrop = BoardDrop & { party: number };

/** Drops that the feed keeps. */
const KEPT_MAX = 40;

/** Milliseconds between two changes of what is shown, so that a busy server can be read. */
const SHOWN_EVERY_MS = 250;

/** Milliseconds after the last change of the filter until older drops are asked for. */
const ASK_AFTER_MS = 400;

const newest = signal<readonly FedDrop[]>([]);

/** The newest drops of all worlds that are worth enough, newest first. */
export const fedDrops: ReadonlySignal<readonly FedDrop[]> = newest;

let kept: readonly FedDrop[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;
let asked = new AbortController();

export const feed = {
  /** A drop that has just fallen. */
  add(party: number, drop: BoardDrop): void {
    if (drop.value < address.peek().feed) return;
    kept = newestOf([{ ...drop, party }, ...kept]);
    showSoon();
  },
  /** A drop that may have been confirmed. */
  correct(party: number, drop: BoardDrop): void {
    const place = kept.findIndex((fed) => fed.party === party && fed.number === drop.number);
    const known = kept[place];
    if (!known || (known.confirmed === drop.confirmed && known.suspect === drop.suspect)) return;
    kept = kept.with(place, { ...drop, party });
    showSoon();
  },
  /** Reads what fell before, and again after a gap or a removal. */
  load(): void {
    asked.abort();
    asked = new AbortController();
    void load(asked.signal);
  },
};

async function load(signal: AbortSignal): Promise<void> {
  const least = address.peek().feed;
  const query = new URLSearchParams({ limit: String(KEPT_MAX), ...(least > 0 && { min_value: String(least) }) });
  const before = kept;
  try {
    const { drops } = await read<z.output<typeof foundDropsSchema>>(`./drops/search?${query}`, signal);
    if (signal.aborted) return;
    const loaded = drops.map(({ drop_party_id: party, dropped_at, ...drop }) => ({
      ...drop,
      party,
      dropped_at: Date.parse(dropped_at),
    }));
    // What fell while it was read is newer.
    const since = kept.filter((drop) => !before.includes(drop));
    kept = newestOf([...since, ...loaded]);
    showSoon();
  } catch (error) {
    if (!signal.aborted) console.info('Muster: the drops before could not be read', error);
  }
}

function newestOf(drops: readonly FedDrop[]): FedDrop[] {
  const byKey = new Map<string, FedDrop>();
  for (const drop of drops) {
    const key = `${drop.party}-${drop.number}`;
    if (!byKey.has(key)) byKey.set(key, drop);
  }
  return [...byKey.values()].toSorted((a, b) => b.dropped_at - a.dropped_at).slice(0, KEPT_MAX);
}

function showSoon(): void {
  timer ??= setTimeout(() => {
    timer = undefined;
    newest.value = kept;
  }, SHOWN_EVERY_MS);
}

/** The least value that is wanted. */
const wanted = computed(() => address.value.feed);

let isBegun = false;
effect(() => {
  const least = wanted.value;
  // The first drops are read when the board is joined.
  if (!isBegun) return void (isBegun = true);
  kept = kept.filter(({ value }) => value >= least);
  newest.value = kept;
  const waiting = setTimeout(() => feed.load(), ASK_AFTER_MS);
  return () => clearTimeout(waiting);
});
