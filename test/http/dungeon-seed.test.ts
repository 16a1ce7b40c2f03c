import assert from 'node:assert/strict';
import { appForEachTest, FakeClock } from '../support/app.ts';
import { exchange } from '../support/raw.ts';
import { ok, type PartyAnswer, type SessionAnswer } from './dungeons.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe("the dungeon seed's snippet, call by call, with query parameters and without bodies", () => {
  const app = appForEachTest({ now: new FakeClock().now });

  const post = (path: string) => app.send('POST', path);

  it('[PARTY-4] POST /party, /party/{party_id}/join, /session, /party/{party_id}/leave, GET /session/{session_id}, /sessions', async () => {
    const { party_id } = await ok(post('/party'));
    assert.match(party_id, UUID);

    for (const player of ['alice', 'bob', 'carol']) {
      const joined = await ok(post(`/party/${party_id}/join?player_id=${player}`));
      assert.equal(joined.status, 'joined');
      assert.equal(joined.players!.at(-1), player);
    }
    const left = await ok(post(`/party/${party_id}/leave?player_id=carol`));
    assert.equal(left.status, 'left');

    const { session_id } = await ok<SessionAnswer>(post(`/session?party_id=${party_id}`));
    assert.match(session_id, UUID);
    const session = await ok<SessionAnswer>(app.get(`/session/${session_id}`));
    assert.deepEqual([session.session_id, session.party, session.status], [session_id, ['alice', 'bob'], 'waiting']);
    const { sessions } = await ok<{ sessions: SessionAnswer[] }>(app.get('/sessions'));
    assert.deepEqual(
      sessions.map(({ session_id, party, status }) => ({ session_id, party, status })),
      [{ session_id, party: ['alice', 'bob'], status: 'waiting' }],
    );
    const party = await ok(app.get(`/party/${party_id}`));
    assert.deepEqual([party.party_id, party.players, party.session_id], [party_id, ['alice', 'bob'], session_id]);
  });

  it('player_id and party_id can also be in a JSON body', async () => {
    const { party_id } = await ok(app.post('/party', {}));
    const joined = await ok(app.post(`/party/${party_id}/join`, { player_id: 'alice' }));
    assert.deepEqual([joined.status, joined.players], ['joined', ['alice']]);
    const started = await ok<SessionAnswer>(app.post('/session', { party_id }));
    assert.deepEqual([started.party_id, started.party, started.status], [party_id, ['alice'], 'waiting']);
    assert.equal((await ok(app.post(`/party/${party_id}/leave`, { player_id: 'alice' }))).status, 'left');
  });

  it('a POST works without Content-Length, as curl sends it, and with an empty form, as Unity sends it', async () => {
    for (const headers of [
      '',
      'Content-Length: 0\r\n',
      'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n',
    ]) {
      const answer = await exchange(app.url, `POST /party HTTP/1.1\r\nHost: x\r\n${headers}Connection: close\r\n\r\n`);
      assert.match(answer, /^HTTP\/1.1 200 /);
      const { party_id } = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))) as PartyAnswer;
      assert.match(party_id, UUID);
    }
  });
});
