import assert from 'node:assert/strict';
import { appendFile, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import type { EmbeddedStore } from '../../src/store/embedded/EmbeddedStore.ts';
import { commitOf, endedParty, partyEvents, T0 } from './commits.ts';
import { EmbeddedPlace } from './embedded-place.ts';

const RUNNING = { world: 444, party_id: 50, at: T0 };

async function edit(path: string, change: (text: string) => string): Promise<void> {
  await writeFile(path, change(await readFile(path, 'utf8')));
}

/** Party 50 runs with its drops committed one by one; `then` happens before the folder is copied, as a crash leaves it. */
async function crashed(
  drops: number,
  then: (store: EmbeddedStore) => Promise<void> = async () => {},
): Promise<EmbeddedPlace> {
  const place = await EmbeddedPlace.make();
  const store = await place.open();
  for (const event of partyEvents(RUNNING, drops)) await store.commit(commitOf(event));
  await then(store);
  const copy = await place.copy();
  await place.remove();
  return copy;
}

/** Two checkpoints with changes before, between and after them. */
function withTwoSnapshots(): Promise<EmbeddedPlace> {
  return crashed(3, async (store) => {
    await store.checkpoint();
    await store.commit(commitOf(...endedParty({ world: 7, party_id: 51, at: T0 }, 4)));
    await store.checkpoint();
    await store.commit(commitOf(...endedParty({ world: 8, party_id: 52, at: T0 }, 5)));
  });
}

async function dropsOf(store: EmbeddedStore, id: number): Promise<number[]> {
  return (await store.dropsOf(id, { limit: 100 })).map(({ number }) => number);
}

async function assertWhole(place: EmbeddedPlace): Promise<void> {
  const store = await place.open();
  assert.deepEqual(await dropsOf(store, 50), [3, 2, 1]);
  assert.deepEqual(await dropsOf(store, 51), [4, 3, 2, 1]);
  assert.deepEqual(await dropsOf(store, 52), [5, 4, 3, 2, 1]);
  assert.deepEqual(
    (await store.history({ limit: 9 })).parties.map(({ id }) => id),
    [52, 51],
  );
}

describe('[STORE] recovery of the embedded store', () => {
  let place: EmbeddedPlace;
  afterEach(() => place.remove());

  const journal = async () => (await place.files('journal')).at(-1)!;
  const warnings = () => place.logged.filter((line) => line.startsWith('warn'));

  const tails: [string, string][] = [
    ['half a record', '{"n":5,"at":17672,"events":[{"type":"drop_ad'],
    ['a whole record but for its newline', '{"n":5,"at":1,"events":[],"answers":[],"crc":"00000000"}'],
    ['NUL bytes', '\0'.repeat(5_000)],
    ['half a record and NUL bytes', `{"n":5,"at":1${'\0'.repeat(200_000)}`],
    ['half a letter', '{"n":5,"at":1,"events":[{"item_name":"\u00e9'],
  ];
  for (const [what, tail] of tails) {
    it(`${what} at the end of the journal is cut off with a warning, and the journal goes on there`, async () => {
      place = await crashed(3);
      const { size } = await stat(await journal());
      await appendFile(await journal(), what === 'half a letter' ? Buffer.from(tail).subarray(0, -1) : tail);
      const store = await place.open();
      assert.equal((await stat(await journal())).size, size);
      assert.match(warnings().join(), /ndjson:5: the last write was interrupted/);
      await store.commit(commitOf(...partyEvents({ world: 445, party_id: 51, at: T0 }, 1)));
      await store.close();
      const again = await place.open();
      assert.deepEqual(await dropsOf(again, 50), [3, 2, 1]);
      assert.deepEqual(await dropsOf(again, 51), [1]);
      assert.equal(warnings().length, 1);
    });
  }

  it('a journal of nothing but a torn line is as good as none', async () => {
    place = await crashed(0);
    await writeFile(await journal(), '{"n":1,"at"');
    const store = await place.open();
    assert.deepEqual(await store.activeParties(), []);
    await store.commit(commitOf(...partyEvents(RUNNING, 1)));
  });

  it('an empty segment, begun by a checkpoint that did not finish, is no gap', async () => {
    place = await crashed(3);
    await writeFile(place.path('journal', '000000000000003.ndjson'), '');
    assert.deepEqual(await dropsOf(await place.open(), 50), [3, 2, 1]);
  });

  const damages: [string, (text: string) => string, RegExp][] = [
    ['a line that is no JSON', (text) => text.replace('"events"', 'events'), /ndjson:1: .*JSON/],
    [
      'a flipped bit',
      (text) => text.replace('"number":2', '"number":3'),
      /ndjson:3: its crc is "\w{8}", but its content has the crc "\w{8}"/,
    ],
    [
      'a missing line',
      (text) => text.split('\n').toSpliced(1, 1).join('\n'),
      /ndjson:2: record 2 is missing: this is record 3/,
    ],
    [
      'a line that stands twice',
      (text) => text.split('\n').toSpliced(1, 0, text.split('\n')[1]!).join('\n'),
      /ndjson:3: record 3 is missing: this is record 2/,
    ],
    ['an event of an unknown type', (text) => text.replace('drop_added', 'drop_addled'), /ndjson:2: events\.0\.type: /],
    ['an event without a field', (text) => text.replace('"value":2,', ''), /ndjson:3: events\.0\.value: /],
    [
      'an event with a field that nobody knows',
      (text) => text.replace('"value":2,', '"value":2,"gp":2,'),
      /ndjson:3: events\.0: .*gp/,
    ],
    ['NUL bytes in the middle', (text) => text.replace('"item_id"', '\0'.repeat(9)), /ndjson:2: /],
    ['an empty line', (text) => text.replace('\n', '\n\n'), /ndjson:2: /],
  ];
  for (const [what, damage, message] of damages) {
    it(`${what} stops the start, which names file and line and changes nothing`, async () => {
      place = await crashed(3);
      await edit(await journal(), damage);
      const before = await readFile(await journal(), 'utf8');
      await assert.rejects(place.open(), (error: Error) => {
        assert.match(error.message, message);
        assert.match(error.message, /Restore the data folder from a backup; or/);
        return true;
      });
      assert.equal(await readFile(await journal(), 'utf8'), before);
    });
  }

  it('an event that the rules cannot apply stops the start', async () => {
    place = await crashed(3);
    const { encodeRecord, encodeCommit } = await import('../../src/store/embedded/journal-record.ts');
    await appendFile(await journal(), encodeRecord(5, T0, encodeCommit(commitOf(...partyEvents(RUNNING, 0)))));
    await assert.rejects(
      place.open(),
      /ndjson:5: drop_party_started of party 50 does not follow: in world 444 party 50 is running/,
    );
  });

  it('an operator who fixes a line by hand finds the crc to write in the message', async () => {
    place = await crashed(3);
    await edit(await journal(), (text) => text.replace('"value":2,', '"value":2000,'));
    const error = await place.open().then(
      () => assert.fail('it started'),
      (error: Error) => error,
    );
    const [, wrong, right] = /crc is "(\w+)", but its content has the crc "(\w+)"/.exec(error.message)!;
    await edit(await journal(), (text) => text.replace(wrong!, right!));
    const drops = await (await place.open()).dropsOf(50, { limit: 3 });
    assert.deepEqual(
      drops.map(({ value }) => value),
      [3, 2_000, 1],
    );
  });

  it('a torn line in any segment but the last stops the start', async () => {
    place = await withTwoSnapshots();
    await rm((await place.files('snapshots')).at(-1)!);
    const [older] = (await place.files('journal')).slice(-2);
    await truncate(older!, (await stat(older!)).size - 1);
    await assert.rejects(place.open(), /ndjson:1: the line has no end/);
  });

  it('a missing segment stops the start', async () => {
    place = await withTwoSnapshots();
    await rm((await place.files('snapshots')).at(-1)!);
    await rm((await place.files('journal')).at(-2)!);
    await assert.rejects(place.open(), /it begins with record 6, but record 5 is needed and in no file/);
  });

  it('temporary files that an interrupted write left are removed', async () => {
    place = await withTwoSnapshots();
    const strays = [
      place.path('snapshots', '.snapshot-000000000000009.json.tmp'),
      place.path('x.tmp'),
      place.path('journal', 'y.tmp'),
    ];
    for (const stray of strays) await writeFile(stray, '{"half":');
    await assertWhole(place);
    for (const stray of strays) await assert.rejects(stat(stray), { code: 'ENOENT' });
  });

  const badSnapshots: [string, (path: string) => Promise<void>][] = [
    ['empty', (path) => truncate(path, 0)],
    ['truncated', async (path) => truncate(path, (await stat(path)).size / 2)],
    ['full of NUL bytes', async (path) => writeFile(path, Buffer.alloc((await stat(path)).size))],
    ['of another shape', (path) => edit(path, (text) => text.replace('"next_party_id"', '"next_id"'))],
    ['short of drops', (path) => edit(path, (text) => text.replace('"total_drops": 3', '"total_drops": 4'))],
    ['under another number', (path) => edit(path, (text) => text.replace('"last_record": 5', '"last_record": 4'))],
  ];
  for (const [what, damage] of badSnapshots) {
    it(`a newest snapshot that is ${what} is passed over with a warning, and nothing is lost`, async () => {
      place = await withTwoSnapshots();
      await damage((await place.files('snapshots')).at(-1)!);
      await assertWhole(place);
      assert.match(
        warnings().join(),
        /this snapshot cannot be read, so the one before is used: .*snapshot-000000000000005\.json: /,
      );
    });
  }

  it('without its newest snapshot the store starts from the one before', async () => {
    place = await withTwoSnapshots();
    await rm((await place.files('snapshots')).at(-1)!);
    await assertWhole(place);
  });

  it('what the passed-over snapshot had archived is archived again, once', async () => {
    place = await withTwoSnapshots();
    await truncate((await place.files('snapshots')).at(-1)!, 10);
    await (await place.open()).close();
    await assertWhole(place);
    const lines = (await readFile(place.path('parties', '0', '51.ndjson'), 'utf8')).split('\n');
    assert.equal(lines.length, 4 + 1 + 1);
    assert.equal((await place.files('snapshots')).length, 2);
  });

  it('with no readable snapshot and a journal that does not reach back, it refuses, naming both', async () => {
    place = await crashed(3, async (store) => {
      for (let id = 51; id < 54; id++) {
        await store.checkpoint();
        await store.commit(commitOf(...endedParty({ world: 7, party_id: id, at: T0 }, 1)));
      }
    });
    for (const path of await place.files('snapshots')) await truncate(path, 3);
    await assert.rejects(place.open(), (error: Error) => {
      assert.match(error.message, /ndjson: it begins with record 6, but record 1 is needed and in no file/);
      assert.match(
        error.message,
        /These snapshots cannot be read: .*snapshot-000000000000006\.json.*snapshot-000000000000005\.json/,
      );
      return true;
    });
  });

  it('with no readable snapshot but the whole journal, it starts from the journal', async () => {
    place = await crashed(3, (store) => store.checkpoint());
    for (const path of await place.files('snapshots')) await truncate(path, 3);
    assert.deepEqual(await dropsOf(await place.open(), 50), [3, 2, 1]);
  });

  it('a journal that ends before the snapshot loses nothing, and goes on behind the snapshot', async () => {
    place = await withTwoSnapshots();
    const [before, after] = await place.files('journal');
    await truncate(before!, 20);
    await rm(after!);
    const store = await place.open();
    assert.deepEqual(await dropsOf(store, 51), [4, 3, 2, 1]);
    await store.commit(commitOf(...endedParty({ world: 8, party_id: 52, at: T0 }, 5)));
    assert.match(warnings().join(), /journal ends with record 4, before the snapshot's 5: nothing is lost/);
    await store.close();
    await assertWhole(place);
  });
});
