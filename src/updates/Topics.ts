import type { Topic, Update } from '../domain/updates/update.ts';
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

  of(topic: Topic): Subscription[] {
    return [...(this.#byTopic.get(topic)?.values() ?? [])];
  }

  deliver(update: Update): void {
    const subscriptions = this.of(update.topic);
    if (subscriptions.length === 0) return;
    const text = JSON.stringify({ type: 'event', ...update });
    for (const subscription of subscriptions) subscription.deliver(update, text);
  }
}
