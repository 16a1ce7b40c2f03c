import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type * as Colyseus from '@colyseus/sdk';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launch, needBrowser } from '../board/browser.ts';
import { startApp, type TestApp } from '../support/app.ts';

const SDK = createRequire(import.meta.url)
  .resolve('@colyseus/sdk')
  .replace(/build\/.*$/, 'dist/colyseus.js');

const PASSWORD = 'correct horse';

/** What the page has, in the browser. */
type PageScope = { Colyseus: typeof Colyseus };

describe('[AUTH-4] a page of another origin, in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let context: BrowserContext;
  let site: Server;
  let origin: string;
  before(async function () {
    needBrowser(this);
    browser = await launch();
    const sdk = await readFile(SDK);
    site = createServer((request, response) => {
      const isSdk = request.url === '/sdk.js';
      response.setHeader('content-type', isSdk ? 'text/javascript' : 'text/html');
      response.end(isSdk ? sdk : '<!doctype html><title>A game</title><script src="/sdk.js"></script>');
    }).listen(0, '127.0.0.1');
    await once(site, 'listening');
    // Another host, not just another port, so that browsers treat it as another site.
    origin = `http://localhost:${(site.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    await context?.close();
    await app?.stop();
  });
  after(async () => {
    await browser?.close();
    site?.close();
  });

  const openPage = async (env: Record<string, string>): Promise<Page> => {
    app = await startApp({ env: { ADMIN_PASSWORD: PASSWORD, ...env } });
    context = await browser.newContext({ httpCredentials: { username: 'admin', password: PASSWORD } });
    const page = await context.newPage();
    await page.goto(origin);
    return page;
  };

  for (const [name, envOf] of [
    ['by default', () => ({})],
    ['in CORS_ORIGINS', () => ({ CORS_ORIGINS: `https://a.example,${origin}` })],
  ] as const) {
    it(`${name} joins, reconnects, calls REST and follows /updates, all as the SDK does it`, async () => {
      const page = await openPage(envOf());
      const seen = await page.evaluate(async (url) => {
        const { Client } = (globalThis as unknown as PageScope).Colyseus;
        const client = new Client(url);
        const guest = (await client.http.post('/auth/guest')).data as { player_id: string; token: string };
        client.auth.token = guest.token;

        const lobby = await client.joinOrCreate('lobby', { player_id: guest.player_id, token: guest.token });
        lobby.onMessage('*', () => undefined);
        await lobby.request('party.create', { name: 'Delvers' });
        const traced = await fetch(`${url}/party?player_id=${guest.player_id}`, {
          credentials: 'include',
          headers: {
            authorization: `Bearer ${guest.token}`,
            traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
            tracestate: 'a=1',
            'x-requested-with': 'XMLHttpRequest',
          },
        });

        lobby.reconnection.minUptime = 0;
        const reconnected = new Promise((resolve) => lobby.onReconnect(() => resolve(lobby.sessionId)));
        const { sessionId } = lobby;
        (lobby.connection.transport as unknown as { ws: WebSocket }).ws.close();
        const isSameSeat = (await reconnected) === sessionId;

        const socket = new WebSocket(`${url.replace('http', 'ws')}/updates`);
        const hello = await new Promise<string>((resolve) =>
          socket.addEventListener('message', (m) => resolve(String(m.data)), { once: true }),
        );
        socket.close();
        await lobby.leave();
        const parties = ((await traced.json()) as { parties: { name: string }[] }).parties;
        return { names: parties.map((party) => party.name), isSameSeat, hello };
      }, app.url);
      assert.deepEqual(seen.names, ['Delvers']);
      assert.ok(seen.isSameSeat);
      assert.match(seen.hello, /"type":"hello"/);
    });
  }

  it('that is not in CORS_ORIGINS can do none of it', async () => {
    const page = await openPage({ CORS_ORIGINS: 'https://a.example' });
    const outcome = await page.evaluate(async (url) => {
      const { Client } = (globalThis as unknown as PageScope).Colyseus;
      const failure = (attempt: Promise<unknown>) =>
        attempt.then(
          () => 'done',
          () => 'refused',
        );
      const socket = new WebSocket(`${url.replace('http', 'ws')}/updates`);
      const opened = new Promise((resolve, reject) => {
        socket.addEventListener('open', resolve);
        socket.addEventListener('error', reject);
      });
      const client = new Client(url);
      return Promise.all(
        [client.joinOrCreate('board'), client.http.get('/parties'), fetch(`${url}/parties`), opened].map(failure),
      );
    }, app.url);
    assert.deepEqual(outcome, ['refused', 'refused', 'refused', 'refused']);
  });

  it("cannot reach the monitor, even with the operator's password in the browser", async () => {
    const page = await openPage({});
    const monitor = await context.newPage();
    assert.equal((await monitor.goto(`${app.url}/monitor`))!.status(), 200, 'the browser knows the password');
    const outcome = await page.evaluate(async (url) => {
      const get = fetch(`${url}/monitor/api`, { credentials: 'include' });
      return get.then(
        (response) => `read ${response.status}`,
        () => 'refused',
      );
    }, app.url);
    assert.equal(outcome, 'refused');
  });
});
