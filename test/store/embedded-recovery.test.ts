import assert from 'node:assert/strict';
import { appendFile, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { commitOf, partyEvents, T0 } from './commits.ts';
import { crashed, dropsOf, edit, RUNNING, withTwoSnapshots } from './crashed-places.ts';
import type { EmbeddedPlace } from './embedded-place.ts';

describe('recovery of the embedded store from its journal', () => {
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
    assert.deepEqual(await store.runningDropParties(), []);
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
});
