import assert from 'node:assert/strict';
import { readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { commitOf, endedParty, T0 } from './commits.ts';
import { assertWhole, crashed, dropsOf, edit, withTwoSnapshots } from './crashed-places.ts';
import type { EmbeddedPlace } from './embedded-place.ts';

describe('recovery of the embedded store from its snapshots', () => {
  let place: EmbeddedPlace;
  afterEach(() => place.remove());

  const warnings = () => place.logged.filter((line) => line.startsWith('warn'));

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
    ['truncated', async (path) => truncate(path, Math.floor((await stat(path)).size / 2))],
    ['full of NUL bytes', async (path) => writeFile(path, Buffer.alloc((await stat(path)).size))],
    ['of another shape', (path) => edit(path, (text) => text.replace('"next_party_id"', '"next_id"'))],
    ['short of drops', (path) => edit(path, (text) => text.replace('"total_drops":3', '"total_drops":4'))],
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
