import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { SqlStore } from '../../src/store/sql/SqlStore.ts';
import { SqliteEngine } from '../../src/store/sqlite/SqliteEngine.ts';
import { copyDatabase } from '../../src/tools/database-file.ts';
import { restore } from '../../src/tools/restore.ts';
import { added, commitOf, T0 } from '../store/commits.ts';
import { filledFolder } from './filled-store.ts';

const storeOf = (dataDir: string) =>
  new SqlStore(new SqliteEngine(dataDir), { now: () => T0, log: { error() {}, warn() {} } });

describe('npm run backup and restore', () => {
  it('a backup that is made while the server writes has everything acknowledged before, and is restored', async () => {
    await using folder = await filledFolder();
    const store = storeOf(folder.file('data'));
    await store.open();
    let number = 3;
    const report = () => {
      number += 1;
      const drop = added({ world: 444, party_id: 3, at: T0 + 5_000_000 + number }, number);
      return store.commit({ ...commitOf(drop), updates: [], announcements: [] });
    };
    await report();
    const acknowledged = number;
    const copied = copyDatabase(folder.file('data/muster.db'), folder.file('backup.db'));
    for (let n = 0; n < 20; n++) await report();
    await copied;
    await store.close();
    assert.equal(statSync(folder.file('backup.db')).mode & 0o777, 0o600);
    await restore(folder.file('backup.db'), folder.file('restored'));
    const again = storeOf(folder.file('restored'));
    await again.open();
    assert.ok((await again.dropParty(3))!.total_drops >= acknowledged);
    assert.equal((await again.session('s1'))!.status, 'complete');
    await again.close();
  });

  it('a backup never overwrites a file, and leaves none behind where it fails', async () => {
    await using folder = await filledFolder();
    writeFileSync(folder.file('mine.db'), 'mine');
    const from = folder.file('data/muster.db');
    await assert.rejects(copyDatabase(from, folder.file('mine.db')), /mine\.db exists already\. Choose another name/);
    assert.equal(readFileSync(folder.file('mine.db'), 'utf8'), 'mine');
    truncateSync(from, 40_000);
    await assert.rejects(copyDatabase(from, folder.file('new.db')), /muster\.db is damaged: .*npm run salvage/);
    assert.deepEqual((await readdir(folder.path)).toSorted(), ['data', 'mine.db']);
  });

  it('a restore refuses a folder with a database, a folder in use and a damaged file', async () => {
    await using folder = await filledFolder();
    await copyDatabase(folder.file('data/muster.db'), folder.file('backup.db'));
    await assert.rejects(
      restore(folder.file('backup.db'), folder.file('data')),
      /has a database already \(muster\.db\)/,
    );
    const store = storeOf(folder.file('data'));
    await store.open();
    await assert.rejects(restore(folder.file('backup.db'), folder.file('data')), /in use by another Muster/);
    await store.close();
    truncateSync(folder.file('backup.db'), 40_000);
    await assert.rejects(restore(folder.file('backup.db'), folder.file('new')), /backup\.db is damaged/);
  });
});

describe('the tools on the command line', () => {
  /** As npm runs it. */
  function run(tool: string, args: string[], DATA_DIR: string) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [`src/tools/${tool}.ts`, ...args], {
      env: { ...process.env, DATA_DIR },
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }

  it('exit with 0 where all went well, else with 1 and one line that says what to do', async () => {
    await using folder = await filledFolder();
    const [data, backup] = [folder.file('data'), folder.file('backup.db')];
    for (const tool of ['move', 'import', 'salvage']) {
      const { status, stdout } = run(tool, ['--help'], data);
      assert.equal(status, 0);
      assert.match(stdout, new RegExp(`^npm run ${tool} -- `));
    }
    assert.equal(run('backup', [backup], data).status, 0);
    assert.deepEqual(run('backup', [backup], data), {
      status: 1,
      stdout: '',
      stderr: `${backup} exists already. Choose another name, or move it away.\n`,
    });
    assert.match(run('restore', [], data).stderr, /^Wrong number of files\. Usage: npm run restore -- FILE\n$/);
    assert.match(run('move', ['--from', 'x'], data).stderr, /^--to is missing\. Usage: npm run move/);
    assert.match(
      run('verify', ['mysql://here'], data).stderr,
      /^Muster has no databases of "mysql:"\. Give sqlite:FOLDER/,
    );
    await rm(folder.file('data/muster.db'));
    assert.match(run('verify', [], data).stderr, /^There is no database in .*\. Set DATA_DIR to the data folder/);
    assert.match(run('restore', [backup], data).stdout, /has the database of .*\nPut the secret back/);
    assert.equal(run('verify', [], data).status, 0);
  });
});
