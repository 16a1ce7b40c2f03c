import assert from 'node:assert/strict';
import { FakeClock, readJson, startApp, type TestApp } from '../support/app.ts';
import { RUNE_2H } from './reports.ts';

type Page = { total_drops: number; witnesses: number };

describe('the reporter', () => {
  let app: TestApp;
  afterEach(() => app.stop());

  const report = (address: string, headers: Record<string, string> = {}) =>
    app.post('/drops', RUNE_2H, { 'X-Forwarded-For': address, ...headers });
  const party = async () => {
    const { total_drops, witnesses } = await readJson<Page>(await app.get('/parties/1'));
    return { total_drops, witnesses };
  };

  it('[DROP-3] of a bare report is its address in witness mode', async () => {
    app = await startApp({ now: new FakeClock().now, env: { DEDUPE_MODE: 'witness', TRUST_PROXY: 'loopback' } });
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) await report(address);
    assert.deepEqual(await party(), { total_drops: 1, witnesses: 3 });
    await report('192.0.2.1');
    assert.deepEqual(await party(), { total_drops: 2, witnesses: 3 });
  });

  it('[DROP-3] of a bare report is unknown otherwise', async () => {
    app = await startApp({ now: new FakeClock().now, env: { TRUST_PROXY: 'loopback' } });
    await report('192.0.2.1');
    assert.deepEqual(await party(), { total_drops: 1, witnesses: 0 });
  });

  it('can be sent as a field or a header, and the field wins', async () => {
    app = await startApp({ now: new FakeClock().now });
    await app.post('/drops', { ...RUNE_2H, reporter: 'a' });
    await app.post('/drops', RUNE_2H, { 'X-Reporter-Id': 'b' });
    await app.post('/drops', { ...RUNE_2H, reporter: 'c' }, { 'X-Reporter-Id': 'a' });
    assert.deepEqual(await party(), { total_drops: 1, witnesses: 3 });
    await app.post('/drops', RUNE_2H, { 'X-Reporter-Id': 'a' });
    assert.deepEqual(await party(), { total_drops: 2, witnesses: 3 });
  });
});
