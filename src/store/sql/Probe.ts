import { sql } from 'kysely';
import type { Committer } from './Committer.ts';
import { prepare } from './statement.ts';

/** As large as a few commits: a disk with less space left is as good as full. */
const FILLER = 'x'.repeat(128 * 1024);

const touch = prepare<{ id: number; filler: string }>(
  ({ id, filler }) => sql`
    insert into probe (id, filler) values (${id}, ${filler}) on conflict (id) do update set filler = excluded.filler`,
);

/** Finds out whether something can be stored, by writing and syncing filler. */
export class Probe {
  readonly #committer: Committer;
  readonly #rowId: () => number;
  #running: Promise<unknown> | null = null;

  /** Processes that write at the same time need rows of their own. */
  constructor(committer: Committer, rowId: () => number) {
    this.#committer = committer;
    this.#rowId = rowId;
  }

  /** Concurrent callers share one probe, so that a burst of them causes no load. Refuses `storage_unavailable`. */
  async run(): Promise<void> {
    this.#running ??= this.#committer
      .commit([touch({ id: this.#rowId(), filler: FILLER })])
      .finally(() => (this.#running = null));
    await this.#running;
  }
}
