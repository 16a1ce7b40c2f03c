import { TOPIC_UPDATES_MAX, UPDATES_MAX } from '../limits.ts';
import type { NewUpdate, Topic, Update, UpdateName } from '../../projections/update.ts';

/** A topic's number, and its newest updates: the last of them has that number. */
type Counted = {
  seq: number;
  updates: Update[];
  /** Grows with each update of any topic. */
  told: number;
};

/** A topic as it is stored. In a list, the one longest silent is the first. */
export type StoredTopic = { topic: string; seq: number; ended_at: number | null; updates: StoredUpdate[] };
export type StoredUpdate = Omit<Update, 'topic' | 'seq'>;

/** When topics are forgotten. Without `topicsMax` there cannot be too many, without `last` they never end. */
export type Forgetting = {
  topicsMax?: number;
  /** The update that ends a topic, and for how many milliseconds and how many topics at once it can still be read. */
  last?: { event: UpdateName; keptMs: number; keptMax: number };
};

/** What a full log keeps: a quarter goes at a time, so that one update in some thousands pays for it and not each. */
const KEPT_WHEN_FULL = 3 / 4;

/** Numbers the updates of topics and keeps the newest. The same commits always give the same numbers, and leave the same. */
export class TopicLog {
  readonly #forgetting: Forgetting;
  readonly #topics = new Map<Topic, Counted>();
  /** When they ended, in order. */
  readonly #ended = new Map<Topic, number>();
  #kept = 0;
  #told = 0;

  constructor(forgetting: Forgetting) {
    this.#forgetting = forgetting;
  }

  add(news: NewUpdate): Update {
    const counted = this.#topics.get(news.topic) ?? this.#begin(news.topic);
    counted.seq += 1;
    counted.told = ++this.#told;
    const update = { ...news, seq: counted.seq };
    counted.updates.push(update);
    if (counted.updates.length > TOPIC_UPDATES_MAX) counted.updates.shift();
    else this.#kept += 1;
    if (this.#kept > UPDATES_MAX) this.#thin();
    if (news.event === this.#forgetting.last?.event) this.#end(news.topic, news.at);
    return update;
  }

  /** 0 where nothing happened yet. */
  seqOf(topic: Topic): number {
    return this.#topics.get(topic)?.seq ?? 0;
  }

  /** Null where some of them are kept no more, or where the topic has not come to `since`. */
  since(topic: Topic, since: number, now: number): Update[] | null {
    const endedAt = this.#ended.get(topic);
    if (endedAt !== undefined && now - endedAt >= this.#forgetting.last!.keptMs) return null;
    const { seq, updates } = this.#topics.get(topic) ?? { seq: 0, updates: [] };
    const missed = seq - since;
    if (missed < 0 || missed > updates.length) return null;
    return updates.slice(updates.length - missed);
  }

  toJson(): StoredTopic[] {
    return this.#bySilence().map(([topic, { seq, updates }]) => ({
      topic,
      seq,
      ended_at: this.#ended.get(topic) ?? null,
      updates: updates.map(({ topic: _topic, seq: _seq, ...rest }) => rest),
    }));
  }

  /** In the order that `toJson` gave. */
  restore({ topic: name, seq, ended_at, updates }: StoredTopic): void {
    const topic = name as Topic;
    const before = seq - updates.length;
    const restored = updates.map((update, i) => ({ ...update, topic, seq: before + i + 1 }));
    this.#topics.set(topic, { seq, updates: restored, told: ++this.#told });
    this.#kept += updates.length;
    if (ended_at !== null) this.#ended.set(topic, ended_at);
  }

  #begin(topic: Topic): Counted {
    const { topicsMax = Infinity } = this.#forgetting;
    if (this.#topics.size >= topicsMax) {
      const gone = this.#bySilence().slice(0, topicsMax * (1 - KEPT_WHEN_FULL));
      for (const [silent] of gone) this.#forget(silent);
    }
    const counted = { seq: 0, updates: [], told: 0 };
    this.#topics.set(topic, counted);
    return counted;
  }

  /** By the updates' own clock, so that a replay forgets the same. */
  #end(topic: Topic, at: number): void {
    const { keptMs, keptMax } = this.#forgetting.last!;
    this.#ended.set(topic, at);
    for (const [old, endedAt] of this.#ended) {
      if (at - endedAt < keptMs && this.#ended.size <= keptMax) return;
      this.#forget(old);
    }
  }

  #forget(topic: Topic): void {
    this.#kept -= this.#topics.get(topic)?.updates.length ?? 0;
    this.#topics.delete(topic);
    this.#ended.delete(topic);
  }

  #thin(): void {
    for (const [, counted] of this.#bySilence()) {
      if (this.#kept <= UPDATES_MAX * KEPT_WHEN_FULL) return;
      this.#kept -= counted.updates.length;
      counted.updates = [];
    }
  }

  #bySilence(): [Topic, Counted][] {
    return [...this.#topics].toSorted(([, a], [, b]) => a.told - b.told);
  }
}
