import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { AppError, OperatorError } from '../../src/errors.ts';
import { CutProxy } from '../support/CutProxy.ts';
import { needsPostgres } from '../support/postgres.ts';
import { PostgresServer } from '../support/PostgresServer.ts';
import { added, commitOf, started, T0 } from './commits.ts';
import type { PlayedStore } from './PlayedStore.ts';
import { PostgresPlace } from './postgres-place.ts';

const RUNNING = { world: 444, party_id: 1, at: T0 };

/** Milliseconds within which a caller gets an answer, whatever the database does. */
const ANSWER_MS_MAX = 3_000;

function isCommit(sent: Buffer): boolean {
  return sent.includes('commit\0');
}

/** Rejects if it takes too long. */
async function inTime<T>(promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer in ${ANSWER_MS_MAX} ms`)), ANSWER_MS_MAX);
  return await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function assertAway(promise: Promise<unknown>): Promise<void> {
  await assert.rejects(inTime(promise), (error) => {
    assert.ok(error instanceof AppError, String(error));
    assert.equal(error.kind, 'storage_unavailable');
    assert.ok(error.retryAfterSeconds! > 0);
    return true;
  });
}

/** Retries until it is stored. */
async function storedAtLast(commit: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await commit();
    } catch (error) {
      if (!(error instanceof AppError && error.kind === 'storage_unavailable')) throw error;
      await new Promise(setImmediate);
    }
  }
}

describe('the connection to PostgreSQL', () => {
  let server: PostgresServer;
  let place: PostgresPlace;

  needsPostgres();
  before(async () => {
    server = await PostgresServer.start();
  });
  after(() => server?.remove());

  beforeEach(async () => {
    place = await PostgresPlace.make(server);
  });
  afterEach(() => place.remove());

  it('[STORE-5] reads and writes are refused in time while PostgreSQL is stopped, and resume when it is back', async () => {
    const store = await place.open();
    await store.commit(commitOf(started(RUNNING)));
    await server.stop();
    const begun = [1, 2, 3].map(() => assertAway(store.commit(commitOf(added(RUNNING, 1)))));
    await Promise.all([...begun, assertAway(store.runningDropParties()), assertAway(store.probe())]);
    // Whoever comes now waits no more: time stands still.
    mock.timers.enable({ apis: ['setTimeout'] });
    await assertAway(store.commit(commitOf(added(RUNNING, 1)))).finally(() => mock.timers.reset());
    await server.restart();
    await storedAtLast(() => store.commit(commitOf(added(RUNNING, 1))));
    assert.equal((await store.dropParty(1))?.total_drops, 1);
  });

  it('[STORE-5] reads and writes are refused in time while PostgreSQL does not answer', async () => {
    const store = await place.open();
    await store.commit(commitOf(started(RUNNING)));
    server.freeze('SIGSTOP');
    try {
      await Promise.all([
        assertAway(store.commit(commitOf(added(RUNNING, 1)))),
        assertAway(store.loadWorld(444)),
        assertAway(store.dropParty(1)),
      ]);
      await assertAway(store.commit(commitOf(added(RUNNING, 1))));
    } finally {
      server.freeze('SIGCONT');
    }
    await storedAtLast(() => store.commit(commitOf(added(RUNNING, 1))));
    assert.equal((await store.dropParty(1))?.total_drops, 1);
  });

  describe('when it is cut', () => {
    let proxy: CutProxy;
    let store: PlayedStore;

    const viaProxy = () => place.url.replace(`:${server.port}/`, `:${proxy.port}/`);

    beforeEach(async () => {
      proxy = await CutProxy.start(server.port);
      store = await place.open({ url: viaProxy() });
      await store.commit(commitOf(started(RUNNING)));
    });
    afterEach(async () => {
      await store.close();
      await proxy.close();
    });

    it('[STORE-1] a commit whose answer is lost is recognised as stored, and is stored once', async () => {
      const told: string[] = [];
      store.subscribeUpdates((updates) => told.push(...updates.map(({ event, seq }) => `${event} ${seq}`)));
      proxy.judge = (sent) => {
        if (!isCommit(sent)) return 'pass';
        proxy.judge = () => 'pass';
        return 'pass, then cut';
      };
      await store.commit(commitOf(added(RUNNING, 1)));
      assert.deepEqual(told, ['drop_added 2', 'drop_added 2']);
      assert.equal((await store.dropParty(1))?.total_drops, 1);
      await storedAtLast(() => store.commit(commitOf(added(RUNNING, 2))));
    });

    it('[STORE-5] a COMMIT that never arrived is detected, and its changes are refused', async () => {
      proxy.judge = (sent) => {
        if (!isCommit(sent)) return 'pass';
        proxy.judge = () => 'pass';
        return 'cut';
      };
      await assertAway(store.commit(commitOf(added(RUNNING, 1))));
      await storedAtLast(() => store.commit(commitOf(added(RUNNING, 1))));
      assert.equal((await store.dropParty(1))?.total_drops, 1);
    });

    it('[STORE-5] a commit stays pending while its outcome is unknown, and commits behind it are refused in time', async () => {
      const sent = Promise.withResolvers<void>();
      proxy.judge = (chunk) => {
        if (!isCommit(chunk)) return 'pass';
        proxy.isDown = true;
        sent.resolve();
        return 'pass, then cut';
      };
      const first = store.commit(commitOf(added(RUNNING, 1)));
      let isSettled = false;
      void first.then(() => (isSettled = true));
      await sent.promise;
      await assertAway(store.commit(commitOf(added(RUNNING, 2))));
      await assertAway(store.probe());
      assert.equal(isSettled, false);
      proxy.judge = () => 'pass';
      proxy.isDown = false;
      await first;
      assert.equal((await store.dropParty(1))?.total_drops, 1);
    });

    it('a store whose database was taken over by another one never writes again', async () => {
      proxy.isDown = true;
      proxy.cut();
      const other = await place.open();
      await other.commit(commitOf(added(RUNNING, 1)));
      await other.close();
      proxy.isDown = false;
      await assertAway(store.commit(commitOf(added(RUNNING, 1))));
      await assertAway(store.probe());
      assert.match(place.logged.join('\n'), /error: .*another Muster uses the database/s);
    });
  });

  it('a second store on the database is refused at startup', async () => {
    await place.open();
    await assert.rejects(place.open(), (error) => {
      assert.ok(error instanceof OperatorError);
      assert.match(error.message, /in use by another Muster/);
      return true;
    });
  });

  it('a database of a newer Muster is refused', async () => {
    await (await place.open()).close();
    await server.query(place.database, 'update muster_writer set schema_version = 99');
    await assert.rejects(place.open(), /was written by a newer Muster \(schema 99/);
  });

  it('a wrong URL is refused without repeating its password', async () => {
    const wrong = [
      'postgres://u:geheim@127.0.0.1:1/db',
      'postgres://u:geheim@nowhere.invalid/db',
      'postgres://u:geheim@[/db',
    ];
    for (const url of wrong) {
      const error: unknown = await (async () => place.open({ url }))().then(
        () => null,
        (fault: unknown) => fault,
      );
      assert.ok(error instanceof OperatorError, url);
      assert.doesNotMatch(`${error.message} ${error.stack} ${place.logged.join()}`, /geheim/);
    }
    assert.doesNotMatch(place.logged.join(), /not-asked-for/);
  });
});
