import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { SqliteEngine } from '../../src/store/sqlite/SqliteEngine.ts';
import { copyDatabase } from '../../src/tools/database-file.ts';
import { restore } from '../../src/tools/restore.ts';
import { added, commitOf, T0 } from '../store/commits.ts';
import { filledFolder, storeOn } from './filled-store.ts';

describe('npm run backup and restore', () => {
  it('a backup made while the server writes has everything acknowledged before it, and can be restored', async () => {
    await using folder = await filledFolder();
    const store = storeOn(new SqliteEngine(folder.file('data')));
    await store.open();
    let number = 4;
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
    const again = storeOn(new SqliteEngine(folder.file('restored')));
    await again.open();
    // One of them is removed.
    assert.ok((await again.dropParty(3))!.total_drops + 1 >= acknowledged);
    assert.equal((await again.session('s1'))!.status, 'complete');
    await again.close();
  });

  it('a backup never overwrites a file, and leaves none behind if it fails', async () => {
    await using folder = await filledFolder();
    writeFileSync(folder.file('mine.db'), 'mine');
    const from = folder.file('data/muster.db');
    await assert.rejects(copyDatabase(from, folder.file('mine.db')), /mine\.db already exists\. Choose another name/);
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
      /already has a database \(muster\.db\)/,
    );
    const store = storeOn(new SqliteEngine(folder.file('data')));
    await store.open();
    await assert.rejects(restore(folder.file('backup.db'), folder.file('data')), /in use by another Muster/);
    await store.close();
    truncateSync(folder.file('backup.db'), 40_000);
    await assert.rejects(restore(folder.file('backup.db'), folder.file('new')), /backup\.db is damaged/);
  });
});

describe('the command-line tools', () => {
  /** As npm runs it. */
  function run(tool: string, args: string[], DATA_DIR: string) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [`src/tools/${tool}.ts`, ...args], {
      env: { ...process.env, DATA_DIR },
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }

  it('exit with 0 on success, else with 1 and one line that says what to do', async () => {
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
      stderr: `${backup} already exists. Choose another name, or move it away.\n`,
    });
    assert.match(run('restore', [], data).stderr, /^Wrong number of files\. Usage: npm run restore -- FILE\n$/);
    assert.match(run('move', ['--from', 'x'], data).stderr, /^--to is missing\. Usage: npm run move/);
    assert.match(
      run('verify', ['mysql://here'], data).stderr,
      /^Muster does not support "mysql:" databases\. Use sqlite:FOLDER/,
    );
    await rm(folder.file('data/muster.db'));
    assert.match(
      run('verify', [], data).stderr,
      /^There is no database in .*\. Set DATA_DIR to the server's data folder/,
    );
    assert.match(run('restore', [backup], data).stdout, /^Restored .*\nRestore the secret before/);
    assert.equal(run('verify', [], data).status, 0);
  });
});
