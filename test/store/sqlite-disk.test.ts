import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, open, readdir, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { AppError } from '../../src/errors.ts';
import { added, answer, commitOf, endedParty, partyEvents, T0 } from './commits.ts';
import { SqlitePlace } from './sqlite-place.ts';

const RUNNING = { world: 444, party_id: 1, at: T0 };

const unavailable = (error: unknown) => error instanceof AppError && error.kind === 'storage_unavailable';
const because = (what: RegExp) => (error: unknown) =>
  unavailable(error) && what.test(String((error as AppError).cause));

describe('SQLite on a failing disk', () => {
  let place: SqlitePlace;

  beforeEach(async () => {
    place = await SqlitePlace.make();
  });

  afterEach(() => place.remove());

  it('the files are readable by their owner only', async () => {
    const store = await place.open();
    await store.commit({ events: [...partyEvents(RUNNING, 2)], answers: [answer('a', T0)] });
    await store.probe();
    const entries = await readdir(place.dataDir, { recursive: true });
    assert.ok(entries.length >= 5);
    for (const entry of entries) {
      const { mode } = await stat(place.path(entry));
      assert.equal(mode & 0o077, 0, `${entry} has mode ${(mode & 0o777).toString(8)}`);
    }
  });

  it('[STORE-6] a second store on the folder is refused, naming the folder, and the first keeps working', async () => {
    const store = await place.open();
    await assert.rejects(place.open(), (error: Error) =>
      error.message.includes(`The data folder ${place.dataDir} is in use`),
    );
    await assert.rejects(
      place.open(),
      /in use by another Muster\. Stop that one, or give this one a DATA_DIR of its own/,
    );
    await store.commit(commitOf(...partyEvents(RUNNING, 1)));
    await store.close();
    await place.open();
  });

  it('[STORE-6] a second process is refused, and can start as soon as the first is killed', async () => {
    const writer = spawn(process.execPath, [join(import.meta.dirname, 'crash-writer.ts'), place.dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(writer, 'exit');
    try {
      await createInterface(writer.stdout)[Symbol.asyncIterator]().next();
      await assert.rejects(place.open(), /is in use by another Muster/);
    } finally {
      writer.kill('SIGKILL');
    }
    await exited;
    await place.open();
  });

  describe('at startup', () => {
    it('a folder that lost its database is refused, and opens when the database is back', async () => {
      const store = await place.open();
      await store.commit(commitOf(...partyEvents(RUNNING, 2)));
      await store.close();
      await rename(place.path('muster.db'), place.path('elsewhere'));
      await assert.rejects(place.open(), /lost its database: .* is there, muster\.db is not\. Restore/);
      await rename(place.path('elsewhere'), place.path('muster.db'));
      const again = await place.open();
      assert.equal((await again.dropParty(1))?.total_drops, 2);
    });

    it('a folder with a secret but no database is refused too', async () => {
      await writeFile(place.path('secret'), 'x'.repeat(40));
      await assert.rejects(place.open(), /lost its database: secret is there/);
    });

    it('a folder of an older Muster is refused, and the refused store releases its lock', async () => {
      await mkdir(place.path('journal'));
      await assert.rejects(place.open(), /files of an older Muster \(journal\/\)/);
      await rm(place.path('journal'), { recursive: true });
      await place.open();
    });

    it('a damaged file is refused, with the damage and the remedy', async () => {
      const store = await place.open();
      for (let n = 1; n <= 20; n++) await store.commit(commitOf(...endedParty({ ...RUNNING, party_id: n }, 50)));
      await store.close();
      const whole = place.path('whole');
      await copyFile(place.path('muster.db'), whole);
      const { size } = await stat(whole);
      const damages: [string, () => Promise<void>][] = [
        ['cut', () => truncate(place.path('muster.db'), Math.floor(size / 2))],
        ['no database', () => writeFile(place.path('muster.db'), 'x'.repeat(size))],
        ['overwritten', () => overwrite(place.path('muster.db'), 4_096, size - 8_192)],
      ];
      for (const [what, damage] of damages) {
        await damage();
        await assert.rejects(
          place.open(),
          /muster\.db is damaged: .*Nothing was changed\. Restore a backup, or recover what can be read/,
          what,
        );
        await copyFile(whole, place.path('muster.db'));
      }
      const again = await place.open();
      assert.equal((await again.history({ limit: 100 })).parties.length, 20);
    });

    it('a database of a newer Muster is refused', async () => {
      const store = await place.open();
      await store.close();
      place.execute('pragma user_version = 99');
      await assert.rejects(place.open(), /was written by a newer Muster \(schema 99/);
    });
  });

  describe('when its files are moved away', () => {
    it('[STORE-5] writes and the probe are refused, and service resumes when they are back', async () => {
      const store = await place.open();
      await store.commit(commitOf(...partyEvents(RUNNING, 1)));
      const elsewhere = `${place.dataDir}-elsewhere`;
      await rename(place.dataDir, elsewhere);
      await assert.rejects(store.probe(), because(/ENOENT/));
      await assert.rejects(store.commit(commitOf(added(RUNNING, 2))), because(/ENOENT/));
      await rename(elsewhere, place.dataDir);
      await store.probe();
      await store.commit(commitOf(added(RUNNING, 2)));
      assert.equal((await store.dropParty(1))?.total_drops, 2);
    });

    for (const name of ['muster.db', 'muster.db-wal']) {
      it(`[STORE-5] nothing is acknowledged once ${name} is removed, replaced or shortened`, async () => {
        const store = await place.open();
        await store.commit(commitOf(...partyEvents(RUNNING, 1)));
        const path = place.path(name);
        const refused = async (what: RegExp) => {
          await assert.rejects(store.probe(), because(what));
          await assert.rejects(store.commit(commitOf(added(RUNNING, 2))), because(what));
        };
        await copyFile(path, place.path('copy'));
        await rename(path, place.path('moved'));
        await refused(/ENOENT/);
        await rename(place.path('copy'), path);
        await refused(/was replaced while it was in use/);
        await rename(place.path('moved'), path);
        await store.commit(commitOf(added(RUNNING, 2)));
        await truncate(path, 1_000);
        await assert.rejects(store.probe(), because(/was shortened while it was in use/));
      });
    }
  });
});

async function overwrite(path: string, from: number, bytes: number): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(bytes, 0x5a), 0, bytes, from);
  await file.close();
}
