import assert from 'node:assert/strict';
import { appForSuite } from '../support/app.ts';

const NASTY = '"><script>alert(1)</script>&';

describe('what other sites show of the board', () => {
  const app = appForSuite({ env: { TRUST_PROXY: 'loopback' } });

  before(async () => {
    const report = { world: 444, item_id: 1, item_name: NASTY, quantity: 1, value: 1_299_999 };
    for (const address of ['192.0.2.1', '192.0.2.2'])
      await app.post('/drops', { ...report, reporter: address }, { 'X-Forwarded-For': address });
    await app.post('/drops', { ...report, world: 301, item_name: 'Whip', value: Number.MAX_SAFE_INTEGER });
  });

  const tags = async (path: string, headers = {}) => {
    const html = await (await app.get(path, headers)).text();
    return Object.fromEntries(
      [...html.matchAll(/<meta property="og:([\w:]+)" content="([^"]*)" \/>/g)].map(([, name, text]) => [name, text]),
    );
  };

  it('are tags that say what an address is about, with a picture, at the address that the browser sees', async () => {
    const proxied = {
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'games.example.org',
      'X-Forwarded-Prefix': '/muster',
    };
    const { title, description, image, url } = await tags('/?world=444', proxied);
    assert.equal(title, 'Drop party on world 444: 1.2M GP');
    assert.match(description ?? '', /^1\.2M GP in 1 drop; biggest: &quot;&gt;&lt;script&gt;/);
    assert.equal(image, 'https://games.example.org/muster/og.png');
    assert.equal(url, 'https://games.example.org/muster/?world=444');
    assert.equal((await tags('/?world=555'))['description'], 'No drop party right now.');
    for (const path of ['/', '/?world=x', '/?party=99', '/?world=1&world=2', '/?world=70000'])
      assert.equal((await tags(path))['title'], 'Muster', path);
    const html = await (await app.get('/?world=444')).text();
    assert.doesNotMatch(html, /<script>|<script(?![^>]*src=)/);
  });

  it('are a picture of the size that chats want', async () => {
    const response = await app.get('/og.png');
    assert.equal(response.headers.get('content-type'), 'image/png');
    const bytes = Buffer.from(await response.arrayBuffer());
    assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [1200, 630]);
  });

  it('are badges, which show no made-up value as a fact', async () => {
    const badge = async (world: number) => {
      const response = await app.get(`/badge/world/${world}.svg`);
      assert.match(response.headers.get('content-type')!, /^image\/svg\+xml/);
      assert.equal(response.headers.get('cache-control'), 'public, max-age=30');
      return /<title>(.*)<\/title>/.exec(await response.text())![1];
    };
    assert.equal(await badge(444), 'Muster, world 444: 1.2M GP');
    assert.equal(await badge(301), 'Muster, world 301: 9007.1T GP unconfirmed');
    assert.equal(await badge(555), 'Muster, world 555: no party');
    assert.equal((await app.get('/badge/world/x.svg')).status, 422);
  });

  it('is a card, the only page that may be framed', async () => {
    const policy = async (path: string) => (await app.get(path)).headers.get('content-security-policy')!;
    assert.match(await policy('/embed/world/444'), /frame-ancestors \*/);
    for (const path of ['/', '/docs', '/docs/errors', '/parties', '/nowhere', '/embed/world/x', '/og.png'])
      assert.match(await policy(path), /frame-ancestors 'none'/, path);
    assert.equal((await app.get('/embed/world/x')).status, 422);
  });
});
