import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { json } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { WebSocket } from 'ws';
import { SWORD, useWindows } from '../board/fixtures.ts';
import { LobbyWindow } from '../board/LobbyWindow.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { needNginx, Nginx } from '../support/Nginx.ts';
import { JOIN_ROOM } from '../support/raw.ts';

const PASSWORD = 'correct horse';

/** nginx waits 60 s for a sign of life by default. Less makes the test quick; three pings of a room fit in, four take longer. */
const READ_TIMEOUT_S = 10;
const PINGS = 4;

const TLS = { ignoreHTTPSErrors: true };

describe('behind nginx with TLS, by deploy/nginx.conf', () => {
  const open = useWindows();
  let app: TestApp;
  let nginx: Nginx;
  before(async function () {
    needNginx(this);
    // Only the page's own origin may open WebSockets, which nginx must let Muster recognise.
    const env = { TRUST_PROXY: 'loopback', ADMIN_PASSWORD: PASSWORD, CORS_ORIGINS: 'https://a.example' };
    app = await startApp({ env });
    nginx = await Nginx.start(app.url, `proxy_read_timeout ${READ_TIMEOUT_S}s;`);
  });
  after(async () => {
    await nginx?.stop();
    await app?.stop();
  });

  for (const [name, where, prefix] of [
    ['at a host of its own', 'hostUrl', ''],
    ['below a path', 'pathUrl', '/muster'],
  ] as const) {
    describe(name, () => {
      const call = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
        const sent = body === undefined ? undefined : JSON.stringify(body);
        const type = body === undefined ? {} : { 'content-type': 'application/json' };
        const asked = httpsRequest(nginx[where] + path, { method, ca: nginx.ca, headers: { ...type, ...headers } });
        asked.end(sent);
        const [response] = (await once(asked, 'response')) as [IncomingMessage];
        return { status: response.statusCode!, body: (await json(response)) as Record<string, string> };
      };

      it('the board shows a drop that comes in by the same way, and leads to its world', async () => {
        const { page } = await open(`${nginx[where]}/`, TLS);
        assert.equal((await call('POST', '/drops', { world: 444, ...SWORD })).status, 200);
        await page.getByRole('link', { name: /World 444/ }).click();
        await page.getByRole('rowheader', { name: SWORD.item_name }).first().waitFor();
        assert.equal(page.url(), `${nginx[where]}/?world=444`);
        await page.reload();
        await page.getByRole('rowheader', { name: SWORD.item_name }).first().waitFor();
      });

      it('players meet in the lobby', async () => {
        const lobby = `${nginx[where]}/?view=lobbies&lobby=nginx${prefix.slice(1)}`;
        const [alice, bob] = [new LobbyWindow(await open(lobby, TLS)), new LobbyWindow(await open(lobby, TLS))];
        await alice.signIn('Alice');
        await bob.signIn('Bob');
        await bob.joinByCode(await alice.make('Delvers'));
        await alice.sees('Bob');
      });

      it('/docs tries out a call, also if it was asked for with a slash at the end', async () => {
        const { page } = await open(`${nginx[where]}/docs/`, TLS);
        await tryOut(page, '/livez');
        await page.getByText(`${nginx[where]}/livez`, { exact: true }).first().waitFor();
        assert.match(page.url(), /\/docs(?:#.*)?$/);
      });

      it('/redoc shows the API', async () => {
        const window = await open(`${nginx[where]}/redoc`, TLS);
        // ReDoc asks for its maker's logo, which the Content-Security-Policy forbids.
        window.expectFaults(/cdn\.redoc\.ly/);
        await window.page.getByText('/drops/batch').first().waitFor();
      });

      it('/monitor shows the rooms', async () => {
        const httpCredentials = { username: 'admin', password: PASSWORD };
        const window = await open(`${nginx[where]}/monitor`, { ...TLS, httpCredentials });
        // The browser logs what the monitor's Content-Security-Policy forbids, and the first answer without a password.
        window.expectFaults(/^(logged|requested)/);
        await window.page.getByText('board').first().waitFor();
        assert.equal(window.page.url(), `${nginx[where]}/monitor/`);
      });

      it("a problem's type leads to the page that explains it, whatever prefix a client claims", async () => {
        const { body } = await call('GET', '/nowhere', undefined, { 'x-forwarded-prefix': '/evil' });
        assert.equal(body.type, `${prefix}/docs/errors#not_found`);
        const { page } = await open(new URL(body.type, nginx[where]).href, TLS);
        await page.getByText('not_found').first().waitFor();
      });

      it('a WebSocket on which nothing happens outlives the time that nginx waits for a sign of life', async () => {
        const { body: seat } = await call('POST', '/matchmake/joinOrCreate/board', {});
        const address = nginx[where].replace('https', 'wss');
        const room = new WebSocket(`${address}/${seat.processId}/${seat.roomId}?sessionId=${seat.sessionId}`, {
          ca: nginx.ca,
        });
        const updates = new WebSocket(`${address}/updates`, { ca: nginx.ca });
        const hello = once(updates, 'message');
        await once(room, 'message');
        room.send(Buffer.from([JOIN_ROOM]));
        for (let ping = 1; ping <= PINGS; ping++) await once(room, 'ping');
        assert.equal(room.readyState, WebSocket.OPEN);
        // The heartbeat of /updates is too slow to wait for here: it is well within nginx's default of 60 s.
        const { heartbeat_ms } = JSON.parse(String((await hello)[0])) as { heartbeat_ms: number };
        assert.ok(heartbeat_ms <= 20_000, `${heartbeat_ms} ms`);
        for (const socket of [room, updates]) socket.terminate();
      });
    });
  }
});

/** Presses the buttons of Swagger UI for a GET without parameters. */
async function tryOut(page: Page, path: string): Promise<void> {
  const operation = page.locator('.opblock', { has: page.locator(`[data-path="${path}"]`) });
  await operation.locator('.opblock-summary-control').click();
  await operation.getByRole('button', { name: 'Try it out' }).click();
  await operation.getByRole('button', { name: 'Execute' }).click();
  await operation.locator('.live-responses-table').getByText('"status"').first().waitFor();
}
