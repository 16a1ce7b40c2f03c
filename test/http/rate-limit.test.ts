import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { startApp, type TestApp } from '../support/app.ts';
import { assertProblem, partiesOf, RUNE_2H } from './reports.ts';

const LIMIT = 5;

/** A budget of `LIMIT` for everything. */
const LIMITED = {
  RATE_LIMIT_DISABLED: 'false',
  RATE_LIMIT_REPORTS_PER_MINUTE: String(LIMIT),
  RATE_LIMIT_WRITES_PER_MINUTE: String(LIMIT),
  RATE_LIMIT_JOINS_PER_MINUTE: String(LIMIT),
  RATE_LIMIT_READS_PER_MINUTE: String(LIMIT),
};

const ID = '00000000-0000-4000-8000-000000000000';

/** Requests of each budget, the first of which uses it up. Their answers do not matter here. */
const REQUESTS: Record<string, [method: string, path: string][]> = {
  reports: [
    ['POST', '/drops'],
    ['POST', '/drops/batch'],
    ['POST', '/parties/cleanup'],
  ],
  writes: [
    ['POST', '/party'],
    ['PATCH', `/party/${ID}`],
    ['DELETE', `/party/${ID}`],
    ['POST', `/party/${ID}/join`],
    ['POST', '/session'],
    ['POST', `/session/${ID}/join`],
    ['POST', '/auth/guest'],
  ],
  joins: [['POST', '/matchmake/join/nowhere']],
  reads: [
    ['GET', '/parties'],
    ['HEAD', '/parties'],
    ['GET', '/parties/1'],
    ['GET', '/parties/history'],
    ['GET', '/worlds/1'],
    ['GET', '/party'],
    ['GET', `/party/${ID}`],
    ['GET', '/sessions'],
    ['GET', `/session/${ID}`],
    ['GET', '/'],
    ['GET', '/docs'],
    ['GET', '/openapi.json'],
  ],
};

