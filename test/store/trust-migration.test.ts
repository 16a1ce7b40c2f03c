import assert from 'node:assert/strict';
import type { Engine } from '../../src/store/sql/Engine.ts';
import { MIGRATIONS } from '../../src/store/sql/migrations.ts';
import { SqlStore } from '../../src/store/sql/SqlStore.ts';
import { needsPostgres } from '../support/postgres.ts';
import { STORE_NOW } from './commits.ts';
import { PostgresPlace } from './postgres-place.ts';
import { SqlitePlace } from './sqlite-place.ts';

const ABSURD = Number.MAX_SAFE_INTEGER;
/** Those before drops had sources. */
const BEFORE = MIGRATIONS.slice(0, 3);

const drop = (party: number, number: number, value: number, witnesses: number) =>
  `insert into "drop" (drop_party_id, number, item_id, item_name, quantity, value, dropped_at, witnesses)
   values (${party}, ${number}, 1, 'x', 1, ${value}, 5, ${witnesses})`;

const STORED = [
  `insert into drop_party (id, world, created_at, last_drop_at, total_drops, avg_drop, witnesses) values (1, 444, 5, 5, 4, 1, 2)`,
  `insert into drop_party (id, world, created_at, last_drop_at, is_active, ended_at, ended_place, median_drop)
   values (2, 301, 5, 5, false, 6, 1, 0)`,
  ...[drop(1, 1, ABSURD, 2), drop(1, 2, ABSURD, 3), drop(1, 3, 7, 1), drop(1, 4, 9, 0)],
  `insert into drop_witness (drop_party_id, number, reporter, seen_at, place) values (1, 3, 'ann', 5, 1)`,
  `insert into topic (name, kind, seq, told_at) values ('board', 'drops', 8, 5), ('lobby:main', 'lobby', 8, 5)`,
];

async function upgrade(engine: () => Engine): Promise<void> {
  const before = engine();
  await before.open(BEFORE);
  const [outcome] = await before.write([STORED.map((sql) => ({ sql, parameters: [] }))]);
  assert.equal(outcome!.type, 'stored');
  await before.close();
  const store = new SqlStore(engine(), { now: () => STORE_NOW, log: { warn() {}, error() {} } });
  await store.open();
  const [running, ended] = [await store.dropParty(1), await store.dropParty(2)];
  assert.deepEqual([running!.confirmed_drops, running!.confirmed_value], [2, 2 * ABSURD]);
  assert.equal((await store.loadWorld(444)).party!.confirmed_value, 2n * BigInt(ABSURD));
  assert.deepEqual([ended!.confirmed_drops, ended!.confirmed_value], [0, 0]);
  assert.deepEqual(
    (await store.dropsOf(1, { limit: 9 })).map(({ confirmed }) => confirmed),
    [false, false, true, true],
  );
  assert.equal((await store.judged.drop(1, 3))!.evidence.claim.reporter, 'ann');
  assert.deepEqual([(await store.snapshotOf('board'))!.seq, (await store.snapshotOf('lobby:main'))!.seq], [9, 8]);
  await store.close();
}

describe('a database from before drops had sources', () => {
  it('[DROP-15] counts drops with 2 or more witnesses as confirmed on SQLite', async () => {
    const place = await SqlitePlace.make();
    await upgrade(() => place.engine());
    await place.remove();
  });

  describe('on PostgreSQL', () => {
    needsPostgres();

    it('[DROP-15] counts drops with 2 or more witnesses as confirmed there, too', async () => {
      const place = await PostgresPlace.make();
      await upgrade(() => place.engine());
      await place.remove();
    });
  });
});
