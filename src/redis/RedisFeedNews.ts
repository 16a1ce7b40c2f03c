import { z } from 'zod';
import type { Update } from '../projections/update.ts';
import type { FeedNews, FeedPart } from '../store/cluster.ts';
import type { RedisLink } from './RedisLink.ts';

const CHANNEL = 'muster:feed';

/** Updates in one message, so that none is too long. */
const MESSAGE_UPDATES_MAX = 500;

/** What arrives may be another version's, but not what a client sent. */
const messageSchema = z.object({
  from: z.string(),
  first: z.int(),
  updates: z.array(z.custom<Update>((value) => typeof value === 'object' && value !== null)),
});

/** Tells all processes what one has stored. */
export class RedisFeedNews implements FeedNews {
  readonly #link: RedisLink;
  readonly #process: string;

  constructor(link: RedisLink, process: string) {
    this.#link = link;
    this.#process = process;
  }

  tell({ first, updates }: FeedPart): void {
    for (let i = 0; i < updates.length; i += MESSAGE_UPDATES_MAX) {
      const message: z.infer<typeof messageSchema> = {
        from: this.#process,
        first: first + i,
        updates: updates.slice(i, i + MESSAGE_UPDATES_MAX),
      };
      void this.#link.presence.publish(CHANNEL, message);
    }
  }

  follow(listener: (part: FeedPart) => void): void {
    void this.#link.presence.subscribe(CHANNEL, (arrived: unknown) => {
      const { data } = messageSchema.safeParse(arrived);
      // What is not understood is missed, and read from the database.
      if (data && data.from !== this.#process) listener(data);
    });
  }
}