describe('the limits per address', () => {
  let app: TestApp;
  const start = async (env: Record<string, string> = {}) => {
    app = await startApp({ env: { ...LIMITED, RATE_LIMIT_READS_PER_MINUTE: '1000', ...env } });
  };
  afterEach(() => app.stop());

  const report = (world: number, headers = {}) => app.post('/drops', { ...RUNE_2H, world }, headers);

  const useUp = async (headers = {}) => {
    for (let i = 1; i <= LIMIT; i++) assert.equal((await report(i, headers)).status, 200);
  };

  it('refuses further writes, says when to try again, and changes nothing', async () => {
    await start();
    await useUp();
    const response = await report(99);
    const wait = Number(response.headers.get('retry-after'));
    assert.ok(wait >= 1 && wait <= 60, `Retry-After: ${wait}`);
    await assertProblem(response, 429, 'rate_limited');
    assert.equal((await partiesOf(app)).length, LIMIT);
    assert.equal((await app.post('/parties/cleanup')).status, 429);
  });

  it('counts every report of a batch', async () => {
    await start();
    const reports = (worlds: number[]) => ({ reports: worlds.map((world) => ({ ...RUNE_2H, world })) });
    assert.equal((await app.post('/drops/batch', reports([1, 2, 3]))).status, 200);
    await assertProblem(await app.post('/drops/batch', reports([4, 5, 6])), 429, 'rate_limited');
    assert.equal((await partiesOf(app)).length, 3);
  });

  for (const [budget, requests] of Object.entries(REQUESTS)) {
    it(`[AUTH-3] all ${budget} share one budget, and using it up refuses nothing else`, async () => {
      await start({ RATE_LIMIT_READS_PER_MINUTE: String(LIMIT) });
      const statusOf = async ([method, path]: [string, string]) => (await app.send(method, path)).status;
      for (let i = 0; i < LIMIT; i++) assert.notEqual(await statusOf(requests[0]!), 429);
      for (const request of requests) assert.equal(await statusOf(request), 429, request.join(' '));
      for (const [other, [request]] of Object.entries(REQUESTS))
        if (other !== budget) assert.notEqual(await statusOf(request!), 429, other);
      for (const path of ['/livez', '/readyz']) assert.equal(await statusOf(['GET', path]), 200);
    });

    it(`[AUTH-3] answers to ${budget} say what is left, also when they refuse`, async () => {
      await start({ RATE_LIMIT_READS_PER_MINUTE: String(LIMIT) });
      const [method, path] = requests[0]!;
      for (const left of [4, 3, 2, 1, 0, 0]) {
        const { status, headers } = await app.send(method, path);
        assert.equal(headers.get('ratelimit-policy'), `"${budget}";q=${LIMIT};w=60`);
        const [, remaining, seconds] = /^"\w+";r=(\d+);t=(\d+)$/.exec(headers.get('ratelimit')!)!;
        assert.equal(Number(remaining), left);
        assert.ok(Number(seconds) >= 1 && Number(seconds) <= 60, seconds);
        assert.equal(headers.get('retry-after'), status === 429 ? seconds : null);
      }
    });
  }

  it('count each step of a search of drops as several reads', async () => {
    await start({ RATE_LIMIT_READS_PER_MINUTE: '11' });
    const search = () => app.get('/drops/search?item=whip');
    assert.match((await search()).headers.get('ratelimit')!, /^"reads";r=5;/);
    await assertProblem(await search(), 429, 'rate_limited');
  });

  it('say for a batch what is left after all its reports', async () => {
    await start();
    const reports = [1, 2, 3].map((world) => ({ ...RUNE_2H, world }));
    assert.match((await app.post('/drops/batch', { reports })).headers.get('ratelimit')!, /^"reports";r=2;/);
  });

  it('do not last longer if the clock is set back', async () => {
    await start();
    await useUp();
    mock.timers.enable({ apis: ['Date'], now: Date.now() - 3_600_000 });
    try {
      assert.ok(Number((await report(99)).headers.get('retry-after')) <= 60);
    } finally {
      mock.timers.reset();
    }
  });

  it('are off at 0', async () => {
    await start({ RATE_LIMIT_REPORTS_PER_MINUTE: '0' });
    await useUp();
    const { status, headers } = await report(99);
    assert.deepEqual([status, headers.get('ratelimit'), headers.get('ratelimit-policy')], [200, null, null]);
  });

  it('ignores X-Forwarded-For by default', async () => {
    await start();
    await useUp();
    assert.equal((await report(99, { 'X-Forwarded-For': '192.0.2.7' })).status, 429);
  });

  it('tells clients apart by what a trusted proxy adds to X-Forwarded-For, not by what the client sent', async () => {
    await start({ TRUST_PROXY: 'loopback' });
    await useUp({ 'X-Forwarded-For': '192.0.2.7' });
    assert.equal((await report(98, { 'X-Forwarded-For': '192.0.2.8' })).status, 200);
    assert.equal((await report(99, { 'X-Forwarded-For': '192.0.2.9, 192.0.2.7' })).status, 429);
  });

  it('counts a /64 of IPv6 addresses as one', async () => {
    await start({ TRUST_PROXY: 'loopback' });
    await useUp({ 'X-Forwarded-For': '2001:db8:0:1::1' });
    assert.equal((await report(99, { 'X-Forwarded-For': '2001:db8:0:1:ffff::2' })).status, 429);
    assert.equal((await report(98, { 'X-Forwarded-For': '2001:db8:0:2::1' })).status, 200);
  });

  it('counts one client however a proxy writes its address: as IPv4 or mapped into IPv6, with or without a port', async () => {
    await start({ TRUST_PROXY: 'loopback' });
    await useUp({ 'X-Forwarded-For': '192.0.2.7' });
    for (const written of ['::ffff:192.0.2.7', '192.0.2.7:5678', '[::ffff:192.0.2.7]:80'])
      assert.equal((await report(99, { 'X-Forwarded-For': written })).status, 429, written);
    await useUp({ 'X-Forwarded-For': '[::1]:80' });
    assert.equal((await report(99, { 'X-Forwarded-For': '[::1]:81' })).status, 429);
  });

  it('does not apply when it is disabled', async () => {
    await start({ RATE_LIMIT_DISABLED: 'true' });
    await useUp();
    assert.equal((await report(99)).status, 200);
  });
});
