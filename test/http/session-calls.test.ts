import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { LocalRooms } from '../../src/directory/LocalRooms.ts';
import { appForSuite, FakeClock, until } from '../support/app.ts';
import { ok, partyOf, runOf, type SessionAnswer } from './dungeons.ts';
import { assertProblem } from './reports.ts';

describe('writes to and reads of sessions', () => {
  const app = appForSuite({ now: new FakeClock().now });

  let count = 0;
  /** Players that no other test uses. */
  const cast = () => {
    count += 1;
    return ['alice', 'bob', 'carol'].map((name) => `${name}-${count}`) as [string, string, string];
  };
  const call = (session_id: string, name: string, body: object) =>
    ok<SessionAnswer>(app.send('POST', `/session/${session_id}/${name}`, body));
  const get = (session_id: string, query = '') => ok<SessionAnswer>(app.get(`/session/${session_id}${query}`));

  it('[SESSION-3] a session starts when everybody is ready; after its end the party can start another', async () => {
    const [alice, bob] = cast();
    const { session_id, party_id } = await runOf(app, [alice, bob], { difficulty: 'hard' });
    const started = await call(session_id, 'ready', { player_id: bob });
    assert.deepEqual([started.status, started.missing], ['in_progress', []]);

    const report = { current_floor: 2, current_position: { x: 3.5, y: -7 }, progress: { boss: 'beaten', keys: 3 } };
    await call(session_id, 'progress', { player_id: alice, ...report });
    await call(session_id, 'progress', { player_id: alice, progress: { keys: null } });
    await call(session_id, 'player-data', { player_id: bob, player_data: { gold: 12 } });
    const session = await get(session_id, `?player_id=${alice}`);
    assert.deepEqual(
      [session.current_floor, session.current_position, session.progress],
      [2, { x: 3.5, y: -7 }, { boss: 'beaten' }],
    );
    assert.deepEqual(session.players[1]!.data, { gold: 12 });
    assert.equal(session.difficulty, 'hard');

    const complete = await call(session_id, 'complete', { player_id: alice, result: [1, 'two'] });
    assert.deepEqual([complete.status, complete.outcome, complete.result], ['complete', 'completed', [1, 'two']]);
    assert.equal((await get(session_id)).status, 'complete');
    await until(async () => (await ok(app.get(`/party/${party_id}`))).session_id === null, 'the party stands again');
    const again = await ok<SessionAnswer>(
      app.send('POST', `/session?party_id=${party_id}&player_id=${alice}&`, { force: true }),
    );
    assert.notEqual(again.session_id, session_id);
  });

  it('[SESSION-4] the leader can start at once, and ends the session as failed', async () => {
    const [alice, bob] = cast();
    const { session_id } = await runOf(app, [alice, bob]);
    const started = await call(session_id, 'start', { player_id: alice });
    assert.deepEqual([started.status, started.missing], ['in_progress', [bob]]);
    const failed = await call(session_id, 'complete', { player_id: alice, outcome: 'failed' });
    assert.deepEqual([failed.status, failed.outcome], ['complete', 'failed']);
  });

  it('[SESSION-9] a session that everybody has left is abandoned', async () => {
    const [alice, bob] = cast();
    const { session_id } = await runOf(app, [alice, bob]);
    await call(session_id, `join?player_id=${bob}`, {});
    const left = await call(session_id, `leave?player_id=${bob}`, {});
    assert.deepEqual([left.party, left.players[1]!.left], [[alice], true]);
    const over = await call(session_id, 'leave', { player_id: alice });
    assert.deepEqual([over.status, over.outcome, over.party], ['complete', 'abandoned', []]);
  });

  it("a session shows its players' data to its players only", async () => {
    const [alice, bob, carol] = cast();
    const { party_id } = await ok(app.post('/party', { player_id: alice, player_data: { secret: 'xyzzy' } }));
    const { session_id } = await ok<SessionAnswer>(
      app.send('POST', `/session?party_id=${party_id}&player_id=${alice}`),
    );
    for (const query of ['', `?player_id=${bob}`, `?player_id=${carol}`]) {
      assert.equal((await get(session_id, query)).players[0]!.data, undefined);
    }
    assert.deepEqual((await get(session_id, `?player_id=${alice}`)).players[0]!.data, { secret: 'xyzzy' });
  });

  it('the list shows sessions of public parties to everybody, and of private ones to their players', async () => {
    const [alice, bob, carol] = cast();
    const open = await runOf(app, [alice]);
    const hidden = await runOf(app, [bob], { privacy: 'private', game_type: 'pvp' });
    await call(hidden.session_id, 'start', { player_id: bob });
    const ids = async (query: string) =>
      (await ok<{ sessions: SessionAnswer[] }>(app.get(`/sessions${query}`))).sessions
        .map(({ session_id }) => session_id)
        .filter((id) => id === open.session_id || id === hidden.session_id)
        .toSorted();
    assert.deepEqual(await ids(''), [open.session_id]);
    assert.deepEqual(await ids(`?player_id=${carol}`), [open.session_id]);
    assert.deepEqual(await ids(`?player_id=${bob}`), [open.session_id, hidden.session_id].toSorted());
    assert.deepEqual(await ids(`?player_id=${bob}&status=in_progress`), [hidden.session_id]);
    assert.deepEqual(await ids(`?player_id=${bob}&status=waiting`), [open.session_id]);
    assert.deepEqual(await ids(`?player_id=${bob}&game_type=pvp`), [hidden.session_id]);
    await call(open.session_id, 'leave', { player_id: alice });
    assert.deepEqual(await ids(''), []);
  });

  it('[SESSION-12] one of a private party can be read by its players alone, also once the party is gone', async () => {
    const [alice, bob] = cast();
    const { session_id, party_id } = await runOf(app, [alice]);
    assert.equal((await app.get(`/session/${session_id}`)).status, 200);
    await ok(app.send('PATCH', `/party/${party_id}`, { player_id: alice, privacy: 'private' }));
    const hiddenFromOthers = async () => {
      for (const query of ['', `?player_id=${bob}`]) {
        await assertProblem(await app.get(`/session/${session_id}${query}`), 404, 'session_not_found');
      }
      assert.equal((await app.get(`/session/${session_id}?player_id=${alice}`)).status, 200);
    };
    await hiddenFromOthers();
    await call(session_id, 'leave', { player_id: alice });
    await ok(app.send('POST', `/party/${party_id}/leave`, { player_id: alice }));
    await hiddenFromOthers();
  });

  it('the list has pages, and answers 304 if nothing changed', async () => {
    const runs: string[] = [];
    for (const player of cast()) runs.push((await runOf(app, [player])).session_id);
    const seen: string[] = [];
    let path = '/sessions?limit=2';
    for (let pages = 0; pages < 100 && path !== ''; pages++) {
      const page = await ok<{ sessions: SessionAnswer[]; next_cursor?: string }>(app.get(path));
      seen.push(...page.sessions.map(({ session_id }) => session_id));
      path = page.next_cursor === undefined ? '' : `/sessions?limit=2&cursor=${page.next_cursor}`;
    }
    assert.deepEqual(seen.filter((id) => runs.includes(id)).toSorted(), runs.toSorted());
    assert.equal(new Set(seen).size, seen.length);
    const etag = (await app.get('/sessions')).headers.get('etag')!;
    assert.equal((await app.get('/sessions', { 'If-None-Match': etag })).status, 304);
    await runOf(app, [cast()[0]]);
    assert.equal((await app.get('/sessions', { 'If-None-Match': etag })).status, 200);
  });

  it('an unknown session gets no room', async () => {
    const find = mock.method(LocalRooms.prototype, 'open');
    try {
      const response = await app.send('POST', '/session/00000000-0000-4000-8000-000000000000/join?player_id=x');
      await assertProblem(response, 404, 'session_not_found');
      assert.equal(find.mock.callCount(), 0);
    } finally {
      find.mock.restore();
    }
  });

  it('a call without a player is refused', async () => {
    const [alice] = cast();
    const { session_id } = await runOf(app, [alice]);
    await assertProblem(await app.send('POST', `/session/${session_id}/start`), 422, 'validation_failed', [
      'player_id',
    ]);
    const { party_id } = await partyOf(app, [cast()[0]]);
    await assertProblem(await app.send('POST', `/party/${party_id}/join`), 422, 'validation_failed', ['player_id']);
  });
});
