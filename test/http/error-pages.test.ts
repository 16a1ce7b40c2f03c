import assert from 'node:assert/strict';
import { appForSuite, readJson } from '../support/app.ts';

/** What Chromium sends for a page. */
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

describe('errors', () => {
  const app = appForSuite({ env: { PUBLIC_ADDRESS: 'games.example.org/muster' } });

  it('are pages with a way home for browsers', async () => {
    for (const [path, status, text] of [
      ['/nowhere/%3Cb%3E', 404, '/muster/nowhere/%3Cb%3E'],
      ['/parties/99', 404, 'there is no party 99'],
      ['/worlds/x', 422, 'world'],
    ] as const) {
      const response = await app.get(path, { accept: BROWSER });
      assert.equal(response.status, status);
      assert.match(response.headers.get('content-type')!, /^text\/html/);
      assert.match(response.headers.get('vary')!, /Accept/);
      assert.equal(response.headers.get('cache-control'), 'no-store');
      const html = await response.text();
      assert.ok(html.includes(text), html);
      assert.ok(html.includes('<a href="/muster/">'), 'the way home, below the path of the proxy');
      assert.doesNotMatch(html, /<b>|<script|style=/);
      assert.doesNotMatch(response.headers.get('content-security-policy')!, /unsafe|script-src/);
    }
  });

  it('are problems for programs, whatever they ask for but a page', async () => {
    for (const accept of [
      '*/*',
      'application/json',
      'application/problem+json',
      'text/plain',
      '',
      'application/json, text/html;q=0.5',
    ]) {
      const response = await app.get('/nowhere', { accept });
      assert.match(response.headers.get('content-type')!, /^application\/problem\+json/, accept);
      assert.equal((await readJson(response))['kind'], 'not_found');
    }
    const posted = await app.post('/drops', '{', { accept: BROWSER });
    assert.match(posted.headers.get('content-type')!, /^application\/problem\+json/, 'only what a browser shows');
  });
});
