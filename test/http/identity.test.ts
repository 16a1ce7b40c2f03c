import assert from 'node:assert/strict';
import { FakeClock, startApp, type TestApp } from '../support/app.ts';
import { ok, partyOf, type SessionAnswer } from './dungeons.ts';
import { assertProblem } from './reports.ts';

type Guest = { player_id: string; token: string };

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('the player who calls', () => {
  let app: TestApp;
  const start = async (env: Record<string, string> = {}) => {
    app = await startApp({ now: new FakeClock().now, env });
  };
  afterEach(() => app.stop());

  const signIn = () => ok<Guest>(app.send('POST', '/auth/guest'));

  it('[AUTH-1] is known by a token alone', async () => {
    await start();
    const { player_id, token } = await signIn();
    assert.match(player_id, /^guest-[0-9a-f-]{36}$/);
    const party = await ok(app.send('POST', '/party', {}, bearer(token)));
    assert.equal(party.leader_id, player_id);
    const named = await app.send(
      'POST',
      `/party/${party.party_id}/lock`,
      { player_id },
      { authorization: `bearer ${token}` },
    );
    assert.equal(named.status, 200);
    assert.ok((await ok(app.get(`/party/${party.party_id}`, bearer(token)))).join_code);
  });

  it("[AUTH-1] cannot use a guest's id without its token, for writes or reads", async () => {
    await start();
    const { player_id, token } = await signIn();
    const { party_id } = await ok(app.send('POST', '/party', { privacy: 'private' }, bearer(token)));
    const query = `player_id=${player_id}`;
    const tries = [
      app.send('POST', `/party/${party_id}/lock?${query}`),
      app.send('DELETE', `/party/${party_id}`, { player_id }),
      app.send('POST', `/party?${query}`),
      app.get(`/party/${party_id}?${query}`),
      app.get(`/party?${query}`),
      app.get(`/sessions?${query}`),
    ];
    for (const response of await Promise.all(tries)) await assertProblem(response, 401, 'unauthorized');
    assert.equal((await ok(app.get(`/party/${party_id}`, bearer(token)))).version, 1);
  });

  it('[PARTY-4] a bare start is refused if the leader is a guest, whose token then starts the run', async () => {
    await start();
    const { token } = await signIn();
    const { party_id } = await ok(app.send('POST', '/party', {}, bearer(token)));
    await assertProblem(await app.send('POST', `/session?party_id=${party_id}`), 401, 'unauthorized');
    const { session_id } = await ok<SessionAnswer>(
      app.send('POST', `/session?party_id=${party_id}`, {}, bearer(token)),
    );
    await assertProblem(await app.send('POST', `/session/${session_id}/start`), 422, 'validation_failed', [
      'player_id',
    ]);
    assert.equal((await app.send('POST', `/session/${session_id}/start`, {}, bearer(token))).status, 200);
  });

  it("[AUTH-1] cannot act as another player than the token's", async () => {
    await start();
    const { token } = await signIn();
    const { party_id } = await partyOf(app, ['alice']);
    for (const player_id of ['alice', (await signIn()).player_id]) {
      const response = await app.send('POST', `/party/${party_id}/lock`, { player_id }, bearer(token));
      await assertProblem(response, 403, 'forbidden');
    }
    await assertProblem(await app.get(`/party/${party_id}?player_id=alice`, bearer(token)), 403, 'forbidden');
  });

  it('[AUTH-1] is refused with a token that is not from this server', async () => {
    await start();
    const { player_id, token } = await signIn();
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const none = `${base64({ alg: 'none' })}.${payload}.`;
    const other = `${header}.${base64({ iss: 'muster', sub: 'guest-x' })}.${signature}`;
    const garbage = [
      '',
      'x',
      'a.b.c',
      'a b',
      none,
      `${base64({ alg: 'none' })}.${payload}.${signature}`,
      other,
      `${token}x`,
    ];
    for (const bad of garbage) {
      const response = await app.send('POST', '/party', {}, bearer(bad));
      await assertProblem(response, 401, 'unauthorized');
      await assertProblem(await app.send('POST', '/party', { player_id }, bearer(bad)), 401, 'unauthorized');
      await assertProblem(await app.get('/party', bearer(bad)), 401, 'unauthorized');
    }
    assert.deepEqual(await ok(app.get('/party')), { parties: [] });
  });

  it('[AUTH-1] is not known by credentials of another scheme, which are for a proxy', async () => {
    await start();
    const party = await ok(app.send('POST', '/party?player_id=alice', {}, { Authorization: 'Basic YTpi' }));
    assert.equal(party.leader_id, 'alice');
  });

  it('[AUTH-2] needs a token if REQUIRE_AUTH is set', async () => {
    await start({ REQUIRE_AUTH: 'true' });
    const { token } = await signIn();
    const { party_id } = await ok(app.send('POST', '/party', {}, bearer(token)));
    const bare = [
      app.send('POST', '/party'),
      app.send('POST', `/party/${party_id}/join?player_id=bob`),
      app.send('POST', `/session?party_id=${party_id}`),
      app.get(`/party/${party_id}`),
      app.get('/party'),
      app.get('/sessions'),
    ];
    for (const response of await Promise.all(bare)) await assertProblem(response, 401, 'unauthorized');
    assert.equal((await app.send('POST', `/session?party_id=${party_id}`, {}, bearer(token))).status, 200);
  });

  it('POST /auth/guest is not cached, and takes no parameters', async () => {
    await start();
    assert.equal((await app.send('POST', '/auth/guest')).headers.get('cache-control'), 'no-store');
    await assertProblem(await app.send('POST', '/auth/guest?player_id=alice'), 422, 'validation_failed', ['player_id']);
  });
});
