import type { Topic, Update } from '../projections/update.ts';
import type { ToWatcher } from '../protocol/to-watcher.ts';
import { isLast, isOwn, isOwnLeave } from './membership.ts';
import type { Start } from './read-start.ts';
import type { Watcher } from './Watcher.ts';

/** Updates that wait until the start is known. If there are more, the oldest is dropped, and the gap causes a resync. */
const WAITING_MAX = 100;

/** What to do after an update. `resync`: the topic must be read again. `end`: the topic is over, or no longer visible to the watcher. */
export type Next = 'continue' | 'resync' | 'end';

/** An update as bytes, made once for all its watchers. */
export type UpdateFrames = { update: Update; forAll: Buffer; forMembers: Buffer };

export function framesOf(update: Update): UpdateFrames {
  const forAll = Buffer.from(frameOf(update, false));
  return { update, forAll, forMembers: update.for_members ? Buffer.from(frameOf(update, true)) : forAll };
}

function frameOf({ topic, seq, event, at, data, for_members }: Update, asMember: boolean): string {
  const shown = (asMember ? for_members : undefined) ?? data;
  return JSON.stringify({ type: 'event', topic, seq, event, at, data: shown } satisfies ToWatcher);
}

/**
 * One watcher's subscription to one topic. Sends every seq once and in order, whether it comes from the backlog, from a snapshot or
 * live. Live updates that arrive before the start is known wait for it.
 */
export class Subscription {
  readonly topic: Topic;
  readonly watcher: Watcher;
  /** The player who subscribed, whoever the socket authenticates as later. */
  readonly playerId: string | null;
  #status: 'starting' | 'live' | 'stopped' = 'starting';
  #seq = 0;
  #asMember = false;
  #partyId: string | null = null;
  #waiting: UpdateFrames[] = [];
  /** The last number that was sent, if what comes after it is all that the watcher needs. */
  #resumable: number | undefined;

  constructor(watcher: Watcher, topic: Topic) {
    this.watcher = watcher;
    this.topic = topic;
    this.playerId = watcher.playerId;
  }

  /** Sends the snapshot or the backlog, and then the waiting updates. */
  start(start: Start): Next {
    const { topic, watcher } = this;
    this.#asMember = start.asMember;
    this.#partyId = start.partyId;
    if (start.type === 'snapshot') {
      if (start.isResync) watcher.send({ type: 'resync', topic });
      watcher.sendLong(start.frame);
      return this.#goLive(start.seq);
    }
    const { since, updates } = start;
    for (const update of updates) watcher.sendLong(Buffer.from(frameOf(update, this.#asMember)));
    const last = updates.at(-1);
    return last && isLast(last) ? 'end' : this.#goLive(last?.seq ?? since);
  }

  deliver(frames: UpdateFrames): Next {
    const { update } = frames;
    if (this.#status !== 'live') return this.#wait(frames);
    // Seq 1 may come again: a topic that was forgotten counts from 1.
    if (update.seq <= this.#seq && update.seq > 1) return 'continue';
    if (update.seq !== this.#seq + 1) return this.#stop(this.#seq);
    this.#seq = update.seq;
    const own = isOwn(update, this.playerId);
    if (own) this.#asMember = false;
    if (update.members_only && !this.#asMember && !own) return 'end';
    this.watcher.sendShared(this.#asMember ? frames.forMembers : frames.forAll);
    if (isLast(update) || (update.members_only && isOwnLeave(update, this.playerId))) return 'end';
    return own ? this.#stop() : 'continue';
  }

  /** Called when a party becomes private. Watchers of its session who are not players must be checked again. */
  stopOutsidersOf(partyId: string): Next {
    // A session's party is unknown until the start.
    const isOther = this.#status === 'live' && this.#partyId !== partyId;
    return this.#asMember || isOther || this.#status === 'stopped' ? 'continue' : this.#stop();
  }

  /** Updates may have been lost. One that has not started reads what is newest anyway. */
  interrupt(): Next {
    return this.#status === 'live' ? this.#stop(this.#seq) : 'continue';
  }

  /** Before the topic is read again: from this number on, or whole if it is undefined. */
  restart(): number | undefined {
    this.#status = 'starting';
    return this.#resumable;
  }

  /** Called instead of `start` if the topic can no longer be read: the waiting updates tell how it ended. */
  finish(): void {
    this.#asMember = false;
    if (this.topic.startsWith('party:')) this.#goLive(this.#seq);
  }

  #wait(frames: UpdateFrames): Next {
    this.#waiting.push(frames);
    if (this.#waiting.length > WAITING_MAX) this.#waiting.shift();
    return 'continue';
  }

  #stop(resumable?: number): Next {
    this.#status = 'stopped';
    this.#resumable = resumable;
    return 'resync';
  }

  #goLive(seq: number): Next {
    this.#status = 'live';
    this.#seq = seq;
    const waiting = this.#waiting.filter(({ update }) => update.seq > seq);
    this.#waiting = [];
    let next: Next = 'continue';
    for (const frames of waiting) {
      if (next === 'continue') next = this.deliver(frames);
      else if (next === 'resync') this.#wait(frames);
    }
    return next;
  }
}
