import assert from 'node:assert/strict';
import {
  ANSWER_KEPT_MS,
  ANSWERS_BYTES_MAX,
  AUDIT_KEPT_MAX,
  DISSOLVED_KEPT_MAX,
  DISSOLVED_KEPT_MS,
  LOBBY_TOPICS_MAX,
  TOPIC_UPDATES_MAX,
  UPDATES_MAX,
} from '../../src/store/limits.ts';
import type { AuditEntry } from '../../src/domain/audit.ts';
import type { NewUpdate, Topic, Update } from '../../src/projections/update.ts';
import { answer, commitOf, endedParty, partyEvents, T0, witnessed } from './commits.ts';
import type { PlayedStore } from './PlayedStore.ts';
import { SqlitePlace } from './sqlite-place.ts';

const PLACE = { world: 444, party_id: 1, at: T0 };

function news(topic: Topic, event: NewUpdate['event'] = 'party_updated', at = T0): NewUpdate {
  return { topic, event, at, data: {} };
}

describe('retention in the store', () => {
  let place: SqlitePlace;
  let store: PlayedStore;
  let now: number;

  beforeEach(async () => {
    now = T0;
    place = await SqlitePlace.make();
    store = await place.open(() => now);
  });

  afterEach(() => place.remove());

  const tell = (updates: NewUpdate[]) => store.commit({ events: [], answers: [], updates, announcements: [] });
  const keptOf = async (topic: Topic, seq: number) => {
    let kept = 0;
    while (kept < Math.min(seq, TOPIC_UPDATES_MAX) && (await store.updatesSince(topic, seq - kept - 1))) kept += 1;
    return kept;
  };
  const count = async (table: string) => place.count(table);

  it('[STORE-1] [UPD-2] [UPD-5] a kill loses no update and no number', async () => {
    const told: Update[] = [];
    store.subscribeUpdates((updates) => told.push(...updates));
    const after: [SqlitePlace, number][] = [];
    for (const [n, event] of partyEvents(PLACE, 9).entries()) {
      await store.commit(commitOf(event));
      if (n % 4 === 2) await store.forget();
      after.push([await place.copy(), told.length]);
    }
    for (const [copy, length] of after) {
      const again = await copy.open();
      const expected = told.slice(0, length);
      for (const topic of ['world:444', 'board'] as const) {
        const ofTopic = expected.filter((update) => update.topic === topic);
        assert.deepEqual(await again.updatesSince(topic, 0), ofTopic);
        assert.equal((await again.snapshotOf(topic))!.seq, ofTopic.length);
      }
      await copy.remove();
    }
  });

  it('[UPD-5] when there are too many updates, the longest silent topics lose theirs but keep their numbering', async () => {
    const topics = Array.from({ length: UPDATES_MAX / TOPIC_UPDATES_MAX + 1 }, (_, i): Topic => `world:${i + 1}`);
    const last = topics.at(-1)!;
    for (const [i, topic] of topics.entries()) {
      await tell(Array.from({ length: TOPIC_UPDATES_MAX + 2 }, () => news(topic, 'drop_added', T0 + i)));
    }
    await store.forget();
    assert.equal(await keptOf(topics[0]!, TOPIC_UPDATES_MAX + 2), 0);
    assert.equal(await keptOf(last, TOPIC_UPDATES_MAX + 2), TOPIC_UPDATES_MAX);
    const kept = await count('topic_update');
    assert.ok(kept <= UPDATES_MAX && kept >= UPDATES_MAX / 2 - TOPIC_UPDATES_MAX, `${kept} are kept`);
    await tell([news(topics[0]!)]);
    assert.deepEqual(
      (await store.updatesSince(topics[0]!, TOPIC_UPDATES_MAX + 2))!.map(({ seq }) => seq),
      [TOPIC_UPDATES_MAX + 3],
    );
  });

  it('[UPD-5] many drops do not push out the updates of a quiet party', async () => {
    await tell([news('party:p')]);
    for (let world = 1; world <= 200; world++) {
      await tell(Array.from({ length: 100 }, () => news(`world:${world}`, 'drop_added', T0 + world)));
    }
    await store.forget();
    assert.equal((await store.updatesSince('party:p', 0))!.length, 1);
    assert.equal(await store.updatesSince('world:1', 99), null);
  });

  it('the store keeps the topics of no more dissolved parties and lobbies than their limits', async () => {
    await tell(
      Array.from({ length: DISSOLVED_KEPT_MAX + 50 }, (_, n) => news(`party:${n}`, 'party_dissolved', T0 + n)),
    );
    await tell(Array.from({ length: LOBBY_TOPICS_MAX + 50 }, (_, n) => news(`lobby:${n}`, 'party_updated', T0 + n)));
    await store.forget();
    assert.equal(await count('topic'), DISSOLVED_KEPT_MAX + LOBBY_TOPICS_MAX);
    for (const topic of ['party:0', 'lobby:0'] as const) assert.deepEqual(await store.updatesSince(topic, 0), []);
  });

  it('[UPD-5] a dissolved party’s updates are forgotten after 10 minutes', async () => {
    await tell([news('party:p', 'party_dissolved'), news('party:q')]);
    now += DISSOLVED_KEPT_MS;
    await store.forget();
    assert.equal(await count('topic'), 1);
  });

  it('[STORE-7] the store forgets answers by age and by bytes, the oldest first', async () => {
    await store.commit({ events: [], answers: [answer('old', T0), answer('new', T0 + 1)] });
    now += ANSWER_KEPT_MS;
    await store.forget();
    assert.equal(await count('answer'), 1);
    const large = 'x'.repeat(1_000_000);
    const bodies = Math.ceil(ANSWERS_BYTES_MAX / large.length) + 2;
    for (let n = 0; n < bodies; n++) await store.commit({ events: [], answers: [answer(`${n}`, now + n, large)] });
    await store.forget();
    const kept = (await store.recall(Array.from({ length: bodies }, (_, n) => `${n}`))).size;
    assert.ok(kept < bodies && (await store.recall([`${bodies - 1}`])).size === 1, `${kept} of ${bodies}`);
  });

  it('[STORE-10] the store forgets the oldest acts of admins beyond their limit', async () => {
    const audit = Array.from({ length: AUDIT_KEPT_MAX + 600 }, (_, n): AuditEntry => {
      return { at: T0, who: '203.0.113.7', act: 'key_made', target: `${n}`, details: {} };
    });
    await store.commit({ events: [], answers: [], audit });
    await store.forget();
    assert.equal(await count('audit'), AUDIT_KEPT_MAX);
    assert.equal((await store.auditLog({ limit: 1 }))[0]!.target, `${AUDIT_KEPT_MAX + 599}`);
  });

  it('the store forgets the reporters of an ended drop party but keeps its figures', async () => {
    const events = endedParty(PLACE, 700);
    events.splice(-1, 0, witnessed({ ...PLACE, at: T0 + 700_100 }, 700, 'zezima'));
    await store.commit(commitOf(...events));
    const before = await store.dropParty(1);
    assert.equal(before!.witnesses, 1);
    await store.forget();
    for (const table of ['drop_witness', 'drop_party_value', 'drop_party_reporter'])
      assert.equal(await count(table), 0);
    assert.deepEqual(await store.dropParty(1), before);
    assert.equal((await store.dropsOf(1, { limit: 1 }))[0]!.witnesses, 1);
  });
});
