import assert from 'node:assert/strict';
import { appForEachTest, FakeClock, readJson } from '../support/app.ts';
import { ok, type PartyAnswer, partyOf, runOf } from './dungeons.ts';
import { assertProblem } from './reports.ts';

const KEY = { 'Idempotency-Key': '0e8d3c2a-6f0e-4b55-9c0e-4b1f7a3f2a10' };

describe('a write to a dungeon party or session with an Idempotency-Key', () => {
  const clock = new FakeClock();
  const app = appForEachTest({ now: clock.now });

  /** Sends a request before and after a restart: the second answer is the same, marked as a replay. */
  const twice = async (method: string, path: string, body: object = {}) => {
    const first = await app.send(method, path, body, KEY);
    assert.deepEqual([first.status, first.headers.get('idempotency-replayed')], [200, null]);
    await app.restart();
    const again = await app.send(method, path, body, KEY);
    assert.deepEqual([again.status, again.headers.get('idempotency-replayed')], [200, 'true']);
    assert.equal(again.headers.get('etag'), first.headers.get('etag'));
    const answer = await readJson<PartyAnswer>(first);
    assert.deepEqual(await readJson(again), answer);
    return answer;
  };

  it('creates one party, even across a restart', async () => {
    const { party_id } = await twice('POST', '/party?player_id=alice', { name: 'Once' });
    const { parties } = await ok<{ parties: PartyAnswer[] }>(app.get('/party'));
    assert.deepEqual(
      parties.map((party) => party.party_id),
      [party_id],
    );
  });

  it('leaves or dissolves once, although the party is gone for the retry', async () => {
    const { party_id } = await partyOf(app, ['alice']);
    assert.equal((await twice('POST', `/party/${party_id}/leave?player_id=alice`)).status, 'left');
    const other = await partyOf(app, ['bob']);
    assert.equal((await twice('DELETE', `/party/${other.party_id}?player_id=bob`)).status, 'dissolved');
    const reused = await app.send('POST', `/party/${party_id}/leave?player_id=alice`, { if_version: 9 }, KEY);
    await assertProblem(reused, 422, 'idempotency_key_reused');
  });

  it('starts one session, and completes it once', async () => {
    const { party_id } = await partyOf(app, ['alice']);
    const { session_id } = await twice('POST', `/session?party_id=${party_id}`);
    await ok(app.send('POST', `/session/${session_id}/start?player_id=alice`));
    await twice('POST', `/session/${session_id}/complete?player_id=alice`, { result: 7 });
  });

  it('takes effect once when it is sent many times at once', async () => {
    const { session_id } = await runOf(app, ['alice', 'bob']);
    const path = `/session/${session_id}/start?player_id=alice`;
    const statuses = await Promise.all(
      Array.from({ length: 10 }, async () => (await app.send('POST', path, {}, KEY)).status),
    );
    assert.deepEqual(statuses, Array<number>(10).fill(200));
    assert.equal((await ok(app.get(`/session/${session_id}`))).version, 2);
  });

  it('with other content is refused and changes nothing; from another player or to another address it is a new write', async () => {
    const { party_id } = await partyOf(app, ['alice', 'bob']);
    const ready = (player: string, body: object) =>
      app.send('POST', `/party/${party_id}/ready?player_id=${player}`, body, KEY);
    assert.equal((await ready('bob', {})).status, 200);
    await assertProblem(await ready('bob', { ready: false }), 422, 'idempotency_key_reused');
    assert.equal((await ready('alice', { ready: false })).status, 200);
    assert.equal((await app.send('POST', `/party/${party_id}/leave?player_id=bob`, {}, KEY)).status, 200);
  });

  it('that was refused can be sent again', async () => {
    const { party_id } = await partyOf(app, ['alice'], { locked: true });
    const path = `/party/${party_id}/join?player_id=bob`;
    await assertProblem(await app.send('POST', path, {}, KEY), 409, 'party_locked');
    await ok(app.send('POST', `/party/${party_id}/unlock?player_id=alice`));
    assert.equal((await app.send('POST', path, {}, KEY)).headers.get('idempotency-replayed'), null);
  });
});
