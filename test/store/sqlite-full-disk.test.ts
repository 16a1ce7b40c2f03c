import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { AppError } from '../../src/errors.ts';
import { added, commitOf, partyEvents, stored, T0, worldAfter } from './commits.ts';
import type { PlayedStore } from './PlayedStore.ts';
import { SqlitePlace } from './sqlite-place.ts';

const RUNNING = { world: 444, party_id: 1, at: T0 };
const LIMITED = join(import.meta.dirname, 'limited-writer.ts');
const LIMIT_BYTES = 1024 * 1024;

const unavailable = (error: unknown) => error instanceof AppError && error.kind === 'storage_unavailable';
const because = (what: RegExp) => (error: unknown) =>
  unavailable(error) && what.test(String((error as AppError).cause));

describe('SQLite without disk space', () => {
  let place: SqlitePlace;

  beforeEach(async () => {
    place = await SqlitePlace.make();
  });

  afterEach(() => place.remove());

  describe('when writes fail', () => {
    /** Runs a process whose files are limited to LIMIT_BYTES, beyond which writes really fail. Returns the lines it printed. */
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

    it('[STORE-5] only what is stored is acknowledged, and nothing that was refused appears later', async () => {
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
      assert.ok(told.includes(`read ${drops.length}`), 'the process itself read other drops');
      assert.deepEqual(
        place.logged.filter((line) => line.startsWith('warn')),
        [],
      );
    });

    it('[STORE-5] service resumes by itself when writes succeed again', async function () {
      if (spawnSync('prlimit', ['--version']).status !== 0) {
        const missing = 'lifting the limit of a running process needs `prlimit`: apt-get install util-linux';
        assert.ok(!process.env.CI, missing);
        console.log(`skipped: ${missing}`);
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
      // `umount` needs every file closed, and the place closes its stores only when it is removed.
      for (const store of stores.splice(0)) await store.close();
      if (mounted) execFileSync('umount', [place.dataDir]);
      mounted = false;
    });

    it('[STORE-5] writes and the probe are refused, reads continue, and service resumes once there is space', async function () {
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m,mode=0700', 'muster-test', place.dataDir], {
          stdio: 'pipe',
        });
        mounted = true;
      } catch (error) {
        if (process.env.CI) throw error;
        console.log('skipped: a full disk needs a 3 MB tmpfs (`mount -t tmpfs`), which only root can mount');
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
