import assert from 'node:assert/strict';
import { appForEachTest, FakeClock } from '../support/app.ts';
import { RUNE_2H } from './reports.ts';

const LISTS = ['/parties', '/parties/history', '/parties/1', '/worlds/444'];

describe('the ETag of a list', () => {
  const clock = new FakeClock();
  const app = appForEachTest({ now: clock.now });
  beforeEach(async () => {
    await app.post('/drops', { ...RUNE_2H, reporter: 'a' });
  });

  const etagOf = async (path: string) => {
    const response = await app.get(path);
    assert.equal(response.headers.get('cache-control'), 'no-cache');
    return response.headers.get('etag')!;
  };

  for (const path of LISTS) {
    it(`${path}: stays the same as time passes, and gives 304 without a body`, async () => {
      const etag = await etagOf(path);
      clock.advance(10_000);
      assert.equal(await etagOf(path), etag);
      for (const value of [etag, etag.replace('W/', ''), `"x", ${etag} , "y"`, '*']) {
        const response = await app.get(path, { 'If-None-Match': value });
        assert.deepEqual([response.status, await response.text()], [304, ''], value);
        assert.equal(response.headers.get('etag'), etag);
      }
      assert.equal((await app.get(path, { 'If-None-Match': '"other"' })).status, 200);
    });
  }

  it('changes when the content does', async () => {
    const before = await Promise.all(LISTS.map(etagOf));
    clock.advance(1_000);
    await app.post('/drops', { ...RUNE_2H, item_id: 1, reporter: 'a' });
    const after = await Promise.all(LISTS.map(etagOf));
    assert.deepEqual(
      LISTS.filter((_, i) => before[i] !== after[i]),
      ['/parties', '/parties/1', '/worlds/444'],
    );
  });

  it('of GET /parties stays the same when a drop gains a witness, which the list does not show', async () => {
    const [list, page] = [await etagOf('/parties'), await etagOf('/parties/1')];
    await app.post('/drops', { ...RUNE_2H, reporter: 'b' });
    assert.equal(await etagOf('/parties'), list);
    assert.notEqual(await etagOf('/parties/1'), page);
  });

  it('is also sent with HEAD', async () => {
    const response = await fetch(`${app.url}/parties`, { method: 'HEAD' });
    assert.deepEqual([response.status, await response.text()], [200, '']);
    assert.equal(response.headers.get('etag'), await etagOf('/parties'));
  });
});
