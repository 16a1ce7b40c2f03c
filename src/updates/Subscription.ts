import type { Topic, Update } from '../domain/updates/update.ts';
import { toWatcher } from './frames.ts';
import type { UpdateFrames } from './frames.ts';
import type { SeenTopic } from './read-topic.ts';
import type { Watcher } from './Watcher.ts';

/**
 * One watcher's way through one topic: every seq once and in order, whether it comes from what was missed, from a snapshot or
 * live. What comes live before the beginning is known waits for it.
 */
export class Subscription {
  readonly topic: Topic;
  readonly watcher: Watcher;
  /** Null until the beginning is known. */
  #seq: number | null = null;
  #asMember = false;
  #waiting: UpdateFrames[] = [];

  constructor(watcher: Watcher, topic: Topic) {
    this.watcher = watcher;
    this.topic = topic;
  }

  beginWith({ seq, data, asMember }: SeenTopic): void {
    this.watcher.send({ type: 'snapshot', topic: this.topic, seq, data });
    this.#goOnFrom(seq, asMember);
  }

  beginAfter(since: number, missed: Update[], asMember: boolean): void {
    for (const update of missed) this.watcher.send(toWatcher(update, asMember));
    this.#goOnFrom(missed.at(-1)?.seq ?? since, asMember);
  }

  /** False where the topic is not for this watcher any more. Source: [UPD-6]. */
  deliver(frames: UpdateFrames): boolean {
    const { update } = frames;
    if (this.#seq === null) {
      this.#waiting.push(frames);
      return true;
    }
    if (update.seq <= this.#seq) return true;
    this.#seq = update.seq;
    this.#noteMembership(update);
    if (update.members_only && !this.#asMember && !this.#isOwnLeaving(update)) return false;
    this.watcher.sendText(this.#asMember ? frames.forMembers : frames.forAll);
    return !(update.members_only && this.#isOwnLeaving(update));
  }

  #goOnFrom(seq: number, asMember: boolean): void {
    this.#seq = seq;
    this.#asMember = asMember;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const frames of waiting) this.deliver(frames);
  }

  #noteMembership({ topic, event, data }: Update): void {
    if (!topic.startsWith('party:') || data.player_id !== this.watcher.playerId || this.watcher.playerId === null)
      return;
    if (event === 'player_joined') this.#asMember = true;
    if (event === 'player_left' || event === 'player_kicked') this.#asMember = false;
  }

  #isOwnLeaving({ event, data }: Update): boolean {
    return (event === 'player_left' || event === 'player_kicked') && data.player_id === this.watcher.playerId;
  }
}
