import assert from 'node:assert/strict';
import { ERROR_KINDS } from '../../src/errors.ts';
import { appForSuite, readJson } from '../support/app.ts';

describe('the documentation pages', () => {
  const app = appForSuite();

  for (const path of ['/docs', '/redoc']) {
    it(`${path} loads only files of this server, and has no inline script`, async () => {
      const response = await app.get(path);
      assert.equal(response.status, 200);
      assert.match(response.headers.get('content-type')!, /^text\/html/);
      const policy = response.headers.get('content-security-policy')!;
      assert.match(policy, /default-src 'none'; script-src 'self';/);
      assert.doesNotMatch(policy, /https?:|\*|unsafe-eval/);
      const html = await response.text();
      assert.doesNotMatch(html, /https?:\/\//);
      assert.doesNotMatch(html, /<script>|<script (?!src=)/);
      const loaded = [...html.matchAll(/(?:src|href|spec-url)="([^"]+)"/g)].map(([, address]) => address!);
      assert.ok(loaded.length >= 2);
      for (const address of loaded) {
        assert.match(address, /^\.\//, 'relative, as a proxy may serve it below a path');
        assert.equal((await app.get(address.slice(1))).status, 200, address);
      }
    });
  }

  it('with a slash at the end are redirected, because their relative addresses would lead elsewhere', async () => {
    for (const path of ['/docs', '/redoc', '/v17/docs']) {
      const response = await fetch(`${app.url}${path}/`);
      assert.deepEqual([response.status, response.url], [200, app.url + path]);
    }
  });

  it("every problem's type links to a paragraph of the page of errors", async () => {
    const { type } = await readJson<{ type: string }>(await app.get('/nowhere'));
    const [page, kind] = type.split('#');
    const html = await (await app.get(page!)).text();
    assert.equal(kind, 'not_found');
    for (const each of Object.keys(ERROR_KINDS)) assert.ok(html.includes(`id="${each}"`), each);
  });
});
