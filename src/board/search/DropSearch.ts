import { signal } from '@preact/signals';
import type { z } from 'zod';
import type { foundDropsSchema } from '../../protocol/drop-lookups.ts';
import type { Days } from '../address.ts';
import { read, serverNow } from '../live/server.ts';

type Answer = z.output<typeof foundDropsSchema>;

export type FoundDrop = Answer['drops'][number];

/** `more`: there may be more further back. */
export type Stage = 'asking' | 'more' | 'done' | 'failed';

type Wanted = { item: string; min: number; days: Days };

const DAY_MS = 24 * 3_600_000;

/** Milliseconds after the last keystroke. */
const ASK_AFTER_MS = 300;

/** Drops that one press shows, and the requests that it may take: each looks at some thousand drops. */
const SHOWN_AT_ONCE = 50;
const REQUESTS_MAX = 10;

/** A search for drops, newest first. */
export class DropSearch {
  readonly drops = signal<readonly FoundDrop[]>([]);
  readonly stage = signal<Stage>('asking');
  #asked = new AbortController();
  #query = new URLSearchParams();
  #next: string | undefined;

  /** Begins a new search, and ends the one before. Returns how to stop it. */
  ask({ item, min, days }: Wanted): () => void {
    this.close();
    const asked = (this.#asked = new AbortController());
    this.#next = undefined;
    this.drops.value = [];
    this.stage.value = 'asking';
    const timer = setTimeout(() => {
      this.#query = new URLSearchParams({
        from: new Date(serverNow() - days * DAY_MS).toISOString(),
        limit: String(SHOWN_AT_ONCE),
        ...(item.trim() !== '' && { item: item.trim() }),
        ...(min > 0 && { min_value: String(min) }),
      });
      void this.#load(asked.signal);
    }, ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }

  more(): void {
    void this.#load(this.#asked.signal);
  }

  close(): void {
    this.#asked.abort();
  }

  async #load(signal: AbortSignal): Promise<void> {
    this.stage.value = 'asking';
    const wanted = this.drops.peek().length + SHOWN_AT_ONCE;
    try {
      for (let requests = 0; requests < REQUESTS_MAX; requests++) {
        const query = new URLSearchParams([
          ...this.#query,
          ...(this.#next === undefined ? [] : [['cursor', this.#next]]),
        ]);
        const { drops, next_cursor } = await read<Answer>(`./drops/search?${query}`, signal);
        if (signal.aborted) return;
        this.drops.value = [...this.drops.peek(), ...drops];
        this.#next = next_cursor;
        if (next_cursor === undefined) return void (this.stage.value = 'done');
        if (this.drops.peek().length >= wanted) break;
      }
      this.stage.value = 'more';
    } catch (error) {
      if (signal.aborted) return;
      console.info('Muster: the search failed', error);
      this.stage.value = 'failed';
    }
  }
}
