import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { MIGRATIONS } from '../../src/store/sql/migrations.ts';
import { SqliteEngine } from '../../src/store/sqlite/SqliteEngine.ts';
import { copyDatabase } from '../../src/tools/database-file.ts';
import { differencesIn, EVENING, filledFolder } from './filled-store.ts';

/** Statements that damage a value, and what the report says about it. */
const DAMAGES: [sql: string, named: RegExp][] = [
  [
    'update drop_party set avg_drop = avg_drop + 1 where id = 1',
    /drop party 1 of world 444: avg_drop is 7, but should be 6/,
  ],
  ['update drop_party set avg_rest = 0 where id = 1', /drop party 1 .*: avg_rest is 0, but should be 6/],
  ['update drop_party set total_drops = 4 where id = 2', /drop party 2 .*: total_drops is 4, but should be 3/],
  ['update drop_party set removed_drops = 0 where id = 3', /drop party 3 .*: removed_drops is 0, but should be 1/],
  ['update drop_party set confirmed_rest = 1 where id = 3', /drop party 3 .*: confirmed_rest is 1, but should be \d+/],
  [
    'update "drop" set confirmed = true where drop_party_id = 2',
    /drop party 2 .*: confirmed_drops is 0, but should be 3/,
  ],
  ['update drop_party set median_drop = 3 where id = 2', /drop party 2 .*: median_drop is 3, but should be 2/],
  ['update drop_party set last_drop_at = 1 where id = 2', /drop party 2 .*: last_drop_at is 1, but should be \d+/],
  [
    'update "drop" set value = 9 where drop_party_id = 1 and number = 1',
    /drop party 1 .*: avg_rest is 6, but should be 2/,
  ],
  [
    'update "drop" set number = 77 where drop_party_id = 1 and number = 12',
    /drop 12 is missing, the next one is number 77/,
  ],
  [
    'update "drop" set witnesses = 5 where drop_party_id = 3 and number = 3',
    /drop 3 has witnesses 5, but 2 reporters saw it/,
  ],
  ['update drop_party set witnesses = 1 where id = 3', /drop party 3 .*: witnesses is 1, but it has 2 reporters/],
  ['update drop_party_value set drops = 2 where value = 1', /2 drops of value 1 are counted, but it has 1/],
  [`update counter set value = 2 where name = 'drop_party'`, /counter drop_party is 2, but number 3 is in use/],
  [`update counter set value = 0 where name = 'announcement'`, /counter announcement is 0/],
  [
    `update dungeon_party set version = 9 where party_id = 'p1'`,
    /dungeon party p1: version is 9, but its newest update says \d/,
  ],
  [`update session set version = 9 where session_id = 's1'`, /session s1: version is 9, but its newest update says \d/],
  [`update dungeon_party set leader_id = 'nobody' where party_id = 'p2'`, /dungeon party p2: its leader is not one of/],
  [`update dungeon_party set max_players = 1 where party_id = 'p2'`, /dungeon party p2: it has more members than/],
  [
    `update dungeon_party_request set player_id = 'p1 ann' where party_id = 'p4'`,
    /dungeon party p4: a member of a party of the lobby asks it to be let in/,
  ],
  [`update topic set seq = 1 where name = 'world:444'`, /topic world:444: seq is 1, but update \d+ exists/],
  [
    `delete from topic_update where topic = 'world:444' and seq = 5`,
    /topic world:444: only \d+ of its last \d+ updates are kept/,
  ],
  ['update answer set bytes = 1', /answer key: bytes is 1, but it has 11/],
  [`update dungeon_party set data = '{oops' where party_id = 'p2'`, /dungeon_party \d+: data is not JSON/],
  ['pragma foreign_keys = off; delete from drop_party where id = 2', /drop: a row refers to a row of drop_party/],
];

describe('npm run verify', () => {
  it('reports nothing in what the store wrote, and each value that does not match the rows', async () => {
    await using folder = await filledFolder();
    assert.deepEqual(await differencesIn(folder.file('data')), []);
    for (const [sql, named] of DAMAGES) {
      const copy = folder.file('copy.db');
      await copyDatabase(folder.file('data/muster.db'), copy);
      const db = new DatabaseSync(copy);
      db.exec(sql);
      db.close();
      assert.match((await differencesIn(copy)).join('\n'), named, sql);
      await rm(copy);
    }
  });

  it('reads a database that a server has open', async () => {
    await using folder = await filledFolder();
    const engine = new SqliteEngine(folder.file('data'));
    await engine.open(MIGRATIONS);
    assert.deepEqual(await differencesIn(folder.file('data')), []);
    await engine.close();
  });

  it('refuses a file that is not a Muster database', async () => {
    await assert.rejects(differencesIn(EVENING!), /is not a Muster database/);
    await assert.rejects(differencesIn(import.meta.filename), /cannot be opened as an SQLite database/);
  });
});
