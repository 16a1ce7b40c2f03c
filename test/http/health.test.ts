import assert from 'node:assert/strict';
import { AppError } from '../../src/errors.ts';
import type { Store } from '../../src/store/store.ts';
import { readJson, until } from '../support/app.ts';
import { startHttpAlone } from './http-alone.ts';
import { assertProblem } from './reports.ts';

const startHealth = (probe: () => Promise<void>, isShuttingDown = () => false) =>
  startHttpAlone({ store: { probe } as Store, isShuttingDown });

describe('health', () => {
  let app: Awaited<ReturnType<typeof startHealth>>;
  afterEach(() => app.stop());

  it('GET /readyz answers 200 while the store can be written', async () => {
    app = await startHealth(() => Promise.resolve());
    for (const path of ['/livez', '/readyz']) {
      const response = await app.get(path);
      assert.deepEqual([response.status, await response.json()], [200, { status: 'ok' }]);
      assert.equal(response.headers.get('etag'), null);
      assert.equal(response.headers.get('cache-control'), 'no-store');
    }
  });

  it('[OPS-2] GET /readyz answers 503 while the store cannot be written, and GET /livez 200', async () => {
    let broken = true;
    app = await startHealth(async () => {
      if (broken) throw new AppError('storage_unavailable');
    });
    await assertProblem(await app.get('/readyz'), 503, 'storage_unavailable');
    assert.equal((await app.get('/livez')).status, 200);
    broken = false;
    app.clock.advance(1_000);
    assert.equal((await app.get('/readyz')).status, 200);
  });

  it('GET /readyz answers 503 while the server is shutting down', async () => {
    app = await startHealth(
      () => Promise.resolve(),
      () => true,
    );
    await assertProblem(await app.get('/readyz'), 503, 'shutting_down');
    assert.equal((await app.get('/livez')).status, 200);
  });

  it('[OPS-2] GET /readyz answers 503 while the event loop is late all the time', async () => {
    let meanMs = 250;
    const eventLoop = {
      get meanMs() {
        return meanMs;
      },
    };
    app = await startHttpAlone({ store: { probe: () => Promise.resolve() } as Store, eventLoop });
    assert.equal((await app.get('/readyz')).status, 200);
    meanMs = 251;
    await assertProblem(await app.get('/readyz'), 503, 'overloaded');
  });

  it('GET /healthz counts once for all requests within a second, and is not asked of the store', async () => {
    let counted = 0;
    const counts = () => {
      counted += 1;
      const rooms = { board: { rooms: 1, clients: 2 }, lobby: { rooms: 2, clients: 3 } };
      const updates = { sockets: 4, topics: 9 };
      const sessions = { waiting: 5, in_progress: 6 };
      return Promise.resolve({ draining: true, rooms, drop_parties: 7, dungeon_parties: 8, sessions, updates });
    };
    app = await startHttpAlone({ counts, eventLoop: { meanMs: 1.4 } });
    const { version, uptime_seconds, ...overview } = await readJson(await app.get('/healthz'));
    assert.match(String(version), /^\d+\.\d+\.\d+/);
    assert(Number.isInteger(uptime_seconds));
    assert.deepEqual(overview, {
      status: 'shutting_down',
      event_loop_delay_ms: 1,
      rooms: 3,
      clients: 9,
      drop_parties: 7,
      dungeon_parties: 8,
      sessions: 11,
    });
    await app.get('/healthz');
    assert.equal(counted, 1);
    app.clock.advance(1_000);
    await app.get('/healthz');
    assert.equal(counted, 2);
  });

  it('GET /readyz probes the store once for all requests within a second, and never twice at a time', async () => {
    let looks = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    app = await startHealth(() => {
      looks += 1;
      return promise;
    });
    const first = app.get('/readyz');
    await until(() => looks === 1);
    app.clock.advance(5_000);
    const second = app.get('/readyz');
    // A later request was answered, so this one has arrived.
    await app.get('/livez');
    resolve();
    assert.deepEqual([(await first).status, (await second).status, (await app.get('/readyz')).status], [200, 200, 200]);
    assert.equal(looks, 1);
    app.clock.advance(1_000);
    await app.get('/readyz');
    assert.equal(looks, 2);
  });
});
