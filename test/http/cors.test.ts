import assert from 'node:assert/strict';
import { WebSocket } from 'ws';
import { startApp, type TestApp } from '../support/app.ts';

const PREFLIGHT = { 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type' };

describe('[AUTH-4] pages of other origins', () => {
  let app: TestApp;
  afterEach(() => app.stop());

  const preflight = (path: string, origin: string) =>
    fetch(app.url + path, { method: 'OPTIONS', headers: { Origin: origin, ...PREFLIGHT } });

  /** The status of an upgrade: 101, or that of the refusal. */
  const upgrade = (path: string, headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const socket = new WebSocket(app.url.replace('http', 'ws') + path, { headers });
      socket.on('open', () => {
        socket.terminate();
        resolve(101);
      });
      socket.on('unexpected-response', (request, response) => {
        request.destroy();
        resolve(response.statusCode!);
      });
      socket.on('error', reject);
    });

  it('are all allowed by default, with the credentials that SDKs ask for', async () => {
    app = await startApp();
    for (const origin of ['https://a.example', 'capacitor://localhost', 'null']) {
      for (const path of ['/drops', '/matchmake/joinOrCreate/board', '/parties']) {
        const { status, headers } = await preflight(path, origin);
        assert.equal(status, 204);
        assert.equal(headers.get('access-control-allow-origin'), origin);
        assert.equal(headers.get('access-control-allow-credentials'), 'true');
      }
      const { headers } = await app.get('/parties', { Origin: origin });
      assert.equal(headers.get('access-control-allow-origin'), origin);
      assert.equal(headers.get('access-control-allow-credentials'), 'true');
      assert.match(headers.get('vary')!, /Origin/);
      assert.equal(await upgrade('/updates', { Origin: origin }), 101);
    }
    assert.equal((await app.get('/parties')).headers.get('access-control-allow-origin'), null);
  });

  it('may send our headers, and those that tracing and HTTP libraries add', async () => {
    app = await startApp();
    const allowed = (await preflight('/drops', 'https://a.example')).headers.get('access-control-allow-headers')!;
    const names = allowed.toLowerCase().split(', ');
    for (const name of [
      'content-type',
      'authorization',
      'idempotency-key',
      'if-match',
      'x-reporter-id',
      'x-ingest-key',
    ])
      assert.ok(names.includes(name), name);
    for (const name of ['traceparent', 'tracestate', 'x-requested-with']) assert.ok(names.includes(name), name);
  });

  it('are those of CORS_ORIGINS, for errors as well as answers', async () => {
    app = await startApp({ env: { CORS_ORIGINS: 'https://a.example, https://b.example' } });
    for (const path of ['/parties', '/nowhere', '/parties?x=1']) {
      const { headers } = await app.get(path, { Origin: 'https://b.example' });
      assert.equal(headers.get('access-control-allow-origin'), 'https://b.example');
      assert.equal(headers.get('access-control-allow-credentials'), 'true');
      for (const origin of ['https://c.example', 'http://b.example', 'https://b.example:8443', 'null']) {
        const other = await app.get(path, { Origin: origin });
        assert.equal(other.headers.get('access-control-allow-origin'), null);
        assert.equal(other.headers.get('access-control-allow-credentials'), null);
        assert.match(other.headers.get('vary')!, /Origin/);
      }
    }
    assert.equal((await preflight('/drops', 'https://c.example')).headers.get('access-control-allow-origin'), null);
  });

  it('open no WebSocket unless they are in CORS_ORIGINS or the page is our own', async () => {
    const env = { CORS_ORIGINS: 'https://a.example', PUBLIC_ADDRESS: 'games.example.org/muster' };
    app = await startApp({ env: { ...env, TRUST_PROXY: 'loopback' } });
    for (const path of ['/updates', '/', '/v17/updates', '/p/room?sessionId=s']) {
      assert.equal(await upgrade(path, { Origin: 'https://evil.example' }), 403, path);
      assert.equal(await upgrade(path, { Origin: 'null' }), 403, path);
      assert.equal(await upgrade(path, { Origin: 'https://a.example' }), 101, path);
      assert.equal(await upgrade(path, {}), 101, 'no browser');
      assert.equal(await upgrade(path, { Origin: app.url }), 101, 'our own page');
      assert.equal(await upgrade(path, { Origin: 'https://games.example.org' }), 101, 'at PUBLIC_ADDRESS');
      const forwarded = { Origin: 'https://c.example', 'X-Forwarded-Host': 'c.example' };
      assert.equal(await upgrade(path, forwarded), 101, 'at the host that the proxy names');
    }
  });

  it('have no access to the monitor at all', async () => {
    app = await startApp({ env: { ADMIN_PASSWORD: 'correct horse' } });
    const password = { Authorization: `Basic ${Buffer.from('admin:correct horse').toString('base64')}` };
    for (const path of ['/monitor', '/monitor/api', '/monitor/nowhere', '/v17/monitor/api']) {
      const answers = [
        await preflight(path, 'https://a.example'),
        await app.get(path, { Origin: 'https://a.example', ...password }),
      ];
      for (const { status, headers } of answers) {
        assert.equal(status, 403);
        assert.equal(headers.get('access-control-allow-origin'), null);
        assert.equal(headers.get('access-control-allow-credentials'), null);
      }
    }
  });

  it("gain nothing by a browser's password for the monitor, which no other door reads", async () => {
    app = await startApp({ env: { ADMIN_PASSWORD: 'correct horse', REQUIRE_AUTH: 'true' } });
    const ambient = {
      Authorization: `Basic ${Buffer.from('admin:correct horse').toString('base64')}`,
      Cookie: 'player_id=alice; token=x',
      Origin: 'https://a.example',
    };
    const { status } = await app.post('/party', { name: 'Delvers' }, ambient);
    assert.equal(status, 401);
  });
});
