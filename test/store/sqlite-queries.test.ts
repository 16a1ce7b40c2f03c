import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import type { Engine, Statement } from '../../src/store/sql/Engine.ts';
import { SqlStore } from '../../src/store/sql/SqlStore.ts';
import { SqliteEngine } from '../../src/store/sqlite/SqliteEngine.ts';
import { valueOf } from '../../src/store/sqlite/WriteConnection.ts';
import type { Topic } from '../../src/projections/update.ts';
import { added, answer, ended, started, T0, witnessed } from './commits.ts';
import { Adventure } from './dungeon-events.ts';
import { fillLarge } from './large-database.ts';
import { PlayedStore, Rooms } from './PlayedStore.ts';
import { SqlitePlace } from './sqlite-place.ts';

const SILENT = { error() {}, warn() {} };

/** What is read whole, because all of it is asked for, and it does not grow with history. */
const WHOLE = [
  /drop_party USING INDEX drop_party_(active|running|unsettled)/,
  /^SCAN s USING INDEX session_active/,
  /dungeon_party USING COVERING INDEX/,
];

/** An engine that notes each text of a statement that it is given. */
class NotingEngine extends SqliteEngine {
  readonly noted = new Map<string, Statement>();

  override async write(batch: Parameters<Engine['write']>[0]) {
    for (const statement of batch.flat()) this.noted.set(statement.sql, statement);
    return await super.write(batch);
  }

  override async read(statements: readonly Statement[]) {
    for (const statement of statements) this.noted.set(statement.sql, statement);
    return await super.read(statements);
  }
}

describe('[STORE] every statement of the store, with 1,000,000 drops', () => {
  let place: SqlitePlace;
  let engine: NotingEngine;
  let store: SqlStore;

  before(async function () {
    this.timeout(120_000);
    place = await SqlitePlace.make();
    await (await place.open()).close();
    fillLarge(place.path('muster.db'), T0);
    engine = new NotingEngine(place.dataDir);
    store = new PlayedStore(new Rooms(), engine, { now: () => T0, log: SILENT });
    await store.open();
  });

  after(async () => {
    await store.close();
    await place.remove();
  });

  it('finds its rows by an index', async () => {
    await askAll(store);
    const db = new DatabaseSync(place.path('muster.db'), { readOnly: true });
    const scans = [...engine.noted.values()].flatMap(({ sql, parameters }) =>
      db
        .prepare(`explain query plan ${sql}`)
        .all(...parameters.map(valueOf))
        .map(({ detail }) => detail as string)
        .filter(
          (detail) =>
            /^SCAN (?!CONSTANT|\(|counted$|present$|agg$)/.test(detail) && !WHOLE.some((whole) => whole.test(detail)),
        )
        .map((detail) => `${detail}: ${sql.trim()}`),
    );
    db.close();
    assert.ok(engine.noted.size > 60, `only ${engine.noted.size} statements were noted`);
    assert.deepEqual(scans, []);
  });
});

/** Every method, and a commit with every kind of event. */
async function askAll(store: SqlStore): Promise<void> {
  const adventure = new Adventure();
  const id = await store.newDropPartyId();
  const at = { world: 9_999, party_id: id, at: T0 };
  const tile = { plane: 0, x: 1, y: 2 };
  const played = store as PlayedStore;
  await played.commit({
    events: [started(at), added(at, 1, { reporter: 'a', tile }), witnessed(at, 1, 'b'), ended(at)],
    answers: [answer('a', T0)],
  });
  const ann = 'q ann';
  await played.commit({
    events: [...adventure.party('p'), ...adventure.party('q'), ...adventure.start('p', 's')],
    answers: [],
  });
  await played.commit({ events: adventure.complete('p', 's'), answers: [] });
  for (const command of [
    { type: 'invite', party_id: 'q', player_id: ann, target_id: 'eve' },
    { type: 'update', party_id: 'q', player_id: ann, changes: { difficulty: 'hard' } },
    { type: 'promote', party_id: 'q', player_id: ann, target_id: 'q bob' },
    { type: 'kick', party_id: 'q', player_id: 'q bob', target_id: ann },
    { type: 'dissolve', party_id: 'q', player_id: 'q bob' },
  ] as const) {
    await played.commit({ events: adventure.do(command), answers: [] });
  }
  await store.probe();
  for (const topic of ['board', 'world:9', 'lobby:lobby 1', 'party:p1', 'session:s1'] satisfies Topic[]) {
    await store.snapshotOf(topic);
    await store.updatesSince(topic, 0);
  }
  await store.announcementAfter(0);
  await store.loadWorld(9);
  await store.runningDropParties();
  await store.dropParty(5);
  await store.dropsOf(5, { limit: 10 });
  for (const world of [undefined, 9]) {
    for (const from of [undefined, T0]) {
      await store.history({ limit: 10, ...(world && { world }), ...(from && { from, to: from + 1 }) });
    }
  }
  await store.loadLobby('lobby 1');
  await store.lobbyNames();
  await store.dungeonParty('p1');
  await store.session('s1');
  await store.activeSessions();
  await store.recall(['answer 1']);
}
