import type { Update } from '../../projections/update.ts';
import type { StoreLog } from './log.ts';

type Listener = (updates: Update[]) => void;

/** Who is told of what became durable. */
export class Listeners {
  readonly #listeners = new Set<Listener>();
  readonly #log: StoreLog;

  constructor(log: StoreLog) {
    this.#log = log;
  }

  add(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(updates: Update[]): void {
    if (updates.length === 0) return;
    for (const listener of this.#listeners) {
      try {
        listener(updates);
      } catch (error) {
        // The commit is durable whatever a listener makes of it.
        this.#log.error({ err: error }, 'a listener of the store threw');
      }
    }
  }
}
