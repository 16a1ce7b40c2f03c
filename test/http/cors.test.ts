import assert from 'node:assert/strict';
import { startApp, type TestApp } from '../support/app.ts';

const PREFLIGHT = { 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type' };

describe('CORS', () => {
  let app: TestApp;
  afterEach(() => app.stop());

  const preflight = (path: string, origin: string) =>
    fetch(app.url + path, { method: 'OPTIONS', headers: { Origin: origin, ...PREFLIGHT } });

  it('allows all origins by default, without credentials', async () => {
    app = await startApp();
    for (const path of ['/drops', '/matchmake/joinOrCreate/board', '/parties']) {
      const { status, headers } = await preflight(path, 'https://a.example');
      assert.equal(status, 204);
      assert.equal(headers.get('access-control-allow-origin'), '*');
      assert.match(headers.get('access-control-allow-headers')!, /Content-Type.*Idempotency-Key/);
      assert.equal(headers.get('access-control-allow-credentials'), null);
    }
    const { headers } = await app.get('/parties', { Origin: 'https://a.example' });
    assert.equal(headers.get('access-control-allow-origin'), '*');
  });

  it('allows only the origins of CORS_ORIGINS, for errors as well as answers', async () => {
    app = await startApp({ env: { CORS_ORIGINS: 'https://a.example, https://b.example' } });
    for (const path of ['/parties', '/nowhere', '/parties?x=1']) {
      const { headers } = await app.get(path, { Origin: 'https://b.example' });
      assert.equal(headers.get('access-control-allow-origin'), 'https://b.example');
      assert.match(headers.get('vary')!, /Origin/);
      const other = await app.get(path, { Origin: 'https://c.example' });
      assert.equal(other.headers.get('access-control-allow-origin'), null);
      assert.match(other.headers.get('vary')!, /Origin/);
    }
    assert.equal((await preflight('/drops', 'https://c.example')).headers.get('access-control-allow-origin'), null);
  });

  it('does not apply to the monitor', async () => {
    app = await startApp({ env: { ADMIN_PASSWORD: 'correct horse' } });
    const { headers } = await preflight('/monitor/api', 'https://a.example');
    assert.equal(headers.get('access-control-allow-origin'), null);
  });
});
