import type { Topic, Update } from '../domain/updates/update.ts';
import { framesOf } from './frames.ts';
import type { Subscription } from './Subscription.ts';
import type { Watcher } from './Watcher.ts';

/** Who watches what. */
export class Topics {
  readonly #byTopic = new Map<Topic, Map<Watcher, Subscription>>();
  readonly #byWatcher = new Map<Watcher, Set<Topic>>();

  countOf(watcher: Watcher): number {
    return this.#byWatcher.get(watcher)?.size ?? 0;
  }

  has(watcher: Watcher, topic: Topic): boolean {
    return this.#byTopic.get(topic)?.has(watcher) ?? false;
  }

  add(subscription: Subscription): void {
    const { topic, watcher } = subscription;
    const watchers = this.#byTopic.get(topic) ?? new Map<Watcher, Subscription>();
    this.#byTopic.set(topic, watchers.set(watcher, subscription));
    this.#byWatcher.set(watcher, (this.#byWatcher.get(watcher) ?? new Set()).add(topic));
  }

  /** Whether it was there. */
  remove(watcher: Watcher, topic: Topic): boolean {
    const watchers = this.#byTopic.get(topic);
    if (!watchers?.delete(watcher)) return false;
    if (watchers.size === 0) this.#byTopic.delete(topic);
    this.#byWatcher.get(watcher)?.delete(topic);
    return true;
  }

  removeAll(watcher: Watcher): void {
    for (const topic of [...(this.#byWatcher.get(watcher) ?? [])]) this.remove(watcher, topic);
    this.#byWatcher.delete(watcher);
  }

  /** Tells all who watch the topic. Those whom it is not for any more are gone from it afterwards, and given back. */
  deliver(update: Update): Subscription[] {
    const watchers = this.#byTopic.get(update.topic);
    if (!watchers) return [];
    const frames = framesOf(update);
    const ended = [...watchers.values()].filter((subscription) => !subscription.deliver(frames));
    for (const { watcher, topic } of ended) this.remove(watcher, topic);
    return ended;
  }
}
