import assert from 'node:assert/strict';
import { appForEachTest, FakeClock } from '../support/app.ts';
import { ok, partyOf, runOf } from './dungeons.ts';
import { assertProblem } from './reports.ts';

describe('[PARTY-3] the version as an ETag', () => {
  const app = appForEachTest({ now: new FakeClock().now });

  const lock = (party_id: string, headers: Record<string, string>, body: object = {}) =>
    app.send('POST', `/party/${party_id}/lock?player_id=alice`, body, headers);

  it('is sent with reads and writes, and can be used as If-Match', async () => {
    const { party_id } = await partyOf(app, ['alice', 'bob']);
    const read = await app.get(`/party/${party_id}`);
    assert.equal(read.headers.get('etag'), '"2"');
    const locked = await lock(party_id, { 'If-Match': read.headers.get('etag')! });
    assert.deepEqual([locked.status, locked.headers.get('etag')], [200, '"3"']);
    await assertProblem(await lock(party_id, { 'If-Match': '"2"' }), 412, 'version_conflict');
    for (const name of ['ready', 'leave']) {
      const path = `/party/${party_id}/${name}?player_id=bob`;
      await assertProblem(await app.send('POST', path, {}, { 'If-Match': '"2"' }), 412, 'version_conflict');
    }
    const patched = await app.send(
      'PATCH',
      `/party/${party_id}?player_id=alice`,
      { name: 'Late' },
      { 'If-Match': '"2"' },
    );
    await assertProblem(patched, 412, 'version_conflict');
    assert.equal((await ok(app.get(`/party/${party_id}`))).version, 3);
  });

  it('can be weak, because proxies make it so; * matches any; if_version does the same', async () => {
    const { party_id } = await partyOf(app, ['alice']);
    assert.equal((await lock(party_id, { 'If-Match': 'W/"1"' })).status, 200);
    assert.equal((await lock(party_id, { 'If-Match': '*' })).status, 200);
    assert.equal((await lock(party_id, {}, { if_version: 2 })).status, 200);
    assert.equal((await lock(party_id, { 'If-Match': '"2"' }, { if_version: 2 })).status, 200);
    await assertProblem(await lock(party_id, {}, { if_version: 1 }), 412, 'version_conflict');
    await assertProblem(await lock(party_id, { 'If-Match': '"2"' }, { if_version: 1 }), 422, 'validation_failed', [
      'if_version',
    ]);
  });

  it('is refused if it is malformed, or there is nothing to match', async () => {
    const { party_id } = await partyOf(app, ['alice']);
    for (const value of ['2', '""', '"abc"', '"1", "2"', '"0"', 'W/2', '"99999999999999999"']) {
      await assertProblem(await lock(party_id, { 'If-Match': value }), 422, 'validation_failed', ['If-Match']);
    }
    for (const path of ['/party', '/party/quick-join', '/party/join-by-code']) {
      const response = await app.send('POST', path, { player_id: 'bob', code: '222222' }, { 'If-Match': '"1"' });
      await assertProblem(response, 422, 'validation_failed', ['If-Match']);
    }
    assert.equal((await ok(app.get(`/party/${party_id}`))).version, 1);
  });

  it('gives 304 to a client that has it, and changes with every change', async () => {
    const { party_id } = await partyOf(app, ['alice']);
    const path = `/party/${party_id}`;
    for (const value of ['"1"', 'W/"1"', '*', '"7", "1"']) {
      const response = await app.get(path, { 'If-None-Match': value });
      assert.deepEqual([response.status, await response.text()], [304, ''], value);
      assert.equal(response.headers.get('etag'), '"1"');
    }
    await app.send('POST', `${path}/join?player_id=bob`);
    const changed = await app.get(path, { 'If-None-Match': '"1"' });
    assert.deepEqual([changed.status, changed.headers.get('etag')], [200, '"2"']);
    assert.match(changed.headers.get('vary')!, /Authorization/);
  });

  it('[SESSION-11] sessions have one too', async () => {
    const { session_id } = await runOf(app, ['alice', 'bob']);
    const path = `/session/${session_id}`;
    const etag = (await app.get(path)).headers.get('etag')!;
    assert.equal(etag, '"1"');
    assert.equal((await app.get(path, { 'If-None-Match': etag })).status, 304);
    const started = await app.send('POST', `${path}/start?player_id=alice`, {}, { 'If-Match': etag });
    assert.deepEqual([started.status, started.headers.get('etag')], [200, '"2"']);
    const late = await app.send('POST', `${path}/progress?player_id=alice`, { current_floor: 1 }, { 'If-Match': etag });
    await assertProblem(late, 412, 'version_conflict');
    assert.equal((await app.get(path, { 'If-None-Match': etag })).status, 200);
  });

  it('lets one of two changes of the same version through', async () => {
    const { party_id } = await partyOf(app, ['alice']);
    const answers = await Promise.all(
      ['A', 'B', 'C'].map((name) =>
        app.send('PATCH', `/party/${party_id}?player_id=alice`, { name }, { 'If-Match': '"1"' }),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    assert.deepEqual(
      statuses.toSorted((a, b) => a - b),
      [200, 412, 412],
    );
  });
});
