import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { MIGRATIONS } from '../../src/store/sql/migrations.ts';
import type { SqlStore } from '../../src/store/sql/SqlStore.ts';
import { importDropParties } from '../../src/tools/import.ts';
import { engineOf } from '../../src/tools/open-place.ts';
import { readPartytime } from '../../src/tools/partytime-file.ts';
import { added, commitOf } from '../store/commits.ts';
import { needsPostgres, sharedPostgres } from '../support/postgres.ts';
import { differencesIn, EVENING, newFolder, ODD, storeOn } from './filled-store.ts';

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

  async function take(file: string, { now = NOW, into = folder.path } = {}): Promise<void> {
    const say = (line: string) => void said.push(line);
    const source = readPartytime(file, say);
    const engine = engineOf(into);
    await engine.open(MIGRATIONS);
    await importDropParties(source, engine, { now, idleMs: IDLE_MS, say });
    await engine.close();
  }

  async function read<T>(ask: (store: SqlStore) => Promise<T>, from = folder.path): Promise<T> {
    const store = storeOn(engineOf(from), NOW);
    await store.open();
    try {
      return await ask(store);
    } finally {
      await store.close();
    }
  }

  it('imports every drop party of an evening with exact figures, the running ones as running', async () => {
    await take(EVENING!);
    assert.equal(said.at(-1), 'Imported 12 of 12 drop parties and 600 of 600 drops.');
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
    assert.deepEqual(await differencesIn(folder.path), []);
  });

  it('duplicates nothing when it is run again', async () => {
    await take(EVENING!);
    await take(EVENING!);
    assert.equal(said.at(-1), 'Imported 0 of 12 drop parties and 0 of 600 drops.');
    assert.equal(said.filter((line) => /was already imported as \d+$/.test(line)).length, 12);
    assert.equal((await read((store) => store.runningDropParties())).length, 8);
  });

  it('ends active parties that had no drop for too long', async () => {
    await take(EVENING!, { now: NOW + IDLE_MS });
    assert.equal((await read((store) => store.history({ limit: 100 }))).parties.length, 12);
  });

  it('skips each invalid row with a reason, and imports the rest', async () => {
    await take(ODD!);
    for (const expected of [
      /^drop party 14 and its \d+ drops skipped: world 0 is not a whole number/,
      /^drop 602 skipped: quantity 0 .*; value -5 .*; item_name must be/,
      /^drop 603 skipped: there is no drop party 99999$/,
      /^drop party 13 of world 444 imported as \d+: ended, 1 drops, 0 GP, average 0 instead of 5$/,
      /^drop party 8 of world 444 imported as \d+: running, 50 drops/,
    ]) {
      assert.ok(
        said.some((line) => expected.test(line)),
        `${expected} in\n${said.join('\n')}`,
      );
    }
    const [lucky] = await read((store) => store.dropsOf(1, { limit: 1 }));
    assert.deepEqual([lucky!.item_name, lucky!.quantity], [`Ghommal's "lucky" penny <col=ff0000>é`, 2_147_483_647]);
    assert.deepEqual(await differencesIn(folder.path), []);
  });

  it('recognises a drop party in another file of the same server', async () => {
    await take(ODD!);
    await take(EVENING!);
    assert.equal(said.at(-1), 'Imported 0 of 12 drop parties and 0 of 600 drops.');
    assert.deepEqual(await differencesIn(folder.path), []);
  });

  it('refuses a file without the tables', async () => {
    await assert.rejects(take(import.meta.filename), /cannot be opened as an SQLite database/);
    await read(async () => {});
    await assert.rejects(take(`${folder.path}/lock`), /is not a database of a partytime server: no such table/);
  });

  describe('into PostgreSQL', () => {
    needsPostgres();

    it('imports the same drop parties as into SQLite, once, and new drops and parties follow them', async () => {
      const server = await sharedPostgres();
      const url = server.url(await server.newDatabase());
      const everything = async (store: SqlStore) => {
        const running = await store.runningDropParties();
        const { parties } = await store.history({ limit: 100 });
        const drops = await Promise.all([...running, ...parties].map(({ id }) => store.dropsOf(id, { limit: 100 })));
        return { running, parties, drops };
      };
      await take(ODD!);
      await take(ODD!, { into: url });
      const { running, ...ended } = await read(everything, url);
      assert.deepEqual({ running, ...ended }, await read(everything));
      assert.deepEqual([running.length, ended.drops.flat().length], [8, 601]);
      const env = { ...process.env, DATABASE_URL: url };
      const again = spawnSync(process.execPath, ['src/tools/import.ts', EVENING!], { env, encoding: 'utf8' });
      assert.match(again.stdout, /\nImported 0 of 12 drop parties and 0 of 600 drops\.\n$/, again.stderr);
      const [{ id, world, total_drops }] = running as [(typeof running)[0]];
      await read(async (store) => {
        const next = added({ world, party_id: id, at: NOW }, total_drops + 1);
        await store.commit({ ...commitOf(next), updates: [], announcements: [] });
        assert.equal((await store.dropParty(id))!.total_drops, total_drops + 1);
        assert.equal(await store.newDropPartyId(), running.length + ended.parties.length + 1);
      }, url);
      assert.deepEqual(await differencesIn(url), []);
    });
  });
});
