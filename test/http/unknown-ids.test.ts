import assert from 'node:assert/strict';
import { ask, joinLobby } from '../lobby/message-door.ts';
import { appForSuite, FakeClock } from '../support/app.ts';
import { partyOf } from './dungeons.ts';
import { assertProblem } from './reports.ts';

const NONE = ['nope', '1', '00000000-0000-4000-8000-00000000000', '%00', 'é', 'x'.repeat(500)];

describe('[IN-3] an id of another form', () => {
  const app = appForSuite({ now: new FakeClock().now });

  it('is an unknown party, session or drop party to REST', async () => {
    for (const id of NONE.map((id) => (id === '%00' ? id : encodeURIComponent(id)))) {
      await assertProblem(await app.get(`/party/${id}`), 404, 'party_not_found');
      await assertProblem(await app.send('PATCH', `/party/${id}`, { name: 'x' }), 404, 'party_not_found');
      for (const call of ['join', 'leave', 'ready', 'accept', 'decline', 'lock']) {
        const answer = await app.post(`/party/${id}/${call}?player_id=a`);
        await assertProblem(answer, 404, 'party_not_found');
      }
      await assertProblem(await app.post(`/session?party_id=${id}`), 404, 'party_not_found');
      await assertProblem(await app.get(`/session/${id}`), 404, 'session_not_found');
      await assertProblem(await app.post(`/session/${id}/ready?player_id=a`), 404, 'session_not_found');
      if (id !== '1') await assertProblem(await app.get(`/parties/${id}`), 404, 'party_not_found');
    }
    await assertProblem(await app.post('/session', { party_id: 'nope' }), 404, 'party_not_found');
  });

  it('is an unknown code or member', async () => {
    const leader = 'leader';
    const { party_id } = await partyOf(app, [leader]);
    const { error } = await assertProblem(
      await app.post('/party/join-by-code', { player_id: 'a', code: 'O' }),
      404,
      'join_code_unknown',
    );
    assert.match(error, /A join code is 6 characters of 2345/);
    for (const answer of ['accept', 'decline']) {
      const path = `/party/${party_id}/request/${answer}`;
      await assertProblem(await app.post(path, { player_id: leader, target_id: 'a b' }), 404, 'request_not_found');
    }
    for (const call of ['kick', 'promote']) {
      const answer = await app.post(`/party/${party_id}/${call}`, { player_id: leader, target_id: 'a b' });
      await assertProblem(answer, 404, 'player_not_in_party');
    }
  });

  it('is unknown to commands and matchmaking', async () => {
    const room = await joinLobby(app, 'somebody');
    for (const party_id of ['nope', '\0', '']) {
      await assert.rejects(ask(room, 'party.join', { party_id }), { kind: 'party_not_found' });
      await assert.rejects(ask(room, 'party.decline_invite', { party_id }), { kind: 'party_not_found' });
      await assert.rejects(ask(room, 'party.request', { party_id }), { kind: 'party_not_found' });
    }
    await assert.rejects(ask(room, 'party.join_by_code', { code: '?' }), { kind: 'join_code_unknown' });
    await assertProblem(await app.post('/matchmake/joinById/session-nope', {}), 404, 'session_not_found');
  });

  it('is one fault among others where more is wrong', async () => {
    const answer = await app.post('/party/nope/join', { player_id: 'a', class: 5 });
    await assertProblem(answer, 422, 'validation_failed', ['party_id', 'class']);
  });
});
