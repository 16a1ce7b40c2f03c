import type { FeedNews, FeedPart } from '../store/cluster.ts';
import type { RedisLink } from './RedisLink.ts';

const CHANNEL = 'muster:feed';

/** Bytes. Larger parts are read from the database by those that need them. */
const PART_BYTES_MAX = 256 * 1024;

type Message = FeedPart & { from: string };

/** Tells all processes what one has stored. */
export class RedisFeedNews implements FeedNews {
  readonly #link: RedisLink;
  readonly #process: string;

  constructor(link: RedisLink, process: string) {
    this.#link = link;
    this.#process = process;
  }

  tell(part: FeedPart): void {
    const message: Message = { from: this.#process, ...part };
    if (JSON.stringify(message).length <= PART_BYTES_MAX) void this.#link.presence.publish(CHANNEL, message);
  }

  follow(listener: (part: FeedPart) => void): void {
    void this.#link.presence.subscribe(CHANNEL, ({ from, first, updates }: Message) => {
      if (from !== this.#process) listener({ first, updates });
    });
  }
}
