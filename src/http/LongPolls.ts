import type { Request, Response } from 'express';
import type { Topic } from '../projections/update.ts';
import type { HttpServices } from './HttpServices.ts';

/** Milliseconds between two looks for polls whose time is up. */
const CHECK_INTERVAL_MS = 200;

/** `over`: its time is up, its client has gone, another poll has taken its place, or the server shuts down. */
type PollEnd = 'changed' | 'over';
type Poll = { end: (how: PollEnd) => void; until: number };
type Asked = { topic: Topic; playerId: string; seconds: number };
type Services = Pick<HttpServices, 'store' | 'connections' | 'lastHeard' | 'isShuttingDown'>;

/** Requests that wait for a change of a topic. A player has one poll per topic: a new one ends the earlier. */
export class LongPolls {
  readonly #polls = new Map<Topic, Map<string, Poll>>();
  readonly #services: Services;
  #timer: NodeJS.Timeout | null = null;

  constructor(services: Services) {
    this.#services = services;
    services.store.subscribeUpdates((updates) => {
      for (const { topic } of updates) this.#endAll(topic);
    });
    // Some updates may not have come: whoever waits reads again.
    services.store.onLostUpdates(() => [...this.#polls.keys()].forEach((topic) => this.#endAll(topic)));
  }

  /**
   * Reads at once or, unless that `isNews`, again after changes of the topic, for so many seconds. While it waits, the poll counts as a connection of
   * its address. Its player counts as heard of at its end. Refuses what `read` does, and `share_used_up`.
   */
  async read<T>(
    request: Request,
    response: Response,
    { topic, playerId, seconds }: Asked,
    read: () => Promise<T>,
    isNews: (first: T, now: T) => boolean,
  ): Promise<T> {
    const first = await read();
    let last = first;
    if (seconds === 0 || isNews(first, last)) return last;
    const giveBack = this.#services.connections.take(request.ip);
    const until = performance.now() + seconds * 1_000;
    try {
      for (let how: PollEnd = 'changed'; how === 'changed';) {
        const poll = this.#begin(topic, playerId, until);
        response.once('close', poll.giveUp);
        try {
          // Read again: it may have changed before the poll began.
          last = await read();
          if (isNews(first, last)) return last;
          how = await poll.ended;
        } finally {
          response.off('close', poll.giveUp);
          poll.giveUp();
        }
      }
      this.#services.lastHeard.hear(playerId);
      return await read();
    } finally {
      giveBack();
    }
  }

  #begin(topic: Topic, playerId: string, until: number): { ended: Promise<PollEnd>; giveUp: () => void } {
    const { promise, resolve } = Promise.withResolvers<PollEnd>();
    const ofTopic = this.#polls.get(topic) ?? new Map<string, Poll>();
    ofTopic.get(playerId)?.end('over');
    const poll: Poll = {
      until,
      end: (how) => {
        if (ofTopic.get(playerId) === poll) ofTopic.delete(playerId);
        // Called again when its client goes, when others may be waiting for the topic in a map of their own.
        if (ofTopic.size === 0 && this.#polls.get(topic) === ofTopic) this.#polls.delete(topic);
        resolve(how);
      },
    };
    this.#polls.set(topic, ofTopic.set(playerId, poll));
    this.#timer ??= setInterval(() => this.#check(), CHECK_INTERVAL_MS).unref();
    return { ended: promise, giveUp: () => poll.end('over') };
  }

  #endAll(topic: Topic): void {
    for (const { end } of [...(this.#polls.get(topic)?.values() ?? [])]) end('changed');
  }

  #check(): void {
    const now = this.#services.isShuttingDown() ? Infinity : performance.now();
    for (const ofTopic of [...this.#polls.values()])
      for (const { until, end } of [...ofTopic.values()]) if (now >= until) end('over');
    if (this.#polls.size > 0 || !this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}
