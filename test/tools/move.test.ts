import assert from 'node:assert/strict';
import { join } from 'node:path';
import { SqliteEngine } from '../../src/store/sqlite/SqliteEngine.ts';
import { moveBetween } from '../../src/tools/move.ts';
import { engineOf, openPlace } from '../../src/tools/open-place.ts';
import { pagesOf } from '../../src/tools/place.ts';
import { TABLES } from '../../src/tools/schema.ts';
import { added, commitOf, T0 } from '../store/commits.ts';
import { Adventure } from '../store/dungeon-events.ts';
import { needsPostgres, sharedPostgres } from '../support/postgres.ts';
import { collect, differencesIn, filledFolder, newFolder, storeOn } from './filled-store.ts';

async function moved(from: string, to: string): Promise<string[]> {
  const said: string[] = [];
  await moveBetween(from, to, (line) => said.push(line));
  return said;
}

/** Every row of every table, with SQLite's 0 and 1 made booleans. */
async function rowsIn(address: string): Promise<Record<string, unknown>> {
  const place = await openPlace(address, 'look');
  const all: [string, unknown][] = [];
  for (const table of TABLES) {
    const rows = (await collect(pagesOf(place, table))).flat();
    const plain = rows.map((row) => ({
      ...row,
      ...Object.fromEntries(
        table.columns.filter(({ type }) => type === 'bool').map(({ name }) => [name, Boolean(row[name])]),
      ),
    }));
    all.push([table.name, plain.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))]);
  }
  await place.close(false);
  assert.deepEqual(await differencesIn(address), []);
  return Object.fromEntries(all);
}

describe('npm run move', () => {
  it('copies every row of every table from one data folder to another, and says how many', async () => {
    await using folder = await filledFolder();
    const [from, to] = [`sqlite:${folder.file('data')}`, `sqlite:${folder.file('moved')}`];
    const said = await moved(from, to);
    assert.deepEqual(await rowsIn(to), await rowsIn(from));
    assert.ok(said.includes('drop: 19 rows') && said.includes('dungeon_party: 4 rows'), said.join('\n'));
  });

  it('refuses a target with rows, a source in use and a missing source, and changes nothing', async () => {
    await using folder = await filledFolder();
    await using empty = await newFolder();
    const from = folder.file('data');
    await assert.rejects(moved(from, from), /--from and --to are the same place/);
    await assert.rejects(moved(from, join(from, 'muster.db')), /in use by another Muster/);
    await moved(from, empty.file('full'));
    const before = await rowsIn(empty.file('full'));
    await assert.rejects(moved(from, empty.file('full')), /is not empty: its table drop_party has rows/);
    assert.deepEqual(await rowsIn(empty.file('full')), before);
    await assert.rejects(
      moved(empty.file('none'), empty.file('new')),
      /There is no database in \S*none\. Name the data folder, as sqlite:FOLDER/,
    );
  });

  describe('between SQLite and PostgreSQL', () => {
    needsPostgres();

    it('copies every row there and back, and both continue their numbering', async () => {
      await using folder = await filledFolder();
      const server = await sharedPostgres();
      const url = server.url(await server.newDatabase());
      await assert.rejects(openPlace(url, 'look'), /is not a Muster database/);
      await moved(folder.file('data'), url);
      assert.deepEqual(await rowsIn(url), await rowsIn(folder.file('data')));
      await moved(url, folder.file('back'));
      assert.deepEqual(await rowsIn(folder.file('back')), await rowsIn(url));
      for (const engine of [engineOf(url), new SqliteEngine(folder.file('back'))]) {
        const store = storeOn(engine);
        await store.open();
        const told = { updates: [], announcements: [] };
        await store.commit({ ...commitOf(added({ world: 444, party_id: 3, at: T0 + 9_000_000 }, 5)), ...told });
        await store.commit({ ...commitOf(...new Adventure('new').party('p9')), ...told });
        assert.equal(await store.newDropPartyId(), 4);
        await store.close();
      }
      await assert.rejects(moved(folder.file('data'), url), /is not empty/);
    });
  });
});
