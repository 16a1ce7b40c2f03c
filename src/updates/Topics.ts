import type { Topic, Update } from '../projections/update.ts';
import { framesOf } from './frames.ts';
import type { Next, Subscription } from './Subscription.ts';
import type { Watcher } from './Watcher.ts';

export type Turn = { subscription: Subscription; next: Next };

/** Who watches what. */
export class Topics {
  readonly #byTopic = new Map<Topic, Map<Watcher, Subscription>>();
  readonly #byWatcher = new Map<Watcher, Set<Topic>>();

  get size(): number {
    return this.#byTopic.size;
  }

  countOf(watcher: Watcher): number {
    return this.#byWatcher.get(watcher)?.size ?? 0;
  }

  /** Whether it is still the watcher's way through its topic. */
  has(subscription: Subscription): boolean {
    return this.#byTopic.get(subscription.topic)?.get(subscription.watcher) === subscription;
  }

  add(subscription: Subscription): void {
    const { topic, watcher } = subscription;
    const watchers = this.#byTopic.get(topic) ?? new Map<Watcher, Subscription>();
    this.#byTopic.set(topic, watchers.set(watcher, subscription));
    this.#byWatcher.set(watcher, (this.#byWatcher.get(watcher) ?? new Set()).add(topic));
  }

  remove(watcher: Watcher, topic: Topic): void {
    const watchers = this.#byTopic.get(topic);
    if (!watchers?.delete(watcher)) return;
    if (watchers.size === 0) this.#byTopic.delete(topic);
    const topics = this.#byWatcher.get(watcher)!;
    topics.delete(topic);
    if (topics.size === 0) this.#byWatcher.delete(watcher);
  }

  removeAll(watcher: Watcher): void {
    for (const topic of this.#byWatcher.get(watcher) ?? []) this.remove(watcher, topic);
  }

  /** Tells all who watch the topic. Gives those for whom it does not simply go on. */
  deliver(update: Update): Turn[] {
    const watchers = this.#byTopic.get(update.topic);
    if (!watchers) return [];
    const frames = framesOf(update);
    return turns(watchers.values(), (subscription) => subscription.deliver(frames));
  }

  /** When a party has become private. */
  stopOutsidersOf(partyId: string): Turn[] {
    const sessions = [...this.#byTopic].filter(([topic]) => topic.startsWith('session:'));
    return sessions.flatMap(([, watchers]) =>
      turns(watchers.values(), (subscription) => subscription.stopOutsidersOf(partyId)),
    );
  }
}

function turns(subscriptions: Iterable<Subscription>, each: (subscription: Subscription) => Next): Turn[] {
  const turned: Turn[] = [];
  for (const subscription of subscriptions) {
    const next = each(subscription);
    if (next !== 'goes on') turned.push({ subscription, next });
  }
  return turned;
}
