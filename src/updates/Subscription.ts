import type { Topic } from '../projections/update.ts';
import { frameOf, type UpdateFrames } from './frames.ts';
import type { Beginning } from './read-beginning.ts';
import { isLast, isOwnComing, isOwnGoing } from './turning-points.ts';
import type { Watcher } from './Watcher.ts';

/** Updates that wait for a beginning; with more, what came first is dropped, and the gap begins the topic again. */
const WAITING_MAX = 100;

/** `begins again`: what the watcher has is not enough to go on from. `ended`: nothing comes any more, or not for this watcher. */
export type Next = 'goes on' | 'begins again' | 'ended';

/**
 * One player's way through one topic: every seq once and in order, whether it comes from what was missed, from a snapshot or
 * live. What comes live before the beginning is known waits for it.
 */
export class Subscription {
  readonly topic: Topic;
  readonly watcher: Watcher;
  /** Who began it, whoever the socket speaks for later. */
  readonly playerId: string | null;
  #status: 'beginning' | 'begun' | 'stopped' = 'beginning';
  #seq = 0;
  #asMember = false;
  #partyId: string | null = null;
  #waiting: UpdateFrames[] = [];

  constructor(watcher: Watcher, topic: Topic) {
    this.watcher = watcher;
    this.topic = topic;
    this.playerId = watcher.playerId;
  }

  begin(beginning: Beginning): Next {
    const { topic, watcher } = this;
    this.#asMember = beginning.asMember;
    this.#partyId = beginning.partyId;
    if (beginning.from === 'snapshot') {
      const { seq, data, isResync } = beginning;
      if (isResync) watcher.send({ type: 'resync', topic });
      watcher.sendLong(JSON.stringify({ type: 'snapshot', topic, seq, data }));
      return this.#goOnFrom(seq);
    }
    const { since, updates } = beginning;
    for (const update of updates) watcher.sendLong(frameOf(update, this.#asMember));
    const last = updates.at(-1);
    return last && isLast(last) ? 'ended' : this.#goOnFrom(last?.seq ?? since);
  }

  deliver(frames: UpdateFrames): Next {
    const { update } = frames;
    if (this.#status !== 'begun') return this.#wait(frames);
    // A topic that was forgotten counts from 1 again.
    if (update.seq <= this.#seq && update.seq > 1) return 'goes on';
    if (update.seq !== this.#seq + 1) return this.#stop();
    this.#seq = update.seq;
    const isOwn = isOwnComing(update, this.playerId) || isOwnGoing(update, this.playerId);
    if (isOwn) this.#asMember = false;
    if (update.members_only && !this.#asMember && !isOwn) return 'ended';
    this.watcher.sendShared(this.#asMember ? frames.forMembers : frames.forAll);
    if (isLast(update) || (update.members_only && isOwnGoing(update, this.playerId))) return 'ended';
    return isOwn ? this.#stop() : 'goes on';
  }

  /** Where a party has become private: those of its run's watchers that do not play in it are looked at again. */
  stopOutsidersOf(partyId: string): Next {
    // Before it has begun its party is not known.
    const isOthers = this.#status === 'begun' && this.#partyId !== partyId;
    return this.#asMember || isOthers || this.#status === 'stopped' ? 'goes on' : this.#stop();
  }

  /** When it is about to be read again. */
  waitForBeginning(): void {
    this.#status = 'beginning';
  }

  /** Instead of beginning again, where there is nothing to begin with any more: what waits tells how it ended. */
  finish(): void {
    this.#asMember = false;
    if (this.topic.startsWith('party:')) this.#goOnFrom(this.#seq);
  }

  #wait(frames: UpdateFrames): Next {
    this.#waiting.push(frames);
    if (this.#waiting.length > WAITING_MAX) this.#waiting.shift();
    return 'goes on';
  }

  #stop(): Next {
    this.#status = 'stopped';
    return 'begins again';
  }

  #goOnFrom(seq: number): Next {
    this.#status = 'begun';
    this.#seq = seq;
    const waiting = this.#waiting.filter(({ update }) => update.seq > seq);
    this.#waiting = [];
    let next: Next = 'goes on';
    for (const frames of waiting) {
      if (next === 'goes on') next = this.deliver(frames);
      else if (next === 'begins again') this.#wait(frames);
    }
    return next;
  }
}
