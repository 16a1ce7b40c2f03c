import type { FeedNews, FeedPart } from '../../src/store/cluster.ts';

/** What processes tell each other, in one test: it can be lost, or held back and told later in any order. */
export class PeerNews {
  readonly #listeners: { from: FeedNews; hear: (part: FeedPart) => void }[] = [];
  readonly #held: (() => void)[] = [];
  /** What becomes of the next news. */
  fate: 'told' | 'lost' | 'held' = 'told';

  /** The news as one process tells and hears them. */
  ofProcess(): FeedNews {
    const news: FeedNews = {
      tell: (part) => this.#tell(news, structuredClone(part)),
      follow: (hear) => void this.#listeners.push({ from: news, hear }),
    };
    return news;
  }

  /** Tells what was held back, newest first. */
  release(): void {
    for (const tell of this.#held.splice(0).toReversed()) tell();
  }

  #tell(from: FeedNews, part: FeedPart): void {
    const tell = () => {
      for (const listener of this.#listeners) if (listener.from !== from) listener.hear(part);
    };
    if (this.fate === 'held') this.#held.push(tell);
    else if (this.fate === 'told') tell();
  }
}
