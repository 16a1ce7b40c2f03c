import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { applyUpdate } from '../../../../src/projections/apply-update.ts';
import type { TopicValue } from '../../../../src/projections/topic-values.ts';
import type { Topic, Update } from '../../../../src/projections/update.ts';
import { updateEvents } from '../../../../src/protocol/update-events.ts';
import { PlayedQueue } from '../../../domain/finder/PlayedQueue.ts';
import { PlayedServer, type Step } from '../../../projections/PlayedServer.ts';
import { MemoryTopics } from '../../../projections/MemoryTopics.ts';
import { newcomer } from '../../../domain/dungeons/PlayedLobby.ts';
import { steps } from '../../../projections/steps.ts';
import { useNetDriver } from './NetDriver.ts';

const HISTORIES = 120;
/** Fixed, because the test checks that every event occurs in the histories. */
const SEED = 20_251_216;

/** One update of one topic, with the topic's value before and after it. */
type Fold = { topic: string; had: unknown; event: string; data: unknown; expected: unknown };

describe('Applying events in C#', () => {
  const driver = useNetDriver();

  it('[UPD-3] gives the value that the server has, for every event', async () => {
    const seen = new Set<string>();
    const histories = fc.sample(steps, { numRuns: HISTORIES, seed: SEED }).map(updatesOf);
    for (const told of [...histories, updatesOfTickets()]) {
      const folds = [...foldsOf(told, false), ...foldsOf(told, true)];
      const values = await driver.do<unknown[]>({}, 'local.fold', folds);
      for (const [i, { topic, event, expected }] of folds.entries()) {
        assert.deepEqual(values[i], expected, `${topic} ${event}`);
        seen.add(`${topic} ${event}`);
      }
    }
    const all = Object.entries(updateEvents).flatMap(([topic, events]) =>
      Object.keys(events).map((name) => `${topic} ${name}`),
    );
    assert.deepEqual([...seen].toSorted(), all.toSorted());
  });
});

function updatesOf(history: Step[]): Update[] {
  const server = new PlayedServer();
  const topics = new MemoryTopics();
  return history.flatMap((step) => server.take(step).flatMap((events) => topics.apply(events)));
}

/** The histories have no tickets. These fail a match, make one, and end. */
function updatesOfTickets(): Update[] {
  const queue = new PlayedQueue();
  const trio = { players_min: 3, players_max: 3, rating: 1500, tags: ['voice'] };
  const party_id = queue.party('ann');
  queue.join('ann', { ...trio, class: 'tank' });
  queue.partyCommand({ type: 'join', party_id, player: newcomer('bob'), password: null });
  queue.join('cat', { ...trio, class: 'healer' });
  queue.round();
  queue.answer('accept', 'ann');
  queue.answer('decline', 'cat');
  queue.join('dan', trio);
  queue.round();
  for (const player of ['dan', 'bob', 'ann']) queue.answer('accept', player);
  return new MemoryTopics().apply(queue.events);
}

/** As members see the updates, or as others do. */
function foldsOf(told: Update[], asMember: boolean): Fold[] {
  const shown = new Map<Topic, TopicValue>();
  return told.map((update) => {
    const { topic, event, data, for_members } = update;
    const had = shown.get(topic) ?? beginning(topic);
    const is = applyUpdate(had, event, throughJson(asMember ? (for_members ?? data) : data));
    shown.set(topic, is);
    return {
      topic: had.topic,
      had: throughJson(had.value),
      event,
      data: asMember ? (for_members ?? data) : data,
      expected: throughJson(is.value),
    };
  });
}

function beginning(topic: Topic): TopicValue {
  if (topic.startsWith('party:')) return { topic: 'party', value: null };
  if (topic.startsWith('session:')) return { topic: 'session', value: null };
  if (topic.startsWith('ticket:')) return { topic: 'ticket', value: null };
  const { seq: _, ...empty } = new MemoryTopics().snapshot(topic)!;
  return throughJson(empty) as TopicValue;
}

function throughJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
