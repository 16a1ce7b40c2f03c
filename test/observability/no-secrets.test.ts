import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readJson } from '../support/app.ts';
import { spawnServer, type ServerProcess } from '../support/server-process.ts';
import { TestClient } from '../support/TestClient.ts';
import { until } from '../support/until.ts';
import { SECRET, TestReceiver } from '../webhooks/TestReceiver.ts';

const PASSWORDS = {
  ADMIN_PASSWORD: 'the-admins-password',
  AUTH_SECRET: 'the-secret-that-signs-tokens-and-salts',
  METRICS_TOKEN: 'the-token-of-prometheus',
};

const PARTY_PASSWORD = 'open-sesame';
const WRONG_PASSWORD = 'open-barley';

describe('the log of a whole session at the level trace, with the access log', () => {
  let server: ServerProcess;
  let receiver: TestReceiver;
  before(async () => {
    receiver = await TestReceiver.start((response, before) => response.writeHead(before === 0 ? 500 : 204).end());
    server = await spawnServer({
      env: {
        ...PASSWORDS,
        LOG_LEVEL: 'trace',
        ACCESS_LOG: 'true',
        WEBHOOK_URLS: receiver.address(),
        WEBHOOK_ALLOW_PRIVATE: 'true',
      },
    });
  });
  after(async () => {
    await server.stop();
    await receiver.stop();
  });

  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(server.url + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

  it('[OPS-4] holds no token, password, join code, or secret of a webhook', async () => {
    const secrets: Record<string, string> = {
      ...PASSWORDS,
      webhook: SECRET.slice('whsec_'.length),
      'path of a webhook': 'in-the-path',
      password: PARTY_PASSWORD,
      'wrong password': WRONG_PASSWORD,
    };
    const guest = await readJson<{ token: string; player_id: string }>(await call('POST', '/auth/guest', {}));
    secrets['guest token'] = guest.token;

    // A party with a password, by REST, with right and wrong tokens, passwords, codes and bodies.
    const settings = { name: 'Vault', privacy: 'private', password: PARTY_PASSWORD };
    const party = await readJson<{ party_id: string; join_code: string }>(
      await call('POST', '/party', settings, bearer(guest.token)),
    );
    secrets['join code'] = party.join_code;
    const join = { player_id: 'bob', code: party.join_code };
    assert.equal((await call('POST', '/party/join-by-code', { ...join, password: WRONG_PASSWORD })).status, 403);
    assert.equal((await call('POST', '/party/join-by-code', { ...join, password: PARTY_PASSWORD })).status, 200);
    assert.equal((await call('POST', '/party', `{"password": "${PARTY_PASSWORD}"`)).status, 400);
    assert.equal((await call('GET', `/party/${party.party_id}?token=${guest.token}`)).status, 422);
    assert.equal((await call('GET', '/parties', undefined, bearer(`${guest.token}x`))).status, 200);

    // Rooms and /updates, with a lost connection and its reconnection.
    const sdk = new TestClient(server.url.replace('http', 'ws'));
    const lobby = await sdk.joinOrCreate('lobby', { token: guest.token });
    secrets['reconnection token'] = lobby.reconnectionToken.split(':')[1]!;
    await assert.rejects(lobby.request('party.update', { password: PARTY_PASSWORD, surplus: 1 }));
    await assert.rejects(lobby.request('party.no_such_command', { password: PARTY_PASSWORD }));
    lobby.connection.close(4010);
    const again = await sdk.reconnect(lobby.reconnectionToken);
    secrets['next reconnection token'] = again.reconnectionToken.split(':')[1]!;
    await assert.rejects(sdk.reconnect(`lobby-main:${secrets['reconnection token']}`));
    const updates = new WebSocket(`${server.url.replace('http', 'ws')}/updates?token=${guest.token}`);
    const answers: string[] = [];
    updates.addEventListener('message', ({ data }) => answers.push(String(data)));
    await once(updates, 'open');
    updates.send(JSON.stringify({ type: 'auth', token: `${guest.token}x` }));
    updates.send(`{"type": "auth", "token": "${guest.token}"`);
    await until(() => answers.filter((answer) => answer.includes('"error"')).length === 2);

    // A session, which webhooks announce, and the doors of the operator.
    const session = await readJson<{ session_id: string }>(
      await call('POST', '/session', { party_id: party.party_id, force: true }, bearer(guest.token)),
    );
    assert.equal((await call('POST', `/session/${session.session_id}/start`, {}, bearer(guest.token))).status, 200);
    await until(() => receiver.received.length > 0, 'a webhook');
    const { 'webhook-signature': signature } = receiver.received[0]!.headers;
    secrets['signature of a webhook'] = String(signature).slice('v1,'.length);
    const basic = (password: string) => ({ Authorization: `Basic ${btoa(`admin:${password}`)}` });
    assert.equal((await call('GET', '/monitor/webhooks', undefined, basic(PASSWORDS.ADMIN_PASSWORD))).status, 200);
    assert.equal((await call('GET', '/monitor/webhooks', undefined, basic(WRONG_PASSWORD))).status, 401);
    const { key } = await readJson<{ key: string }>(
      await call('POST', '/admin/keys', { name: 'clan' }, basic(PASSWORDS.ADMIN_PASSWORD)),
    );
    secrets['ingest key'] = key;
    const drop = { world: 302, item_id: 526, item_name: 'Bones', quantity: 1, value: 100 };
    assert.equal((await call('POST', '/drops', drop, { 'X-Ingest-Key': key })).status, 200);
    assert.equal((await call('POST', '/drops', drop, bearer(`${key}x`))).status, 401);
    secrets['admin credentials'] = btoa(`admin:${PASSWORDS.ADMIN_PASSWORD}`);
    assert.equal((await call('GET', '/metrics', undefined, bearer(PASSWORDS.METRICS_TOKEN))).status, 200);
    assert.equal((await call('GET', `/metrics?token=${PASSWORDS.METRICS_TOKEN}`)).status, 401);

    await server.kill('SIGTERM');
    const log = server.output();
    assert.match(log, /"path":"\/party\/join-by-code","status":200/, 'the session is logged');
    for (const [name, secret] of Object.entries(secrets)) {
      assert(secret.length >= 6, `${name} is known: ${secret}`);
      assert(!log.includes(secret), `${name} is in the log: ${log.split('\n').find((line) => line.includes(secret))}`);
    }
  });
});
