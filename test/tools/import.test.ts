import assert from 'node:assert/strict';
import { SqlStore } from '../../src/store/sql/SqlStore.ts';
import { MIGRATIONS } from '../../src/store/sql/migrations.ts';
import { SqliteEngine } from '../../src/store/sqlite/SqliteEngine.ts';
import { importDropParties } from '../../src/tools/import.ts';
import { openPlace } from '../../src/tools/open-place.ts';
import { readPartytime } from '../../src/tools/partytime-file.ts';
import { verify } from '../../src/tools/verify.ts';
import { collect, EVENING, newFolder, ODD } from './filled-store.ts';

/** Half a minute after the last drop of the running parties in the samples. */
const NOW = Date.UTC(2026, 10, 27, 7, 36, 30);
const IDLE_MS = 300_000;

describe('npm run import', () => {
  let folder: Awaited<ReturnType<typeof newFolder>>;
  let said: string[];

  beforeEach(async () => {
    folder = await newFolder();
    said = [];
  });

  afterEach(() => folder[Symbol.asyncDispose]());

  async function take(file: string, now = NOW): Promise<void> {
    const say = (line: string) => void said.push(line);
    const source = readPartytime(file, say);
    const engine = new SqliteEngine(folder.path);
    await engine.open(MIGRATIONS);
    await importDropParties(source, engine, { now, idleMs: IDLE_MS, say });
    await engine.close();
  }

  async function read<T>(ask: (store: SqlStore) => Promise<T>): Promise<T> {
    const log = { error() {}, warn() {} };
    const store = new SqlStore(new SqliteEngine(folder.path), { now: () => NOW, log });
    await store.open();
    try {
      return await ask(store);
    } finally {
      await store.close();
    }
  }

  async function differences(): Promise<string[]> {
    const place = await openPlace(folder.path, 'look');
    const found = await collect(verify(place));
    await place.close(false);
    return found;
  }

  it('takes every drop party of an evening with exact figures, the running ones running', async () => {
    await take(EVENING!);
    assert.equal(said.at(-1), 'Took 12 of 12 drop parties and 600 of 600 drops.');
    const { ended, running, drops } = await read(async (store) => ({
      ended: (await store.history({ limit: 100 })).parties,
      running: await store.runningDropParties(),
      drops: await store.dropsOf(1, { limit: 100 }),
    }));
    assert.deepEqual([ended.length, running.length, drops.length], [4, 8, 50]);
    const first = ended.find(({ world }) => world === 301)!;
    assert.deepEqual([first.avg_drop, first.total_value, first.total_drops], [2_286_948, 114_347_414, 50]);
    assert.equal(first.created_at, Date.UTC(2026, 10, 27, 6, 45, 39));
    assert.equal(first.ended_at, Date.UTC(2026, 10, 27, 7, 16, 9) + IDLE_MS);
    assert.equal(running.find(({ world }) => world === 444)!.created_at, Date.UTC(2026, 10, 27, 7, 35, 39, 771));
    assert.deepEqual(await differences(), []);
  });

  it('doubles nothing when it is run again', async () => {
    await take(EVENING!);
    await take(EVENING!);
    assert.equal(said.at(-1), 'Took 0 of 12 drop parties and 0 of 600 drops.');
    assert.equal(said.filter((line) => /was taken before, as \d+$/.test(line)).length, 12);
    assert.equal((await read((store) => store.runningDropParties())).length, 8);
  });

  it('ends what was active but had no drop for too long', async () => {
    await take(EVENING!, NOW + IDLE_MS);
    assert.equal((await read((store) => store.history({ limit: 100 }))).parties.length, 12);
  });

  it('says of each odd row why it is not taken, and takes the rest', async () => {
    await take(ODD!);
    for (const expected of [
      /^drop party 14 is not taken, .*: world 0 is not a whole number/,
      /^drop 602 is not taken: quantity 0 .*; value -5 .*; item_name must be/,
      /^drop 603 is not taken: there is no drop party 99999$/,
      /^drop party 13 of world 444 is \d+: ended, 1 drops, 0 GP, average 0 instead of 5$/,
      /^drop party 8 of world 444 is \d+: running, 50 drops/,
    ]) {
      assert.ok(
        said.some((line) => expected.test(line)),
        `${expected} in\n${said.join('\n')}`,
      );
    }
    const [lucky] = await read((store) => store.dropsOf(1, { limit: 1 }));
    assert.deepEqual([lucky!.item_name, lucky!.quantity], [`Ghommal's "lucky" penny <col=ff0000>é`, 2_147_483_647]);
    assert.deepEqual(await differences(), []);
  });

  it('knows a drop party again in another file of the same server', async () => {
    await take(ODD!);
    await take(EVENING!);
    assert.equal(said.at(-1), 'Took 0 of 12 drop parties and 0 of 600 drops.');
    assert.deepEqual(await differences(), []);
  });

  it('refuses a file without the tables', async () => {
    await assert.rejects(take(import.meta.filename), /cannot be opened as an SQLite database/);
    await read(async () => {});
    await assert.rejects(take(`${folder.path}/lock`), /is not a database of a partytime server: no such table/);
  });
});
