import assert from 'node:assert/strict';
import type { ErrorData } from '../../src/errors.ts';
import { joinLobby } from '../lobby/message-door.ts';
import { restDoor } from '../support/rest-door.ts';
import { appForSuite, FakeClock } from '../support/app.ts';
import { ok, partyOf } from './dungeons.ts';
import { assertProblem } from './reports.ts';

describe('[IN-6] a refused start', () => {
  const clock = new FakeClock();
  const app = appForSuite({ now: clock.now });
  let lobbies = 0;

  const startIn = async (members: string[], lobby: string) => {
    const { party_id } = await partyOf(app, members, { lobby });
    return app.post('/session', { party_id, player_id: members[0] });
  };
  const newLobby = () => `starts-${++lobbies}`;

  it('says who is not ready and how to go on, and has the blockers in its body', async () => {
    const problem = await assertProblem(await startIn(['alice', 'bob'], newLobby()), 409, 'not_ready');
    assert.equal(problem.error, 'bob is not ready. Wait, or send "force": true.');
    assert.deepEqual(problem.blockers, [{ reason: 'not_ready', player_id: 'bob' }]);
  });

  it('names members by their names, and counts those who are too many to name', async () => {
    const others = Array.from({ length: 7 }, (_, i) => `m${i}`);
    const problem = await assertProblem(await startIn(['alice', ...others], newLobby()), 409, 'not_ready');
    assert.equal(problem.error, 'm0, m1, m2, m3, and 3 more are not ready. Wait, or send "force": true.');
    assert.equal(problem.blockers!.length, 7);
    const { party_id } = await partyOf(app, ['alice'], { lobby: newLobby() });
    await ok(app.post(`/party/${party_id}/join`, { player_id: 'bob', player_name: 'Big "B"' }));
    const named = await assertProblem(await app.post('/session', { party_id, player_id: 'alice' }), 409, 'not_ready');
    assert.equal(named.error, 'Big "B" is not ready. Wait, or send "force": true.');
  });

  it('says who is away as well', async () => {
    const { party_id } = await partyOf(app, ['ann', 'ben', 'cat']);
    await restDoor(app, clock).loseConnection('ben');
    const problem = await assertProblem(await app.post('/session', { party_id, player_id: 'ann' }), 409, 'member_away');
    assert.equal(problem.error, 'cat is not ready and ben has lost the connection. Wait, or send "force": true.');
    await ok(app.post('/session', { party_id, player_id: 'ann', force: true }));
    const again = await assertProblem(
      await app.post('/session', { party_id, player_id: 'ann' }),
      409,
      'session_running',
    );
    assert.deepEqual(again.blockers, [{ reason: 'session_running', player_id: null }]);
  });

  it('is the same through a room', async () => {
    const dan = await joinLobby(app, 'dan');
    const { party_id } = (await dan.request('party.create', {})) as { party_id: string };
    await ok(app.post(`/party/${party_id}/join`, { player_id: 'eve' }));
    const refused = await dan.request('party.start', {}).catch((error: { reason: ErrorData }) => error.reason);
    assert.deepEqual(refused, {
      kind: 'not_ready',
      message: 'eve is not ready. Wait, or send "force": true.',
      blockers: [{ reason: 'not_ready', player_id: 'eve' }],
    });
  });
});
