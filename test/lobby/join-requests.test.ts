import assert from 'node:assert/strict';
import { matchMaker } from '@colyseus/core';
import { PARTY_REQUESTS_MAX, REST_PRESENCE_MS } from '../../src/domain/limits.ts';
import { AppError } from '../../src/errors.ts';
import { Admin, ADMIN_ENV } from '../http/admin/admin.ts';
import { assertProblem } from '../http/reports.ts';
import { appForEachTest, FakeClock, readJson, until } from '../support/app.ts';
import { aroundStore } from '../support/store-faults.ts';
import { ask, joinLobby, type LobbyClient } from './message-door.ts';

type Party = { party_id: string; version: number; players?: string[]; requests?: { player_id: string }[] };
type Ended = { party_id: string; outcome: string };
type Answer = { status: string; until: string | null };

const MINUTE = 60_000;
const idsOf = ({ requests = [] }: Party) => requests.map(({ player_id }) => player_id);

describe('join requests', () => {
  const clock = new FakeClock();
  const app = appForEachTest({ now: clock.now, env: ADMIN_ENV });

  const send = async (method: string, path: string, body: object) => {
    const response = await app.send(method, path, body);
    assert.equal(response.status, 200, await response.clone().text());
    return readJson<Party>(response);
  };
  const create = (player_id: string, more: object = {}) =>
    send('POST', '/party', { player_id, privacy: 'private', ...more });
  const asking = (player_id: string, { party_id }: Party, more: object = {}) =>
    app.post(`/party/${party_id}/request`, { player_id, ...more });
  const shown = async ({ party_id }: Party, player: string) =>
    readJson<Party>(await app.get(`/party/${party_id}?player_id=${player}`));
  const poll = (player: string, { party_id }: Party, wait = 0) =>
    app.get(`/party/${party_id}/request?player_id=${player}&wait=${wait}`);
  const answerOf = async (...[player, party]: Parameters<typeof poll>) => readJson<Answer>(await poll(player, party));
  const collect = <T = Ended>(room: LobbyClient, type: string): T[] => {
    const heard: T[] = [];
    room.onMessage(type, (message: T) => heard.push(message));
    return heard;
  };

  it('[PARTY-22] are made, listed, answered and polled by REST alone', async () => {
    const party = await create('ann');
    const about = { player_name: 'Bob', class: 'healer', message: ' Knows the way ', player_data: { level: 7 } };
    const asked = await readJson(await asking('bob', party, about));
    assert.deepEqual(asked, { status: 'requested', party_id: party.party_id, session_id: null, version: 2 });
    const until = new Date(clock.time + 10 * MINUTE).toISOString();
    const request = { player_id: 'bob', name: 'Bob', class: 'healer', message: 'Knows the way' };
    const requested_at = new Date(clock.time).toISOString();
    assert.deepEqual((await shown(party, 'ann')).requests, [{ ...request, requested_at, expires_at: until }]);
    assert.deepEqual(await answerOf('bob', party), { party_id: party.party_id, status: 'waiting', until });
    await assertProblem(await app.get(`/party/${party.party_id}?player_id=bob`), 404, 'party_not_found');
    const polled = poll('bob', party, 30);
    const { status } = (await send('POST', `/party/${party.party_id}/request/accept`, {
      player_id: 'ann',
      target_id: 'bob',
    })) as Party & { status: string };
    assert.equal(status, 'accepted');
    assert.equal((await readJson<Answer>(await polled)).status, 'joined');
    const { members } = (await shown(party, 'bob')) as Party & { members: { class: string; data: object }[] };
    assert.deepEqual([members[1]!.class, members[1]!.data], ['healer', { level: 7 }]);
  });

  it('[PARTY-22] a poll goes on through other changes of the party, and tells of a decline and of the end', async () => {
    const party = await create('ann');
    await asking('bob', party);
    const polled = poll('bob', party, 30);
    await asking('cat', party);
    const answer = { player_id: 'ann', target_id: 'bob' };
    await send('POST', `/party/${party.party_id}/request/decline`, answer);
    assert.equal((await readJson<Answer>(await polled)).status, 'declined');
    assert.equal((await answerOf('bob', party)).until, new Date(clock.time + 10 * MINUTE).toISOString());
    const other = poll('cat', party, 30);
    await send('DELETE', `/party/${party.party_id}`, { player_id: 'ann' });
    await assertProblem(await other, 404, 'party_not_found');
    await assertProblem(await poll('bob', party), 404, 'party_not_found');
  });

  it('[PARTY-22] strangers learn nothing of who asks: neither by REST, nor by a lobby’s state', async () => {
    const party = await create('ann', { privacy: 'public', password: 'sesame' });
    await asking('bob', party);
    for (const who of ['', '?player_id=bob', '?player_id=zed'])
      assert.ok(!(await (await app.get(`/party/${party.party_id}${who}`)).text()).includes('requests'));
    assert.ok(!(await (await app.get('/party')).text()).includes('requests'));
    await assertProblem(await poll('zed', party), 404, 'request_not_found');
    const room = await joinLobby(app);
    await until(() => (room.state.parties?.size ?? 0) === 1);
    assert.ok(!JSON.stringify(room.state.toJSON()).includes('bob'));
  });

  it('[PARTY-22] are messages: the leader is told who asks, members see it, and who asked is told what became of it', async () => {
    const [ann, cat, bob] = [await joinLobby(app, 'ann'), await joinLobby(app, 'cat'), await joinLobby(app, 'bob')];
    const requested = collect<{ player_id: string; message: string }>(ann, 'requested');
    const parties = collect<{ party: Party | null }>(cat, 'party');
    const ended = collect(bob, 'request_ended');
    const mine = collect<{ party: Party | null }>(bob, 'party');
    const party = await ask<Party>(ann, 'party.create', { privacy: 'private' });
    const { party_id } = party;
    await ask(ann, 'party.invite', { target_id: 'cat' });
    await ask(cat, 'party.accept_invite', { party_id });
    const reply = await ask<object>(bob, 'party.request', { party_id, message: 'me' });
    assert.deepEqual(reply, { party_id, session_id: null, version: 4, party: null });
    await until(() => requested.length === 1 && parties.at(-1)?.party?.requests?.length === 1);
    assert.deepEqual([requested[0]!.player_id, requested[0]!.message], ['bob', 'me']);
    await ask(bob, 'party.withdraw_request', { party_id });
    await ask(bob, 'party.request', { party_id });
    await ask(ann, 'party.decline_request', { target_id: 'bob' });
    clock.advance(10 * MINUTE);
    await ask(bob, 'party.request', { party_id });
    await ask(ann, 'party.accept_request', { target_id: 'bob' });
    const outcomes = () => ended.map(({ outcome }) => outcome);
    await until(() => outcomes().length === 3);
    assert.deepEqual(outcomes(), ['withdrawn', 'declined', 'joined']);
    await until(() => mine.at(-1)?.party?.players?.includes('bob') ?? false);
    assert.deepEqual(mine.at(-1)!.party!.players, ['ann', 'cat', 'bob']);
  });

  it('[PARTY-22] end by time, by entering another party, by the start of a run and with the party, and who asked is told', async () => {
    const bob = await joinLobby(app, 'bob');
    const ended = collect(bob, 'request_ended');
    const first = await create('ann');
    await asking('bob', first);
    clock.advance(10 * MINUTE);
    await until(() => ended.length === 1);
    await asking('bob', first);
    await send('POST', '/session', { player_id: 'ann', party_id: first.party_id, force: true });
    await until(() => ended.length === 2);
    const [second, third] = [await create('dan'), await create('eve')];
    await asking('bob', second);
    await asking('bob', third);
    await send('DELETE', `/party/${third.party_id}`, { player_id: 'eve' });
    await until(() => ended.length === 3);
    await send('POST', '/party', { player_id: 'bob' });
    await until(() => ended.length === 4);
    assert.deepEqual(
      ended.map(({ outcome }) => outcome),
      ['expired', 'session_started', 'party_dissolved', 'entered_party'],
    );
    assert.deepEqual(idsOf(await shown(second, 'dan')), []);
  });

  it('[PARTY-22] only who is there is let in: with a connection, or heard of in the last 90 s, and a poll is heard', async () => {
    const party = await create('ann');
    const accept = (target_id: string) =>
      app.post(`/party/${party.party_id}/request/accept`, { player_id: 'ann', target_id });
    await asking('bob', party);
    await asking('cat', party);
    const dan = await joinLobby(app, 'dan');
    await ask(dan, 'party.request', { party_id: party.party_id });
    clock.advance(REST_PRESENCE_MS - 1);
    await poll('cat', party);
    clock.advance(1);
    await assertProblem(await accept('bob'), 409, 'asker_away');
    assert.equal((await accept('cat')).status, 200);
    await dan.leave();
    await until(() => matchMaker.getLocalRoomById('lobby-main').clients.length === 0, 'the loss of the connection');
    // From then on dan has the whole time to be heard of.
    await until(async () => (await accept('dan')).status === 200, 'dan is let in');
    await poll('bob', party);
    assert.equal((await accept('bob')).status, 200);
    const { members } = (await shown(party, 'ann')) as Party & { members: { connected: boolean }[] };
    assert.ok(members.every(({ connected }) => connected));
  });

  it('[PARTY-22] [PARTY-21] end with a ban from the server', async () => {
    const party = await create('ann');
    await asking('bob', party);
    await new Admin(app).do('POST', '/bans', { player_id: 'bob' });
    await until(async () => idsOf(await shown(party, 'ann')).length === 0, 'the end of the request');
    await assertProblem(await asking('bob', party), 403, 'banned');
  });

  it('[PARTY-22] survive a restart with their times, and everybody has the presence time again', async () => {
    const party = await create('ann');
    await asking('bob', party);
    await asking('cat', party, { player_name: 'Cat' });
    await send('POST', `/party/${party.party_id}/request/decline`, { player_id: 'ann', target_id: 'bob' });
    const before = await shown(party, 'ann');
    await app.restart(() => clock.advance(2 * MINUTE));
    assert.deepEqual((await shown(party, 'ann')).requests, before.requests);
    await assertProblem(await asking('bob', party), 403, 'request_declined');
    await send('POST', `/party/${party.party_id}/request/accept`, { player_id: 'ann', target_id: 'cat' });
    assert.deepEqual((await shown(party, 'cat')).players, ['ann', 'cat']);
  });

  it('[PARTY-22] an answer is given once under its Idempotency-Key, and counts the versions of the party', async () => {
    const party = await create('ann');
    const key = { 'idempotency-key': 'once' };
    const first = await app.post(`/party/${party.party_id}/request`, { player_id: 'bob' }, key);
    const again = await app.post(`/party/${party.party_id}/request`, { player_id: 'bob' }, key);
    assert.deepEqual(await readJson(again), await readJson(first));
    const stale = { player_id: 'ann', target_id: 'bob' };
    const accept = `/party/${party.party_id}/request/accept`;
    await assertProblem(await app.post(accept, stale, { 'if-match': '"1"' }), 412, 'version_conflict');
    assert.equal((await app.post(accept, stale, { 'if-match': '"2"' })).status, 200);
  });
});

