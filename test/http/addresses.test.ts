import assert from 'node:assert/strict';
import { appForSuite } from '../support/app.ts';
import { exchange } from '../support/raw.ts';
import { assertProblem, RUNE_2H } from './reports.ts';

describe('addresses and methods', () => {
  const app = appForSuite();

  const send = (method: string, path: string) => fetch(app.url + path, { method, redirect: 'manual' });

  for (const [path, allow] of [
    ['/drops', 'POST, OPTIONS'],
    ['/drops/batch', 'POST, OPTIONS'],
    ['/parties/cleanup', 'POST, OPTIONS'],
    ['/parties', 'GET, HEAD, OPTIONS'],
    ['/parties/history', 'GET, HEAD, OPTIONS'],
    ['/parties/1', 'GET, HEAD, OPTIONS'],
    ['/worlds/444', 'GET, HEAD, OPTIONS'],
    ['/livez', 'GET, HEAD, OPTIONS'],
    ['/openapi.json', 'GET, HEAD, OPTIONS'],
    ['/matchmake/joinOrCreate/board', 'POST, OPTIONS'],
  ] as const) {
    it(`${path} takes ${allow} and refuses the rest`, async () => {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        if (allow.includes(method)) continue;
        const response = await send(method, path);
        assert.equal(response.headers.get('allow'), allow);
        if (method === 'HEAD') assert.equal(response.status, 405);
        else await assertProblem(response, 405, 'method_not_allowed');
      }
      const options = await send('OPTIONS', path);
      assert.deepEqual([options.status, options.headers.get('allow')], [204, allow]);
    });
  }

  it('an unknown path answers 404 to every method', async () => {
    for (const method of ['GET', 'POST', 'OPTIONS', 'DELETE']) {
      await assertProblem(await send(method, '/drop'), 404, 'not_found');
    }
  });

  it('a malformed percent-encoding answers 400', async () => {
    for (const path of ['/parties/%zz', '/worlds/%', '/%zz', '/drops%c0']) {
      assert.match(
        await exchange(app.url, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
        /^HTTP\/1\.1 400 /,
        path,
      );
    }
  });

  it('no POST is redirected', async () => {
    for (const path of ['/drops', '/drops/']) {
      const body = JSON.stringify({ ...RUNE_2H, world: path.length });
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(app.url + path, { method: 'POST', body, headers, redirect: 'manual' });
      assert.equal(response.status, 200);
    }
  });

  it('every answer forbids browsers to sniff, frame or run it', async () => {
    for (const path of ['/parties', '/nowhere']) {
      const { headers } = await app.get(path);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'");
      assert.equal(headers.get('x-powered-by'), null);
    }
  });
});
