import type { Topic, Update } from '../projections/update.ts';
import { framesOf, type Next, type Subscription } from './Subscription.ts';
import type { Watcher } from './Watcher.ts';

/** A subscription that does not simply continue after an update. */
export type Interruption = { subscription: Subscription; next: Exclude<Next, 'continue'> };

/** All subscriptions, by topic and by watcher. */
export class Topics {
  readonly #byTopic = new Map<Topic, Map<Watcher, Subscription>>();
  readonly #byWatcher = new Map<Watcher, Set<Topic>>();

  get size(): number {
    return this.#byTopic.size;
  }

  countOf(watcher: Watcher): number {
    return this.#byWatcher.get(watcher)?.size ?? 0;
  }

  /** Whether this is still the watcher's subscription to its topic. */
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

  /** Sends the update to all watchers of its topic. Returns the subscriptions that must end or resync. */
  deliver(update: Update): Interruption[] {
    const watchers = this.#byTopic.get(update.topic);
    if (!watchers) return [];
    const frames = framesOf(update);
    return interruptions(watchers.values(), (subscription) => subscription.deliver(frames));
  }

  /** All topics must be read again. */
  interruptAll(): Interruption[] {
    return [...this.#byTopic.values()].flatMap((watchers) =>
      interruptions(watchers.values(), (subscription) => subscription.interrupt()),
    );
  }

  /** Called when a party becomes private. */
  stopOutsidersOf(partyId: string): Interruption[] {
    const sessions = [...this.#byTopic].filter(([topic]) => topic.startsWith('session:'));
    return sessions.flatMap(([, watchers]) =>
      interruptions(watchers.values(), (subscription) => subscription.stopOutsidersOf(partyId)),
    );
  }
}

function interruptions(
  subscriptions: Iterable<Subscription>,
  step: (subscription: Subscription) => Next,
): Interruption[] {
  const interrupted: Interruption[] = [];
  for (const subscription of subscriptions) {
    const next = step(subscription);
    if (next !== 'continue') interrupted.push({ subscription, next });
  }
  return interrupted;
}