describe('what one address may take of join requests', () => {
  const app = appForEachTest({ env: { RATE_LIMIT_DISABLED: 'false', TRUST_PROXY: 'loopback' } });
  const from = (address: string) => ({ 'x-forwarded-for': `192.0.2.${address}` });
  const post = (path: string, body: object, address: string) => app.post(path, body, from(address));

  it('[SHARE-2] [PARTY-22] is half of what a party takes, given back with the answer and when it could not be stored', async () => {
    const created = await post('/party', { player_id: 'ann', privacy: 'private' }, '9');
    const { party_id } = await readJson<Party>(created);
    const asking = (player_id: string, address: string) => post(`/party/${party_id}/request`, { player_id }, address);
    const restore = aroundStore('commit', () => Promise.reject(new AppError('storage_unavailable')));
    try {
      for (let i = 0; i < PARTY_REQUESTS_MAX; i++) assert.equal((await asking(`unlucky-${i}`, '1')).status, 503);
    } finally {
      restore();
    }
    for (let i = 0; i < PARTY_REQUESTS_MAX / 2; i++) assert.equal((await asking(`thief-${i}`, '1')).status, 200);
    await assertProblem(await asking('thief', '1'), 429, 'share_used_up');
    assert.equal((await asking('bob', '2')).status, 200);
    const answer = { player_id: 'ann', target_id: 'thief-0' };
    assert.equal((await post(`/party/${party_id}/request/decline`, answer, '9')).status, 200);
    assert.equal((await asking('thief', '1')).status, 200);
    await assertProblem(await asking('more', '1'), 429, 'share_used_up');
  });
});
