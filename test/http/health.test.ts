import assert from 'node:assert/strict';
import { AppError } from '../../src/errors.ts';
import type { Store } from '../../src/store/store.ts';
import { until } from '../support/app.ts';
import { startHttpAlone } from './http-alone.ts';
import { assertProblem } from './reports.ts';

const startHealth = (probe: () => Promise<void>, isShuttingDown = () => false) =>
  startHttpAlone({ store: { probe, subscribeUpdates: () => () => undefined } as unknown as Store, isShuttingDown });

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

  it('GET /readyz answers 503 while the store cannot be written, and GET /livez 200', async () => {
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
