import { signal } from '@preact/signals';
import type { z } from 'zod';
import type { dropPartyPageSchema } from '../../protocol/drop-party-answers.ts';
import { read, RefusedByApi } from '../live/server.ts';
import { DROPS_LOADED_MAX, type ShownDrop } from '../world/load-world.ts';

type Page = z.output<typeof dropPartyPageSchema>;

/** A party as its page shows it. */
export type LoadedParty = Omit<Page, 'drops' | 'next_cursor'>;

/** A party and its drops from the API, as many as the chart draws at first, and more when asked for. */
export class PartyDrops {
  readonly party = signal<LoadedParty | null>(null);
  /** Newest first. */
  readonly drops = signal<readonly ShownDrop[]>([]);
  /** Why the party cannot be shown, in words. */
  readonly problem = signal<string | null>(null);
  readonly #id: number;
  readonly #closed = new AbortController();
  #next: string | undefined;
  #isLoading = false;

  constructor(id: number) {
    this.#id = id;
  }

  close(): void {
    this.#closed.abort();
  }

  load(): Promise<void> {
    return this.#load(DROPS_LOADED_MAX);
  }

  loadMore(): Promise<void> {
    return this.#next === undefined ? Promise.resolve() : this.#load(this.drops.peek().length + 1);
  }

  async #load(wanted: number): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    try {
      do {
        const query = this.#next === undefined ? '' : `?cursor=${this.#next}`;
        const page = await read<Page>(`./parties/${this.#id}${query}`, this.#closed.signal);
        const { drops, next_cursor, ...party } = page;
        const older = drops.map((drop) => ({ ...drop, dropped_at: Date.parse(drop.dropped_at) }));
        this.drops.value = [...this.drops.peek(), ...older];
        this.party.value = party;
        this.#next = next_cursor;
      } while (this.#next !== undefined && this.drops.peek().length < wanted);
      this.problem.value = null;
    } catch (error) {
      if (this.#closed.signal.aborted) return;
      this.problem.value =
        error instanceof RefusedByApi ? error.message : 'The server cannot be reached. Reload the page to try again.';
    } finally {
      this.#isLoading = false;
    }
  }
}
