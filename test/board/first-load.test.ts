import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { appForSuite, readJson } from '../support/app.ts';

const GZIPPED_BYTES_MAX = 120 * 1024;

/** Smaller files are not worth compressing. */
const GZIPPED_FROM_BYTES = 1024;

describe('The first load of the page', () => {
  const app = appForSuite({ env: { PUBLIC_ADDRESS: 'games.example.org:2567/muster' } });

  const html = async () => (await app.get('/')).text();
  const assets = async () =>
    [...(await html()).matchAll(/(?:src|href)="\.(\/assets\/[^"]+)"/g)].map(([, path]) => path!);

  it('is less than 120 KB when gzipped, and comes from this server only', async () => {
    const paths = ['/', ...(await assets())];
    assert.ok(paths.length >= 4, paths.join());
    let bytes = 0;
    for (const path of paths) {
      const response = await app.get(path, { 'accept-encoding': 'gzip' });
      assert.equal(response.status, 200, path);
      const content = await response.bytes();
      if (content.length > GZIPPED_FROM_BYTES) assert.equal(response.headers.get('content-encoding'), 'gzip', path);
      bytes += gzipSync(content).length;
    }
    assert.ok(bytes < GZIPPED_BYTES_MAX, `${bytes} bytes`);
    // Only what chats show of it has whole addresses, which are this server's.
    const loaded = (await html()).replaceAll(/<meta property="og:[^>]*>/g, '');
    assert.doesNotMatch(loaded, /https?:\/\//);
  });

  it('has a content security policy without exceptions: no inline scripts or styles, and no hosts but its own and that of the rooms', async () => {
    const response = await app.get('/');
    assert.equal(
      response.headers.get('content-security-policy'),
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
        "connect-src 'self' ws://games.example.org:2567 wss://games.example.org:2567; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    );
    assert.doesNotMatch(await response.text(), /<script(?![^>]*src=)|<style|\son\w+=|\sstyle=/);
  });

  it('revalidates the page each time, and caches its assets for good', async () => {
    const page = await app.get('/');
    assert.equal(page.headers.get('cache-control'), 'no-cache');
    assert.equal(page.headers.get('last-modified'), null, 'a build may give all files the same time');
    for (const path of await assets()) {
      assert.match(path, /-[\w-]{8}\.\w+$/);
      const { headers } = await app.get(path);
      assert.equal(headers.get('cache-control'), 'public, max-age=31536000, immutable', path);
    }
  });

  it('serves nothing outside its folder, and no cache keeps the answer for a missing asset', async () => {
    for (const path of [
      '/assets/nothing.js',
      '/assets/..%2findex.html',
      '/assets/..%2f..%2f..%2fpackage.json',
      '/assets/%00',
    ]) {
      const response = await app.get(path);
      assert.equal(response.status, 404, path);
      assert.equal(response.headers.get('cache-control'), 'no-store', path);
      assert.equal((await readJson(response)).kind, 'not_found', path);
    }
    assert.equal((await app.send('POST', '/')).status, 405);
  });
});
