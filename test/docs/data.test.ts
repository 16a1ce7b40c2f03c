import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { SqliteEngine } from '../../src/store/sqlite/SqliteEngine.ts';
import { engineOf, openPlace } from '../../src/tools/open-place.ts';
import { TABLES } from '../../src/tools/schema.ts';
import { needsPostgres, sharedPostgres } from '../support/postgres.ts';
import { fill, newFolder } from '../tools/filled-store.ts';

const DATA = readFileSync(new URL('../../docs/data.md', import.meta.url), 'utf8');
const QUERIES = [...DATA.matchAll(/^([^\n]+):\n\n```sql\n(.*?)^```$/gms)].map(([, title, sql]) => ({
  title: title!,
  sql: sql!,
}));

/** Finds nothing in a store whose receivers are all up to date. */
const MAY_BE_EMPTY = 'Webhook receivers that are behind';

/** Rows of each query on a filled store. */
async function answersIn(address: string): Promise<Map<string, Record<string, unknown>[]>> {
  const place = await openPlace(address, 'look');
  const answers = new Map<string, Record<string, unknown>[]>();
  for (const { title, sql } of QUERIES) answers.set(title, await place.query(sql));
  await place.close(false);
  return answers;
}

function checkAnswers(answers: Map<string, Record<string, unknown>[]>): void {
  for (const [title, rows] of answers) assert.ok(rows.length > 0 || title === MAY_BE_EMPTY, title);
  const first = (start: string) => [...answers].find(([title]) => title.startsWith(start))![1][0]!;
  assert.deepEqual({ ...first('The worlds') }, { world: 444, parties: 2, drops: 15, gp: 2 ** 52 + 81 });
  assert.equal(first('The biggest')['value'], 2 ** 52);
  assert.equal(first('The drops that most')['witnesses'], 2);
  assert.equal(first('Drop parties started')['parties'], 1);
  assert.deepEqual({ ...first('Dungeon parties') }, { lobby: 'main', parties: 3, players: 5 });
  assert.equal(first('Sessions')['outcome'], 'completed');
}

describe('docs/data.md', () => {
  it('describes every table and column', () => {
    for (const { name, columns } of TABLES) {
      assert.ok(DATA.includes(`\`${name}\``), name);
      for (const column of columns) assert.ok(DATA.includes(`\`${column.name}\``), `${name}.${column.name}`);
    }
  });

  it('has queries that answer on SQLite', async () => {
    assert.ok(QUERIES.length >= 10);
    await using folder = await newFolder();
    await fill(new SqliteEngine(folder.path));
    checkAnswers(await answersIn(folder.path));
  });

  describe('on PostgreSQL', () => {
    needsPostgres();

    it('has queries that answer there too', async () => {
      const server = await sharedPostgres();
      const url = server.url(await server.newDatabase());
      await fill(engineOf(url));
      checkAnswers(await answersIn(url));
    });
  });
});
