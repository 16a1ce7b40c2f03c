import type { Json } from '../domain/parties/json.ts';
import type { Topic, Update } from '../domain/updates/update.ts';
import type { Watcher } from './Watcher.ts';

/**
 * One watcher's way through one topic: every seq once and in order, whether it comes from what was missed, from a snapshot or
 * live. What comes live before the beginning is known waits for it.
 */
export class Subscription {
  readonly topic: Topic;
  readonly watcher: Watcher;
  #seq: number | null = null;
  #waiting: { update: Update; text: string }[] = [];

  constructor(watcher: Watcher, topic: Topic) {
    this.watcher = watcher;
    this.topic = topic;
  }

  beginWith(snapshot: { seq: number; data: Json }): void {
    this.watcher.send({ type: 'snapshot', topic: this.topic, ...snapshot });
    this.#goOnFrom(snapshot.seq);
  }

  beginAfter(since: number, missed: Update[]): void {
    for (const update of missed) this.watcher.send({ type: 'event', ...update });
    this.#goOnFrom(missed.at(-1)?.seq ?? since);
  }

  /** `text` is the update's frame. */
  deliver(update: Update, text: string): void {
    if (this.#seq === null) {
      this.#waiting.push({ update, text });
    } else if (update.seq > this.#seq) {
      this.watcher.sendText(text);
      this.#seq = update.seq;
    }
  }

  #goOnFrom(seq: number): void {
    this.#seq = seq;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { update, text } of waiting) this.deliver(update, text);
  }
}
