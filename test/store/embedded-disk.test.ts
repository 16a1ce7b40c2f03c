import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { AppError } from '../../src/errors.ts';
import type { EmbeddedStore } from '../../src/store/embedded/EmbeddedStore.ts';
import { added, answer, commitOf, endedParty, partyEvents, stored, T0, worldAfter } from './commits.ts';
import { EmbeddedPlace } from './embedded-place.ts';

const RUNNING = { world: 444, party_id: 1, at: T0 };
const LIMITED = join(import.meta.dirname, 'limited-writer.ts');

const unavailable = (error: unknown) => error instanceof AppError && error.kind === 'storage_unavailable';

describe('the embedded store on a disk that fails', () => {
  let place: EmbeddedPlace;

  beforeEach(async () => {
    place = await EmbeddedPlace.make();
  });

  afterEach(() => place.remove());

  it('the files are readable by their owner only', async () => {
    const store = await place.open();
    await store.commit({
      events: [...endedParty({ world: 7, party_id: 2, at: T0 }, 2), ...partyEvents(RUNNING, 2)],
      answers: [answer('a', T0)],
    });
    await store.checkpoint();
    await store.probe();
    const entries = await readdir(place.dataDir, { recursive: true });
    assert.ok(entries.length >= 12);
    for (const entry of entries) {
      const { mode } = await stat(place.path(entry));
      assert.equal(mode & 0o077, 0, `${entry} has mode ${(mode & 0o777).toString(8)}`);
    }
  });

  it('[STORE-6] a second store on the folder is refused, which names the folder, and the first goes on', async () => {
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

  it('[STORE-6] a second process is refused, and may start as soon as the first was killed', async () => {
    const writer = spawn(process.execPath, [join(import.meta.dirname, 'crash-writer.ts'), place.dataDir, '100000'], {
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

  it('a store that could not start lets go of the folder', async () => {
    await mkdir(place.path('journal'));
    await writeFile(place.path('journal', '000000000000001.ndjson'), 'no record\n');
    await assert.rejects(place.open(), /ndjson:1/);
    await rm(place.path('journal'), { recursive: true });
    await place.open();
  });

  it('a folder that was taken away under the store makes the probe fail', async () => {
    const store = await place.open();
    await store.probe();
    const elsewhere = `${place.dataDir}-elsewhere`;
    await rename(place.dataDir, elsewhere);
    await assert.rejects(store.probe(), unavailable);
    await mkdir(place.path('journal'), { recursive: true });
    await writeFile(place.path('journal', '000000000000001.ndjson'), '');
    await assert.rejects(
      store.probe(),
      (error) => unavailable(error) && /was replaced while it was in use/.test(String((error as AppError).cause)),
    );
    await rm(place.dataDir, { recursive: true });
    await rename(elsewhere, place.dataDir);
    await store.probe();
    await store.commit(commitOf(...partyEvents(RUNNING, 1)));
  });

  it('a checkpoint that fails leaves all as it was, and the next one does its work', async () => {
    const store = await place.open();
    await store.commit(commitOf(...endedParty(RUNNING, 3)));
    await rm(place.path('parties'), { recursive: true });
    await writeFile(place.path('parties'), 'in the way');
    await store.checkpoint();
    assert.match(place.logged.join(), /error: the checkpoint failed; nothing is lost/);
    assert.equal((await store.dropsOf(1, { limit: 9 })).length, 3);
    await store.commit(commitOf(...partyEvents({ ...RUNNING, party_id: 2 }, 1)));
    await rm(place.path('parties'));
    await store.checkpoint();
    assert.equal((await readdir(place.path('parties', '0'))).length, 1);
    await store.close();
    const again = await place.open();
    assert.deepEqual(
      (await again.dropsOf(1, { limit: 9 })).map(({ number }) => number),
      [3, 2, 1],
    );
    assert.equal((await again.dropParty(2))?.total_drops, 1);
  });

  describe('when writes fail', () => {
    /**
     * In a process of its own, whose files may have no more than so many bytes: beyond, each write really fails (EFBIG), in
     * the middle of a line. It prints what it was told.
     */
    async function limited(bytes: number, mode: 'die' | 'resume'): Promise<string[]> {
      const command = `trap '' XFSZ; ulimit -S -f ${bytes / 1024}; exec "$0" "$@"`;
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

    it('[STORE-5] nothing is acknowledged that was not stored, and nothing that was refused comes back', async () => {
      const told = await limited(96 * 1024, 'die');
      const acknowledged = told.filter((line) => line.startsWith('stored ')).map((line) => Number(line.slice(7)));
      const refused = told.filter((line) => line.startsWith('refused '));
      assert.ok(acknowledged.length > 100);
      assert.equal(refused.length, 4);
      assert.deepEqual(
        new Set(refused.map((line) => line.split(' ').slice(2).join(' '))),
        new Set(['storage_unavailable EFBIG']),
      );
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

    it('[STORE-5] service resumes by itself when writes succeed again', async function () {
      if (spawnSync('prlimit', ['--version']).status !== 0) {
        if (process.env.CI) assert.fail('prlimit of util-linux is needed');
        console.log(
          'skipped: the limit of a running process is lifted with `prlimit` of util-linux, which is not here',
        );
        return this.skip();
      }
      const told = await limited(96 * 1024, 'resume');
      const [probed, stored] = told.slice(-2);
      assert.equal(probed, 'probe well');
      const newest = Number(/^stored (\d+)$/.exec(stored!)?.[1]);
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

    afterEach(async () => {
      // Nothing may be open on it: the place closes its stores only when it is removed.
      for (const store of stores.splice(0)) await store.close();
      if (mounted) execFileSync('umount', [place.dataDir]);
      mounted = false;
    });

    const stores: EmbeddedStore[] = [];
    const open = async () => {
      const store = await place.open();
      stores.push(store);
      return store;
    };

    it('[STORE-5] writes and the probe are refused, reads go on, and service resumes when there is room', async function () {
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=0700', 'muster-test', place.dataDir], {
          stdio: 'pipe',
        });
        mounted = true;
      } catch (error) {
        if (process.env.CI) throw error;
        console.log('skipped: a full disk needs a tmpfs of 1 MB (`mount -t tmpfs`), which only root may mount');
        return this.skip();
      }
      const store = await open();
      const events = partyEvents(RUNNING, 3);
      await store.commit(commitOf(...events));
      await writeFile(place.path('ballast'), Buffer.alloc(900_000));
      let refused = false;
      for (let n = 4; !refused && n < 3_000; n++) {
        const event = added({ ...RUNNING, at: T0 + n * 1_000 }, n, { item_name: 'x'.repeat(128) });
        try {
          await store.commit(commitOf(event));
          events.push(event);
        } catch (error) {
          assert.ok(unavailable(error));
          assert.match(String((error as AppError).cause), /ENOSPC/);
          refused = true;
        }
      }
      assert.ok(refused);
      await assert.rejects(store.probe(), unavailable);
      assert.deepEqual(stored(await store.loadWorld(444)), stored(worldAfter(444, events)));
      await store.checkpoint();
      await rm(place.path('ballast'));
      await store.probe();
      const next = added({ ...RUNNING, at: T0 + 9_000_000 }, events.length);
      await store.commit(commitOf(next));
      await store.close();
      const again = await open();
      assert.deepEqual(stored(await again.loadWorld(444)), stored(worldAfter(444, [...events, next])));
    });
  });
});
