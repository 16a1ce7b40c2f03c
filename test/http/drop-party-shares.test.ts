import assert from 'node:assert/strict';
import { AppError } from '../../src/errors.ts';
import { BATCH_REPORTS_MAX, SHARES } from '../../src/protocol/limits.ts';
import { appForSuite, FakeClock, readJson, startApp, type TestApp } from '../support/app.ts';
import { aroundStore } from '../support/store-faults.ts';
import { assertProblem, partiesOf, RUNE_2H } from './reports.ts';

const CAPACITY = 6;
const IDLE_MS = 300_000;

describe('running drop parties', () => {
  const clock = new FakeClock();
  let app: TestApp;
  beforeEach(async () => {
    const env = { RATE_LIMIT_DISABLED: 'false', TRUST_PROXY: 'loopback', DROP_PARTIES_MAX: String(CAPACITY) };
    app = await startApp({ env, now: clock.now });
  });
  afterEach(() => app.stop());

  const from = (address: string) => ({ 'x-forwarded-for': `192.0.2.${address}` });
  const report = (world: number, address: string, headers = {}) =>
    app.post('/drops', { ...RUNE_2H, world }, { ...from(address), ...headers });
  const statuses = async (worlds: number[], address: string) => {
    const answered: number[] = [];
    for (const world of worlds) answered.push((await report(world, address)).status);
    return answered;
  };

  it('[SHARE-2] are shared by addresses: one gets half of them, and the last is for a newcomer', async () => {
    assert.deepEqual(await statuses([1, 2, 3, 4], '1'), [200, 200, 200, 429]);
    assert.deepEqual(await statuses([4, 5, 6], '2'), [200, 200, 429]);
    assert.deepEqual(await statuses([6, 7], '3'), [200, 503]);
    assert.equal((await partiesOf(app)).length, CAPACITY);
  });

  it('[SHARE-2] refuse with a kind and when to try again, in a batch each report alone', async () => {
    await statuses([1, 2, 3], '1');
    const refused = await report(4, '1');
    assert.equal(refused.headers.get('retry-after'), '60');
    await assertProblem(refused, 429, 'share_used_up');
    clock.advance(1_000);
    const reports = [1, 4].map((world) => ({ ...RUNE_2H, world }));
    const batch = await app.post('/drops/batch', { reports }, from('1'));
    const { results } = await readJson<{ results: { status: string; kind?: string }[] }>(batch);
    assert.deepEqual(
      results.map(({ status, kind }) => [status, kind]),
      [
        ['drop_added', undefined],
        ['rejected', 'share_used_up'],
      ],
    );
    await statuses([4, 5], '2');
    await statuses([6], '3');
    const full = await report(7, '4');
    assert.equal(full.headers.get('retry-after'), '60');
    await assertProblem(full, 503, 'drop_parties_full');
  });

  it('[SHARE-2] refuse no report for a world whose party runs, nor a retry of the report that began it', async () => {
    const key = { 'idempotency-key': 'c0ffee' };
    assert.equal((await report(1, '1', key)).status, 200);
    await statuses([2, 3], '1');
    await statuses([4, 5], '2');
    await statuses([6], '3');
    clock.advance(1_000);
    assert.equal((await readJson(await report(1, '1'))).status, 'drop_added');
    assert.equal((await readJson(await report(6, '9'))).status, 'drop_added');
    const again = await report(1, '1', key);
    assert.deepEqual([again.status, again.headers.get('idempotency-replayed')], [200, 'true']);
    clock.advance(IDLE_MS);
    // The world's own party is over, so that its place is free.
    assert.equal((await readJson(await report(6, '9'))).status, 'party_created');
  });

  it('[SHARE-1] give a share back when its party ends, and when it could not be stored', async () => {
    await statuses([1, 2, 3], '1');
    clock.advance(IDLE_MS);
    assert.equal((await app.post('/parties/cleanup', undefined, from('8'))).status, 200);
    const restore = aroundStore('commit', () => Promise.reject(new AppError('storage_unavailable')));
    try {
      assert.deepEqual(await statuses([1, 2, 3, 4, 5, 6], '1'), [503, 503, 503, 503, 503, 503]);
    } finally {
      restore();
    }
    assert.deepEqual(await statuses([1, 2, 3, 4], '1'), [200, 200, 200, 429]);
  });

  it('[SHARE-1] still count after a restart, for nobody', async () => {
    await statuses([1, 2, 3], '1');
    await app.restart();
    assert.deepEqual(await statuses([4, 5, 6], '1'), [200, 200, 429]);
    assert.deepEqual(await statuses([6, 7], '2'), [200, 503]);
  });
});

describe('shares of which the operator sets 0', () => {
  const NO_LIMITS = { DROP_PARTIES_MAX: '0', CONNECTIONS_PER_ADDRESS_MAX: '0' };
  const app = appForSuite({ env: { RATE_LIMIT_DISABLED: 'false', ...NO_LIMITS } });

  it('have no limit: one address starts more drop parties and takes more seats than the defaults allow', async () => {
    const { dropParties, connections } = SHARES;
    for (let first = 1; first <= dropParties.default + 1; first += BATCH_REPORTS_MAX) {
      const reports = Array.from({ length: BATCH_REPORTS_MAX }, (_, i) => ({ ...RUNE_2H, world: first + i }));
      const { results } = await readJson<{ results: { status: string }[] }>(
        await app.post('/drops/batch', { reports }),
      );
      assert.ok(results.every(({ status }) => status === 'party_created'));
    }
    const joins = Array.from({ length: connections.default + 1 }, () => app.post('/matchmake/joinOrCreate/board', {}));
    assert.ok((await Promise.all(joins)).every(({ status }) => status === 200));
  });
});
