import type { Update } from '../../projections/update.ts';
import type { FeedNews, FeedPart } from '../cluster.ts';
import { Feed, type ReadFeed } from './Feed.ts';
import type { StoreLog } from './Engine.ts';

type Listener = (updates: Update[]) => void;

/** Those who are told what was stored: by this process, and by the others if there are any. */
export class Listeners {
  readonly #log: StoreLog;
  readonly #ofUpdates = new Set<Listener>();
  readonly #ofLosses = new Set<() => void>();
  /** Null if this process is the only one. */
  readonly feed: Feed | null;

  constructor(log: StoreLog, news: FeedNews | null, read: ReadFeed) {
    this.#log = log;
    const told = {
      deliver: (updates: Update[]) => this.#call(this.#ofUpdates, updates),
      lose: () => this.#call(this.#ofLosses, undefined),
    };
    this.feed = news && new Feed({ read, news, log }, told);
  }

  add(listener: Listener): () => void {
    this.#ofUpdates.add(listener);
    return () => this.#ofUpdates.delete(listener);
  }

  addOfLosses(listener: () => void): () => void {
    this.#ofLosses.add(listener);
    return () => this.#ofLosses.delete(listener);
  }

  /** This process has stored it. */
  tell(part: FeedPart): void {
    if (part.updates.length === 0) return;
    if (this.feed) this.feed.offer(part);
    else this.#call(this.#ofUpdates, part.updates);
  }

  #call<Told>(listeners: ReadonlySet<(told: Told) => void>, told: Told): void {
    for (const listener of listeners) {
      try {
        listener(told);
      } catch (error) {
        // The commit is durable: a faulty listener must not fail it.
        this.#log.error({ err: error }, 'a listener of the store threw');
      }
    }
  }
}
