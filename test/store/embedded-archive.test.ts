import assert from 'node:assert/strict';
import { readFile, rm, stat } from 'node:fs/promises';
import { RECENT_DROPS_MAX } from '../../src/domain/limits.ts';
import { ANSWER_KEPT_MS } from '../../src/store/limits.ts';
import { AppError } from '../../src/errors.ts';
import { GROUND_MS } from '../../src/domain/drops/witness-rule.ts';
import type { EmbeddedStore } from '../../src/store/embedded/EmbeddedStore.ts';
import { added, answer, commitOf, ended, endedParty, partyEvents, T0, witnessed } from './commits.ts';
import { EmbeddedPlace } from './embedded-place.ts';

const RUNNING = { world: 444, party_id: 1, at: T0 };

describe('the archive of the embedded store', () => {
  let place: EmbeddedPlace;
  let store: EmbeddedStore;
  let now: number;

  const open = async () => (store = await place.open({ now: () => now }));
  const lines = async (...names: string[]) => (await readFile(place.path(...names), 'utf8')).split('\n').slice(0, -1);
  const partyLines = async (id: number) =>
    (await lines('parties', '0', `${id}.ndjson`)).map((line) => JSON.parse(line));
  const numbers = async (id: number, page: { before?: number; limit: number }) =>
    (await store.dropsOf(id, page)).map(({ number }) => number);

  beforeEach(async () => {
    now = T0;
    place = await EmbeddedPlace.make();
    await open();
  });

  afterEach(() => place.remove());

  it('an ended party goes to a file of its own: its drops in order, its summary last', async () => {
    await store.commit(commitOf(...endedParty(RUNNING, 3)));
    const summary = await store.dropParty(1);
    await store.checkpoint();
    const written = await partyLines(1);
    assert.deepEqual(
      written.slice(0, 3).map(({ number }) => number),
      [1, 2, 3],
    );
    assert.deepEqual(written.slice(3), [summary]);
    assert.deepEqual(await store.dropParty(1), summary);
  });

  it("a running party's drop goes to the archive only when no witness can come any more", async () => {
    const late = T0 + GROUND_MS;
    await store.commit(commitOf(...partyEvents(RUNNING, 3), added({ ...RUNNING, at: late + 2_000 }, 4)));
    await store.checkpoint();
    assert.deepEqual(
      (await partyLines(1)).map(({ number }) => number),
      [1],
    );
    await store.commit(commitOf(witnessed({ ...RUNNING, at: late + 2_000 }, 2, 'zezima')));
    await store.commit(commitOf(ended({ ...RUNNING, at: late + 500_000 })));
    await store.checkpoint();
    const written = await partyLines(1);
    assert.deepEqual(written.map(({ number, witnesses }) => [number, witnesses]).slice(0, 4), [
      [1, 0],
      [2, 1],
      [3, 0],
      [4, 0],
    ]);
    assert.equal(written.length, 5);
  });

  it('pages run over what is in the file and what is in memory, whatever their borders', async () => {
    const count = 60;
    for (let n = 1; n <= count; n++) {
      if (n === 1) await store.commit(commitOf(...partyEvents(RUNNING, 1)));
      else await store.commit(commitOf(added({ ...RUNNING, at: T0 + n * 10_000 }, n)));
      if (n % 25 === 0) await store.checkpoint();
    }
    for (let before = 1; before <= count + 2; before++) {
      for (const limit of [1, 7, 100]) {
        const expected = Array.from({ length: count }, (_, i) => count - i)
          .filter((n) => n < before)
          .slice(0, limit);
        assert.deepEqual(await numbers(1, { before, limit }), expected);
      }
    }
  });

  it('in a file of many blocks every page is found', async () => {
    const count = 3_000;
    const start = partyEvents(RUNNING, 0);
    const drops = Array.from({ length: count }, (_, i) =>
      added({ ...RUNNING, at: T0 + i }, i + 1, { item_name: 'x'.repeat(i % 128) + '\u00e9' }),
    );
    await store.commit(commitOf(...start, ...drops, ended({ ...RUNNING, at: T0 + 999_999 })));
    await store.checkpoint();
    assert.ok((await stat(place.path('parties', '0', '1.ndjson'))).size > 8 * 64 * 1024);
    for (let before = 2; before <= count + 1; before += 97) {
      assert.deepEqual(
        await numbers(1, { before, limit: 2 }),
        [before - 1, before - 2].filter((n) => n > 0),
      );
    }
  });

  it('drops that the rules hold open no more are settled by that', async () => {
    const drops = Array.from({ length: RECENT_DROPS_MAX + 10 }, (_, i) => added({ ...RUNNING, at: T0 }, i + 1));
    await store.commit(commitOf(...partyEvents(RUNNING, 0), ...drops));
    await store.checkpoint();
    const open = (await store.loadWorld(444)).open;
    assert.equal((await partyLines(1)).length, drops.length - open.length);
    assert.deepEqual(await numbers(1, { limit: 1, before: 5 }), [4]);
  });

  it('the history goes on over many files and skips those of other times', async () => {
    const name = 'n'.repeat(128);
    for (let id = 1; id <= 900; id++) {
      const at = T0 + id * 1_000_000;
      const drops = Array.from({ length: 10 }, (_, i) =>
        added({ world: 1 + (id % 3), party_id: id, at }, i + 1, { item_name: name }),
      );
      const [start] = partyEvents({ world: 1 + (id % 3), party_id: id, at }, 0);
      await store.commit(commitOf(start!, ...drops, ended({ world: 1 + (id % 3), party_id: id, at: at + 300_000 })));
      if (id % 300 === 0) await store.checkpoint();
    }
    const segments = await place.files('history');
    assert.ok(segments.length >= 3);
    const all: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.history({ limit: 100, ...(cursor === undefined ? {} : { cursor }) });
      all.push(...page.parties.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    assert.deepEqual(
      all,
      Array.from({ length: 900 }, (_, i) => 900 - i),
    );
    // Without its older files a span of newer times can be read: they are not looked at.
    await rm(segments[0]!);
    const span = await store.history({ limit: 2, from: T0 + 890 * 1_000_000, world: 2 });
    assert.deepEqual(
      span.parties.map(({ id }) => id),
      [898, 895],
    );
    await assert.rejects(
      store.history({ limit: 100, to: T0 + 1_000_000 * 10 }),
      (error) => error instanceof AppError && error.kind === 'storage_unavailable',
    );
  });

  it('remembered answers survive in the archive for a day', async () => {
    await store.commit({ events: [], answers: [answer('a', now)] });
    await store.checkpoint();
    now += 1_000;
    await store.commit({ events: [], answers: [answer('b', now)] });
    await store.close();
    await open();
    assert.deepEqual([...(await store.recall(['a', 'b'])).keys()], ['a', 'b']);
    now += ANSWER_KEPT_MS - 500;
    assert.deepEqual([...(await store.recall(['a', 'b'])).keys()], ['b']);
  });

  it('files of answers that are too old go, once no kept snapshot needs them', async () => {
    const answers = ['a', 'b', 'c'].map((id) => answer(id, now, 'x'.repeat(3_000_000)));
    await store.commit({ events: [], answers });
    await store.checkpoint();
    assert.equal((await place.files('answers')).length, 2);
    now += ANSWER_KEPT_MS + 1;
    const kept: number[] = [];
    for (const id of ['d', 'e']) {
      await store.commit({ events: [], answers: [answer(id, now)] });
      await store.checkpoint();
      kept.push((await place.files('answers')).length);
    }
    assert.deepEqual(kept, [2, 1]);
    await store.close();
    await open();
    assert.deepEqual([...(await store.recall(['a', 'c', 'd', 'e'])).keys()], ['d', 'e']);
  });

  it('nothing of an ended party stays in memory or in the snapshot', async () => {
    await store.commit(commitOf(...endedParty(RUNNING, 50)));
    await store.checkpoint();
    const newest = (await place.files('snapshots')).at(-1)!;
    const snapshot = JSON.parse(await readFile(newest, 'utf8'));
    assert.deepEqual(snapshot.settled, []);
    assert.equal(snapshot.worlds[0].party, null);
    assert.deepEqual(snapshot.worlds[0].open, []);
  });

  it('the journal and the snapshots keep only what the older of two snapshots needs', async () => {
    for (let id = 1; id <= 6; id++) {
      await store.commit(commitOf(...endedParty({ ...RUNNING, party_id: id }, 1)));
      await store.checkpoint();
    }
    assert.deepEqual(
      (await place.files('snapshots')).map((path) => path.slice(-6)),
      ['5.json', '6.json'],
    );
    assert.deepEqual(
      (await place.files('journal')).map((path) => path.slice(-8)),
      ['6.ndjson', '7.ndjson'],
    );
  });

  it('a checkpoint without changes writes nothing', async () => {
    await store.commit(commitOf(...partyEvents(RUNNING, 1)));
    await store.checkpoint();
    const before = await place.files('snapshots');
    await store.checkpoint();
    assert.deepEqual(await place.files('snapshots'), before);
  });

  it("the journal's size makes a checkpoint without being asked", async () => {
    await store.close();
    store = await place.open({ checkpointBytes: 2_000, now: () => now });
    const events = partyEvents(RUNNING, 40);
    for (const event of events) await store.commit(commitOf(event));
    await store.checkpoint();
    assert.ok((await place.files('snapshots')).length === 2);
    assert.ok((await place.files('journal')).length < 10);
    assert.deepEqual(await numbers(1, { limit: 2 }), [40, 39]);
  });
});
