import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { applyUpdate } from '../../../../src/projections/apply-update.ts';
import type { TopicValue } from '../../../../src/projections/topic-values.ts';
import type { Topic, Update } from '../../../../src/projections/update.ts';
import { updateEvents } from '../../../../src/protocol/update-events.ts';
import { PlayedServer } from '../../../projections/PlayedServer.ts';
import { MemoryTopics } from '../../../projections/MemoryTopics.ts';
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
    for (const history of fc.sample(steps, { numRuns: HISTORIES, seed: SEED })) {
      const server = new PlayedServer();
      const topics = new MemoryTopics();
      const told: Update[] = [];
      for (const step of history) {
        for (const events of server.take(step)) told.push(...topics.apply(events));
      }
      const folds = [...foldsOf(told, false), ...foldsOf(told, true)];
      const values = await driver.do<unknown[]>({}, 'local.fold', folds);
      for (const [i, { topic, event, expected }] of folds.entries()) {
        assert.deepEqual(values[i], expected, `${topic} ${event}`);
        seen.add(`${topic} ${event}`);
      }
    }
    // The histories have no tickets: the group finder's tests play those.
    const played = Object.entries(updateEvents).filter(([topic]) => topic !== 'ticket');
    const all = played.flatMap(([topic, events]) => Object.keys(events).map((name) => `${topic} ${name}`));
    assert.deepEqual([...seen].toSorted(), all.toSorted());
  });
});

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
  const { seq: _, ...empty } = new MemoryTopics().snapshot(topic)!;
  return throughJson(empty) as TopicValue;
}

function throughJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
