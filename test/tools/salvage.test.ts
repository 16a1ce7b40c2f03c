import assert from 'node:assert/strict';
import { closeSync, openSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { SqliteEngine } from '../../src/store/sqlite/SqliteEngine.ts';
import { checkFile, copyDatabase } from '../../src/tools/database-file.ts';
import { restore } from '../../src/tools/restore.ts';
import { salvage } from '../../src/tools/salvage.ts';
import { filledFolder, storeOn } from './filled-store.ts';

const PAGE_BYTES = 4_096;

/** Overwrites the pages, numbered from 1. */
function damage(path: string, pages: number[]): void {
  const file = openSync(path, 'r+');
  for (const page of pages) writeSync(file, Buffer.alloc(PAGE_BYTES, 0xa5), 0, PAGE_BYTES, (page - 1) * PAGE_BYTES);
  closeSync(file);
}

/** The pages that hold the table's rows, in order. */
function pagesOf(path: string, table: string): number[] {
  const db = new DatabaseSync(path, { readOnly: true });
  const rows = db.prepare(`select pageno from dbstat where name = ? and pagetype = 'leaf' order by pageno`).all(table);
  db.close();
  return rows.map(({ pageno }) => pageno as number);
}

describe('npm run salvage', () => {
  const DROPS = 800;
  let folder: Awaited<ReturnType<typeof filledFolder>>;
  let said: string[];
  let [bad, saved] = ['', ''];

  beforeEach(async () => {
    folder = await filledFolder(DROPS);
    said = [];
    [bad, saved] = [folder.file('bad.db'), folder.file('saved.db')];
    await copyDatabase(folder.file('data/muster.db'), bad);
  });

  afterEach(() => folder[Symbol.asyncDispose]());

  const run = () => salvage(bad, saved, (line) => said.push(line));
  const count = (sql: string) => {
    const db = new DatabaseSync(saved, { readOnly: true });
    const row = db.prepare(sql).get()!;
    db.close();
    return Object.values(row)[0] as number;
  };

  it('copies an undamaged file completely', async () => {
    assert.equal(await run(), 0);
    assert.ok(said.includes(`drop: ${DROPS + 7} rows`), said.join('\n'));
    assert.equal(statSync(saved).mode & 0o777, 0o600);
  });

  it('copies all rows except those on bad pages, lists those, and makes a database that a server can use', async () => {
    const pages = pagesOf(bad, 'drop');
    damage(bad, pages.slice(3, 5));
    assert.throws(() => checkFile(bad), /is damaged: .*npm run salvage/);
    const lost = await run();
    const [, from, to] = /^drop: rows (\d+) to (\d+) cannot be read$/m.exec(said.join('\n'))!;
    const gone = Number(to) - Number(from) + 1;
    assert.ok(gone < DROPS / 4 && lost > 0);
    assert.equal(count('select count(*) from "drop"'), DROPS + 7 - gone);
    const remaining = `${DROPS - gone} of its ${DROPS} drops are left`;
    assert.ok(said.includes(`drop party 1 of world 444: ${remaining}, renumbered and recounted`));
    await restore(saved, folder.file('restored'));
    const store = storeOn(new SqliteEngine(folder.file('restored')));
    await store.open();
    const party = (await store.dropParty(1))!;
    assert.equal(party.total_drops, DROPS - gone);
    assert.deepEqual(
      (await store.dropsOf(1, { limit: 1 })).map(({ number }) => number),
      [DROPS - gone],
    );
    assert.equal(await store.updatesSince('world:444', 1), null);
    await store.close();
  });

  it('keeps the rest if the end of a table, or a whole one, is lost', async () => {
    damage(bad, [
      pagesOf(bad, 'drop').at(-1)!,
      ...pagesOf(bad, 'drop_party_reporter'),
      ...pagesOf(bad, 'dungeon_party'),
    ]);
    assert.ok((await run()) > 0);
    assert.match(said.join('\n'), /^drop: rows \d+ to \d+ cannot be read$/m);
    assert.match(said.join('\n'), /^drop_party_reporter: .*cannot be read/m);
    assert.match(said.join('\n'), /^dungeon_party_member: removed \d+ rows whose dungeon_party is lost$/m);
    assert.ok(count('select count(*) from "drop"') > DROPS / 2);
    checkFile(saved);
  });

  it('copies what is left of a truncated file', async () => {
    truncateSync(bad, statSync(bad).size / 2);
    assert.throws(() => checkFile(bad), /is damaged/);
    assert.ok((await run()) > 0);
    assert.equal(count('select count(*) from drop_party'), 3);
    checkFile(saved);
  });

  it('refuses a file in which nothing can be read, and never overwrites one', async () => {
    writeFileSync(saved, 'mine');
    await assert.rejects(run(), /saved\.db already exists/);
    damage(bad, [1]);
    await assert.rejects(
      salvage(bad, folder.file('new.db'), () => {}),
      /Nothing in it can be read: restore a backup/,
    );
  });
});
