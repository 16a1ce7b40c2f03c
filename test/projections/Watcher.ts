import assert from 'node:assert/strict';
import { memberDungeonParty, publicDungeonParty } from '../../src/domain/dungeons/dungeon-party-views.ts';
import { ticketView } from '../../src/domain/finder/ticket-view.ts';
import { sessionView } from '../../src/domain/sessions/session-view.ts';
import { applyUpdate } from '../../src/projections/apply-update.ts';
import type { TopicValue } from '../../src/projections/topic-values.ts';
import type { Topic, Update } from '../../src/projections/update.ts';
import type { TopicSnapshot } from '../../src/store/store.ts';

export type Eyes = 'member' | 'outsider';

/** A client's value of a topic: a snapshot and every update since. */
export class Watcher {
  readonly topic: Topic;
  readonly #eyes: Eyes;
  #had: TopicValue;
  seq: number;

  constructor(topic: Topic, eyes: Eyes, snapshot: TopicSnapshot | null) {
    this.topic = topic;
    this.#eyes = eyes;
    this.#had = shown(topic, eyes, snapshot);
    this.seq = snapshot?.seq ?? 0;
  }

  hear(update: Update): void {
    assert.equal(update.topic, this.topic);
    assert.equal(update.seq, this.seq + 1);
    this.seq = update.seq;
    const { event, data, for_members } = throughJson(update);
    this.#had = applyUpdate(this.#had, event, this.#eyes === 'member' ? (for_members ?? data) : data);
  }

  /** Asserts that the client's value is the current one. */
  agreesWith(snapshot: TopicSnapshot | null): void {
    if (snapshot) assert.equal(this.seq, snapshot.seq);
    assert.deepEqual(this.#had, shown(this.topic, this.#eyes, snapshot), this.topic);
  }
}

function shown(topic: Topic, eyes: Eyes, snapshot: TopicSnapshot | null): TopicValue {
  if (!snapshot) return { topic: topic.split(':')[0] as 'party' | 'session' | 'ticket', value: null };
  const { seq: _, ...is } = snapshot;
  if (is.topic === 'party') {
    return throughJson({
      topic: is.topic,
      value: eyes === 'member' ? memberDungeonParty(is.value) : publicDungeonParty(is.value),
    });
  }
  if (is.topic === 'lobby') return throughJson({ topic: is.topic, value: is.value.map(publicDungeonParty) });
  if (is.topic === 'ticket') return throughJson({ topic: is.topic, value: ticketView(is.value) });
  return throughJson(is.topic === 'session' ? { topic: is.topic, value: sessionView(is.value) } : is);
}

function throughJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
