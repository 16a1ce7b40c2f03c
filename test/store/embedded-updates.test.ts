import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { DISSOLVED_KEPT_MAX, LOBBY_TOPICS_MAX, TOPIC_UPDATES_MAX, UPDATES_MAX } from '../../src/store/limits.ts';
import type { NewUpdate, Topic, Update } from '../../src/projections/update.ts';
import { TopicLog } from '../../src/store/embedded/TopicLog.ts';
import { Updates } from '../../src/store/embedded/Updates.ts';
import { added, commitOf, partyEvents, T0 } from './commits.ts';
import { EmbeddedPlace } from './embedded-place.ts';

const PLACE = { world: 444, party_id: 1, at: T0 };

function news(topic: Topic, event: NewUpdate['event'] = 'party_updated', at = T0): NewUpdate {
  return { topic, event, at, data: {} };
}

function keptOf(log: TopicLog | Updates, topic: Topic, seq: number): number {
  let kept = 0;
  while (kept < seq && log.since(topic, seq - kept - 1, T0)) kept += 1;
  return kept;
}

describe('updates, kept by the embedded store', () => {
  let place: EmbeddedPlace;

  beforeEach(async () => {
    place = await EmbeddedPlace.make();
  });

  afterEach(() => place.remove());

  it('[UPD-2] [UPD-5] a kill loses no update and no number, before and after a checkpoint', async () => {
    const told: Update[] = [];
    const store = await place.open();
    store.subscribeUpdates((updates) => told.push(...updates));
    const after: [EmbeddedPlace, number][] = [];
    for (const [n, event] of partyEvents(PLACE, 9).entries()) {
      await store.commit(commitOf(event));
      if (n % 4 === 2) await store.checkpoint();
      after.push([await place.copy(), told.length]);
    }
    for (const [copy, count] of after) {
      const again = await copy.open();
      const expected = told.slice(0, count);
      for (const topic of ['world:444', 'board'] as const) {
        const ofTopic = expected.filter((update) => update.topic === topic);
        assert.deepEqual(await again.updatesSince(topic, 0), ofTopic);
        assert.equal((await again.snapshotOf(topic))!.seq, ofTopic.length);
      }
      await copy.remove();
    }
  });

  it('[UPD-2] a data folder from before there were updates opens, and numbers from 1', async () => {
    const store = await place.open();
    await store.commit(commitOf(...partyEvents(PLACE, 2)));
    await store.close();
    for (const path of await place.files('snapshots')) {
      const { updates, ...old } = JSON.parse(await readFile(path, 'utf8'));
      assert.equal(updates.drops.length, 2);
      await writeFile(path, JSON.stringify(old));
    }
    const again = await place.open();
    assert.equal((await again.snapshotOf('world:444'))!.seq, 0);
    await again.commit(commitOf(added(PLACE, 3)));
    assert.equal((await again.updatesSince('world:444', 0))!.length, 1);
  });

  it('[UPD-5] when there are too many, the topics that are silent the longest lose theirs, and no number', () => {
    const log = new TopicLog({});
    const topics = Array.from({ length: UPDATES_MAX / TOPIC_UPDATES_MAX + 1 }, (_, i): Topic => `world:${i + 1}`);
    const last = topics.at(-1)!;
    for (const topic of topics) {
      for (let n = 0; n < TOPIC_UPDATES_MAX + 2; n++) log.add(news(topic));
    }
    assert.equal(keptOf(log, topics[0]!, TOPIC_UPDATES_MAX + 2), 0);
    assert.equal(keptOf(log, last, TOPIC_UPDATES_MAX + 2), TOPIC_UPDATES_MAX);
    assert.equal(log.add(news(topics[0]!)).seq, TOPIC_UPDATES_MAX + 3);
    const kept = topics.reduce((sum, topic) => sum + keptOf(log, topic, log.seqOf(topic)), 0);
    assert.ok(kept <= UPDATES_MAX && kept >= UPDATES_MAX / 2, `${kept} are kept`);
  });

  it('[UPD-5] many drops do not push out the updates of a quiet party', () => {
    const updates = new Updates();
    updates.add([news('party:p')]);
    for (let world = 1; world <= 200; world++) {
      for (let n = 0; n < 100; n++) updates.add([news(`world:${world}`, 'drop_added')]);
    }
    assert.equal(updates.since('party:p', 0, T0)!.length, 1);
    assert.equal(updates.since('world:1', 99, T0), null);
  });

  it('of dissolved parties and of lobbies no more are counted than their limits', () => {
    const updates = new Updates();
    for (let n = 0; n < DISSOLVED_KEPT_MAX + 50; n++) updates.add([news(`party:${n}`, 'party_dissolved')]);
    for (let n = 0; n < LOBBY_TOPICS_MAX + 50; n++) updates.add([news(`lobby:${n}`)]);
    const { parties, lobbies } = updates.toJson();
    assert.equal(parties.length, DISSOLVED_KEPT_MAX);
    assert.ok(lobbies.length <= LOBBY_TOPICS_MAX);
    assert.equal(updates.seqOf('party:0'), 0);
    assert.equal(updates.seqOf('lobby:0'), 0);
    const restored = new Updates();
    restored.restore(updates.toJson());
    assert.deepEqual(restored.toJson(), updates.toJson());
    updates.add([news('party:new', 'party_dissolved')]);
    restored.add([news('party:new', 'party_dissolved')]);
    assert.deepEqual(restored.toJson(), updates.toJson());
  });
});
