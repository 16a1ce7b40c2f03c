import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, open, readdir, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { AppError } from '../../src/errors.ts';
import { added, answer, commitOf, endedParty, partyEvents, stored, T0, worldAfter } from './commits.ts';
import type { PlayedStore } from './PlayedStore.ts';
import { SqlitePlace } from './sqlite-place.ts';

const RUNNING = { world: 444, party_id: 1, at: T0 };
const LIMITED = join(import.meta.dirname, 'limited-writer.ts');
const LIMIT_BYTES = 1024 * 1024;

const unavailable = (error: unknown) => error instanceof AppError && error.kind === 'storage_unavailable';
const because = (what: RegExp) => (error: unknown) =>
  unavailable(error) && what.test(String((error as AppError).cause));

describe('[STORE] SQLite on a disk that fails', () => {
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

  it('a second store on the folder is refused, which names the folder, and the first goes on', async () => {
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

  it('a second process is refused, and may start as soon as the first was killed', async () => {
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

  describe('at the start', () => {
    it('a folder that lost its database is not begun anew, and goes on when the database is back', async () => {
      const store = await place.open();
      await store.commit(commitOf(...partyEvents(RUNNING, 2)));
      await store.close();
      await rename(place.path('muster.db'), place.path('elsewhere'));
      await assert.rejects(place.open(), /lost its database: .* is there, muster\.db is not\. Restore/);
      await rename(place.path('elsewhere'), place.path('muster.db'));
      const again = await place.open();
      assert.equal((await again.dropParty(1))?.total_drops, 2);
    });

    it('a folder with a secret and no database lost it too', async () => {
      await writeFile(place.path('secret'), 'x'.repeat(40));
      await assert.rejects(place.open(), /lost its database: secret is there/);
    });

    it('a folder of an older Muster is not begun anew, and a store that could not start lets go of it', async () => {
      await mkdir(place.path('journal'));
      await assert.rejects(place.open(), /files of an older Muster \(journal\/\)/);
      await rm(place.path('journal'), { recursive: true });
      await place.open();
    });

    it('a damaged file is refused, with what is wrong and the remedy', async () => {
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
        await assert.rejects(place.open(), /muster\.db is damaged: .*Nothing was changed\. Restore it/, what);
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

  describe('when the files are taken away under it', () => {
    it('writes and the probe are refused, and service resumes when they are back', async () => {
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
      it(`${name} removed, replaced or shortened: nothing more is acknowledged`, async () => {
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

  describe('when writes fail', () => {
    /** In a process of its own, whose files may have no more than so many bytes: beyond, each write really fails. It prints what it was told. */
    async function limited(mode: 'die' | 'resume'): Promise<string[]> {
      const command = `trap '' XFSZ; ulimit -S -f ${LIMIT_BYTES / 1024}; exec "$0" "$@"`;
      const args = ['-c', command, process.execPath, LIMITED, place.dataDir, mode];
      const child = spawn('bash', args, { stdio: ['pipe', 'pipe', 'inherit'] });
      const told: string[] = [];
      for await (const line of createInterface(child.stdout)) {
        told.push(line);
        if (line !== 'waiting') continue;
        execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited:']);
        child.stdin.end();
      }
      return told;
    }

    it('nothing is acknowledged that was not stored, and nothing that was refused comes back', async () => {
      const told = await limited('die');
      const acknowledged = told.filter((line) => line.startsWith('stored ')).map((line) => Number(line.slice(7)));
      const refused = told.filter((line) => line.startsWith('refused '));
      assert.ok(acknowledged.length > 20);
      assert.equal(refused.length, 4);
      for (const line of refused) assert.match(line, /storage_unavailable (disk I\/O error|database or disk is full)/);
      assert.ok(told.includes('probe storage_unavailable'));
      const store = await place.open();
      const drops = await store.dropsOf(1, { limit: 10_000 });
      assert.deepEqual(drops.map(({ number }) => number).toReversed(), acknowledged);
      assert.ok(told.includes(`read ${drops.length}`), 'the process itself read something else');
      assert.deepEqual(
        place.logged.filter((line) => line.startsWith('warn')),
        [],
      );
    });

    it('service resumes by itself when writes succeed again', async function () {
      if (spawnSync('prlimit', ['--version']).status !== 0) {
        if (process.env.CI) assert.fail('prlimit of util-linux is needed');
        console.log(
          'skipped: the limit of a running process is lifted with `prlimit` of util-linux, which is not here',
        );
        return this.skip();
      }
      const told = await limited('resume');
      const [probed, last] = told.slice(-2);
      assert.equal(probed, 'probe well');
      const newest = Number(/^stored (\d+)$/.exec(last!)?.[1]);
      const store = await place.open();
      const drops = await store.dropsOf(1, { limit: 10_000 });
      assert.deepEqual(
        drops.map(({ number }) => number),
        Array.from({ length: newest }, (_, i) => newest - i),
      );
    });
  });

  describe('on a full disk', () => {
    let mounted = false;
    const stores: PlayedStore[] = [];
    const openHere = async () => {
      const store = await place.open();
      stores.push(store);
      return store;
    };

    afterEach(async () => {
      // Nothing may be open on it: the place closes its stores only when it is removed.
      for (const store of stores.splice(0)) await store.close();
      if (mounted) execFileSync('umount', [place.dataDir]);
      mounted = false;
    });

    it('writes and the probe are refused, reads go on, and service resumes when there is room', async function () {
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m,mode=0700', 'muster-test', place.dataDir], {
          stdio: 'pipe',
        });
        mounted = true;
      } catch (error) {
        if (process.env.CI) throw error;
        console.log('skipped: a full disk needs a tmpfs of 3 MB (`mount -t tmpfs`), which only root may mount');
        return this.skip();
      }
      const store = await openHere();
      const events = partyEvents(RUNNING, 3);
      await store.commit(commitOf(...events));
      await writeFile(place.path('ballast'), Buffer.alloc(1_200_000));
      let refused = false;
      for (let n = 4; !refused && n < 3_000; n++) {
        const event = added({ ...RUNNING, at: T0 + n * 1_000 }, n, { item_name: 'x'.repeat(128) });
        try {
          await store.commit(commitOf(event));
          events.push(event);
        } catch (error) {
          assert.ok(because(/full/)(error));
          refused = true;
        }
      }
      assert.ok(refused);
      await assert.rejects(store.probe(), unavailable);
      assert.deepEqual(stored(await store.loadWorld(444)), stored(worldAfter(444, events)));
      await rm(place.path('ballast'));
      await store.probe();
      const next = added({ ...RUNNING, at: T0 + 9_000_000 }, events.length);
      await store.commit(commitOf(next));
      await store.close();
      const again = await openHere();
      assert.deepEqual(stored(await again.loadWorld(444)), stored(worldAfter(444, [...events, next])));
    });
  });
});

async function overwrite(path: string, from: number, bytes: number): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(bytes, 0x5a), 0, bytes, from);
  await file.close();
}
