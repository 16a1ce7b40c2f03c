import assert from 'node:assert/strict';
import { appendFile, readFile, rm, stat, truncate } from 'node:fs/promises';
import { AppError } from '../../src/errors.ts';
import type { EmbeddedStore } from '../../src/store/embedded/EmbeddedStore.ts';
import { added, answer, commitOf, ended, endedParty, partyEvents, T0 } from './commits.ts';
import { EmbeddedPlace } from './embedded-place.ts';

const RUNNING = { world: 444, party_id: 1, at: T0 };

describe('the archive of the embedded store, after a crash', () => {
  let place: EmbeddedPlace;
  let store: EmbeddedStore;
  let now: number;

  const open = async () => (store = await place.open({ now: () => now }));
  const lines = async (...names: string[]) => (await readFile(place.path(...names), 'utf8')).split('\n').slice(0, -1);
  const numbers = async (id: number, page: { before?: number; limit: number }) =>
    (await store.dropsOf(id, page)).map(({ number }) => number);

  beforeEach(async () => {
    now = T0;
    place = await EmbeddedPlace.make();
    await open();
  });

  afterEach(() => place.remove());

  const archived = async () => {
    await store.commit(commitOf(...endedParty({ world: 7, party_id: 2, at: T0 }, 2), ...partyEvents(RUNNING, 2)));
    await store.commit(commitOf(added({ ...RUNNING, at: T0 + 400_000 }, 3)));
    await store.commit({ events: [], answers: [answer('a', T0)] });
    await store.close();
  };

  it("what an unfinished checkpoint wrote behind the archive's end is cut off before more is added", async () => {
    await archived();
    // Longer than what comes instead, so that overwriting it would not be enough.
    const left = `${'{"number":3,"left":"by a crash"}\n'.repeat(200)}{"half`;
    const files = [
      ['parties', '0', '1.ndjson'],
      ['history', '000000000000001.ndjson'],
      ['answers', '000000000000001.ndjson'],
    ];
    for (const names of files) await appendFile(place.path(...names), left);
    await open();
    assert.deepEqual(await numbers(1, { limit: 9 }), [3, 2, 1]);
    assert.deepEqual(
      (await store.history({ limit: 9 })).parties.map(({ id }) => id),
      [2],
    );
    await store.commit({ events: [ended({ ...RUNNING, at: T0 + 900_000 })], answers: [answer('b', T0)] });
    await store.close();
    await open();
    assert.deepEqual(await numbers(1, { limit: 9 }), [3, 2, 1]);
    assert.deepEqual(
      (await store.history({ limit: 9 })).parties.map(({ id }) => id),
      [1, 2],
    );
    assert.equal((await store.recall(['a', 'b'])).size, 2);
    for (const names of files) assert.ok(!(await lines(...names)).join().includes('crash'));
  });

  for (const names of [
    ['parties', '0', '1.ndjson'],
    ['history', '000000000000001.ndjson'],
    ['answers', '000000000000001.ndjson'],
  ]) {
    it(`a file of ${names[0]} that is shorter than recorded stops the start, which names it`, async () => {
      await archived();
      const path = place.path(...names);
      const { size } = await stat(path);
      await truncate(path, size - 1);
      const found = `${path}: it has ${size - 1} bytes, but the snapshot counts on ${size}`;
      await assert.rejects(open(), (error: Error) => error.message.startsWith(found));
      await rm(path);
      await assert.rejects(open(), (error: Error) => error.message.includes(`${path}: it has 0 bytes`));
    });
  }

  it("an ended party's file that was damaged fails its readers, not the store", async () => {
    await archived();
    const path = place.path('parties', '0', '2.ndjson');
    await truncate(path, (await stat(path)).size - 5);
    await open();
    for (const read of [() => store.dropParty(2), () => store.dropsOf(2, { limit: 5 })]) {
      await assert.rejects(read, (error) => error instanceof AppError && error.kind === 'storage_unavailable');
    }
    assert.match(place.logged.join(), /2\.ndjson: its last line has no end/);
    assert.deepEqual(await numbers(1, { limit: 1 }), [3]);
  });
});
