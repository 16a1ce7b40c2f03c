import assert from 'node:assert/strict';
import { startApp, type TestApp } from '../support/app.ts';
import { assertProblem, partiesOf, RUNE_2H } from './reports.ts';

const LIMIT = 5;

describe('the limit on writes', () => {
  let app: TestApp;
  const start = async (env: Record<string, string> = {}) => {
    app = await startApp({
      env: { RATE_LIMIT_DISABLED: 'false', RATE_LIMIT_WRITES_PER_MINUTE: String(LIMIT), ...env },
    });
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

  it('does not apply to reads and joins', async () => {
    await start();
    await useUp();
    await report(99);
    for (const path of ['/parties', '/readyz', '/docs']) assert.equal((await app.get(path)).status, 200);
    assert.equal((await app.post('/matchmake/joinOrCreate/board', {})).status, 200);
  });

  it('is shared by all writes: drops, parties, sessions and guests', async () => {
    await start();
    await useUp();
    const id = '00000000-0000-4000-8000-000000000000';
    const writes: [method: string, path: string][] = [
      ['POST', '/party'],
      ['PATCH', `/party/${id}`],
      ['DELETE', `/party/${id}`],
      ['POST', `/party/${id}/join`],
      ['POST', '/session'],
      ['POST', `/session/${id}/join`],
      ['POST', '/auth/guest'],
    ];
    for (const [method, path] of writes) await assertProblem(await app.send(method, path), 429, 'rate_limited');
    for (const path of ['/party', '/sessions']) assert.equal((await app.get(path)).status, 200);
  });

  it('allows twice as many joins', async () => {
    await start();
    const statuses = [];
    for (let i = 0; i <= LIMIT * 2; i++) statuses.push((await app.post('/matchmake/join/nowhere', {})).status);
    assert.deepEqual(statuses, [...Array<number>(LIMIT * 2).fill(404), 429]);
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
