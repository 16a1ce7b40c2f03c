import assert from 'node:assert/strict';
import { AppError } from '../../src/errors.ts';
import { appForEachTest, FakeClock, until } from '../support/app.ts';
import { aroundStore } from '../support/store-faults.ts';
import { watch } from '../updates/TestWatcher.ts';
import { ok, partyOf, type PartyAnswer, runOf, type SessionAnswer } from './dungeons.ts';
import { assertProblem } from './reports.ts';

const PRESENCE = 90_000;
const GRACE = 60_000;

describe('players who use REST alone', () => {
  const clock = new FakeClock();
  const app = appForEachTest({ now: clock.now });

  const beat = (party_id: string, player_id: string) => app.post(`/party/${party_id}/heartbeat`, { player_id });
  const read = (party_id: string) => ok(app.get(`/party/${party_id}`));
  const listed = async () => (await ok<{ parties: PartyAnswer[] }>(app.get('/party'))).parties;
  const connectedIn = async (party_id: string, player: string) =>
    (await read(party_id)).members!.find(({ player_id }) => player_id === player)!.connected;
  const isAway = (party_id: string, player: string) =>
    until(async () => !(await connectedIn(party_id, player)), `${player} is away`);
  const isGone = (party_id: string) =>
    until(async () => (await app.get(`/party/${party_id}`)).status === 404, 'the end of the party');
  const isSilent = (party_id: string) =>
    until(async () => (await read(party_id))['last_heard_at'] !== null, 'the silence');

  it('[PARTY-11] stay as long as they send heartbeats, whose answer has what they poll for', async () => {
    const { party_id, version } = await partyOf(app, ['ann', 'bob']);
    for (let sent = 0; sent < 8; sent++) {
      for (const player of ['ann', 'bob']) {
        const answer = await ok(beat(party_id, player));
        assert.deepEqual(answer, { status: 'heard', party_id, session_id: null, version, presence_ms: PRESENCE });
      }
      clock.advance(PRESENCE / 3);
    }
    // Ann stops, and only she goes.
    for (let sent = 0; sent < 3; sent++) {
      clock.advance(PRESENCE / 3);
      await ok(beat(party_id, 'bob'));
    }
    await isAway(party_id, 'ann');
    assert.equal(await connectedIn(party_id, 'bob'), true);
    clock.advance(GRACE);
    await until(async () => (await read(party_id)).leader_id === 'bob', 'the leader that is there');
    assert.deepEqual((await read(party_id)).players, ['bob']);
  });

  it('[PARTY-11] may be silent for 15 minutes if they never send one, as the first clients are', async () => {
    const { party_id } = await ok(app.post('/party', { player_id: 'ann' }));
    clock.advance(10 * PRESENCE - 1);
    await isSilent(party_id);
    assert.equal(await connectedIn(party_id, 'ann'), true);
    assert.equal((await app.post(`/party/${party_id}/join?player_id=bob`)).status, 200);
    assert.deepEqual((await read(party_id)).players, ['ann', 'bob']);
    await ok(beat(party_id, 'bob'));
    clock.advance(1);
    await isAway(party_id, 'ann');
    clock.advance(GRACE);
    await until(async () => (await read(party_id)).leader_id === 'bob', 'the new leader');
  });

  it('[PARTY-11] are heard of with any call that names them, which takes back what their silence did', async () => {
    const { party_id } = await ok(app.post('/party', { player_id: 'ann' }));
    await ok(beat(party_id, 'ann'));
    const calls = [
      () => app.get(`/party/${party_id}?player_id=ann`),
      () => app.get('/sessions?player_id=ann'),
      () => app.post(`/party/${party_id}/ready`, { player_id: 'ann', ready: false }),
      () => app.post(`/party/${party_id}/kick`, { player_id: 'ann', target_id: 'nobody' }),
      () => beat(party_id, 'ann'),
    ];
    for (const call of calls) {
      clock.advance(PRESENCE);
      await isAway(party_id, 'ann');
      await call();
      await until(() => connectedIn(party_id, 'ann'), 'the return');
    }
  });

  it('[PARTY-11] are back at once with a heartbeat, also after a lost connection, which other calls do not make up for', async () => {
    const { party_id } = await ok(app.post('/party', { player_id: 'ann' }));
    const room = await app.sdk.joinOrCreate('lobby', { player_id: 'ann' });
    await room.leave();
    await isAway(party_id, 'ann');
    clock.advance(1);
    await app.get(`/party/${party_id}?player_id=ann`);
    clock.advance(GRACE - 2);
    const { version } = await ok(beat(party_id, 'ann'));
    assert.deepEqual([await connectedIn(party_id, 'ann'), (await read(party_id)).version], [true, version]);
  });

  it('[PARTY-11] show when their party was last heard of at every door, which leaves its version as it is', async () => {
    const room = await app.sdk.joinOrCreate('lobby');
    const started = clock.time;
    const { party_id, version } = await ok(app.post('/party', { player_id: 'ann' }));
    const watcher = await watch(app.url);
    await watcher.ask({ type: 'subscribe', party_id });
    assert.equal((await read(party_id))['last_heard_at'], null);
    clock.advance(PRESENCE);
    await isSilent(party_id);
    const silent = await read(party_id);
    assert.deepEqual([silent['last_heard_at'], silent.version], [new Date(started).toISOString(), version]);
    assert.equal((await listed())[0]!['last_heard_at'], silent['last_heard_at']);
    await until(() => room.state.parties.get(party_id)?.last_heard_at === started, 'the state');
    const update = await watcher.waitFor(({ event }) => event === 'player_changed', 'the update');
    assert.deepEqual(update['data'], { party_id, player_id: 'ann', party: { last_heard_at: started } });
    // A version from before the silence is still the party's.
    const patch = await app.send(
      'PATCH',
      `/party/${party_id}?player_id=ann`,
      { name: 'Back' },
      { 'if-match': `"${version}"` },
    );
    assert.equal(patch.status, 200);
    await until(() => room.state.parties.get(party_id)?.last_heard_at === 0, 'the state');
    assert.equal((await read(party_id))['last_heard_at'], null);
    await Promise.all([watcher.close(), room.leave()]);
  });

  it('[PARTY-10] quick join and lists prefer a party where somebody is there', async () => {
    const deserted = await partyOf(app, ['ann', 'bob'], { name: 'a deserted one' });
    clock.advance(1);
    const alive = await partyOf(app, ['cat'], { name: 'one that is alive' });
    const ids = async (query = '') =>
      (await ok<{ parties: PartyAnswer[] }>(app.get(`/party${query}`))).parties.map(({ party_id }) => party_id);
    assert.deepEqual(await ids(), [deserted.party_id, alive.party_id]);
    clock.advance(PRESENCE - 1);
    await app.get('/party?player_id=cat');
    clock.advance(1);
    await isSilent(deserted.party_id);
    for (const sort of ['created_at', '-created_at', 'name', '-name', '-player_count'])
      assert.deepEqual(await ids(`?sort=${sort}`), [alive.party_id, deserted.party_id], sort);
    const first = await ok<{ parties: PartyAnswer[]; next_cursor: string }>(app.get('/party?limit=1'));
    assert.deepEqual(await ids(`?limit=1&cursor=${first.next_cursor}`), [deserted.party_id]);
    const joined = await ok(app.post('/party/quick-join', { player_id: 'dan' }));
    assert.deepEqual([joined.status, joined.party_id], ['joined', alive.party_id]);
  });

  it('[PARTY-12] leave no party behind: it ends a grace after the last of them is away', async () => {
    const { party_id } = await ok(app.post('/party', { player_id: 'ann' }));
    await ok(beat(party_id, 'ann'));
    clock.advance(PRESENCE);
    await isAway(party_id, 'ann');
    clock.advance(GRACE);
    await isGone(party_id);
  });

  it('[PARTY-11] have the whole time again after a restart', async () => {
    const { party_id } = await ok(app.post('/party', { player_id: 'ann' }));
    await ok(beat(party_id, 'ann'));
    clock.advance(PRESENCE - 1);
    await app.restart(() => clock.advance(GRACE));
    clock.advance(PRESENCE);
    await isSilent(party_id);
    assert.equal(await connectedIn(party_id, 'ann'), true);
    await ok(beat(party_id, 'ann'));
    clock.advance(PRESENCE);
    await isAway(party_id, 'ann');
  });

  it('[PARTY-12] are not missed in the party during a session, and have the whole time after it', async () => {
    const { party_id, session_id } = await runOf(app, ['ann']);
    clock.advance(20 * PRESENCE);
    const status = async () => (await ok(app.get(`/session/${session_id}`))).status;
    await until(async () => (await status()) === 'in_progress', 'the start');
    assert.equal((await read(party_id))['last_heard_at'], null);
    await ok(app.post(`/session/${session_id}/complete`, { player_id: 'ann', outcome: 'completed' }));
    await until(async () => (await read(party_id)).session_id === null, 'the end');
    clock.advance(10 * PRESENCE - 1);
    await isSilent(party_id);
    assert.equal(await connectedIn(party_id, 'ann'), true);
  });

  it('[SESSION-6] leave a session if they sent heartbeats and stop, and stay in it if they never did', async () => {
    const { party_id, session_id } = await runOf(app, ['ann', 'bob']);
    await ok(app.post(`/session/${session_id}/start`, { player_id: 'ann' }));
    await ok(beat(party_id, 'ann'));
    const session = () => ok<SessionAnswer>(app.get(`/session/${session_id}`));
    const shown = async () => (await session()).players.map(({ connected, left }) => [connected, left]);
    const isShown = async (wanted: boolean[][]) => JSON.stringify(await shown()) === JSON.stringify(wanted);
    const away = [
      [false, false],
      [true, false],
    ];
    clock.advance(PRESENCE);
    await until(() => isShown(away), 'the absence');
    await app.get(`/session/${session_id}?player_id=ann`);
    await until(
      () =>
        isShown([
          [true, false],
          [true, false],
        ]),
      'the return',
    );
    clock.advance(PRESENCE);
    await until(() => isShown(away), 'the absence');
    clock.advance(GRACE);
    await until(
      () =>
        isShown([
          [false, true],
          [true, false],
        ]),
      'the end of the grace',
    );
    assert.equal((await session())['leader_id'], 'bob');
  });

  it('are heard without a commit: their heartbeats are answered while the disk is full', async () => {
    const { party_id } = await ok(app.post('/party', { player_id: 'ann' }));
    const mend = aroundStore('commit', () => Promise.reject(new AppError('storage_unavailable')));
    try {
      for (let sent = 0; sent < 3; sent++) {
        clock.advance(PRESENCE - 1);
        await ok(beat(party_id, 'ann'));
      }
    } finally {
      mend();
    }
    assert.equal(await connectedIn(party_id, 'ann'), true);
  });

  it('are told what is wrong with a heartbeat', async () => {
    const { party_id } = await ok(app.post('/party', { player_id: 'ann' }));
    await assertProblem(await beat('3f0c7a52-5a0f-4c1e-9a53-2f1b8c6d7e90', 'ann'), 404, 'party_not_found');
    const refused = await beat(party_id, 'bob');
    await assertProblem(refused, refused.status, 'not_member');
    await assertProblem(await app.post(`/party/${party_id}/heartbeat`), 422, 'validation_failed');
    await assertProblem(await beat(party_id, 'guest-0e8d3c2a-6f0e-4b55-9c0e-4b1f7a3f2a10'), 401, 'unauthorized');
    const matched = await app.post(`/party/${party_id}/heartbeat`, { player_id: 'ann' }, { 'if-match': '"1"' });
    await assertProblem(matched, 422, 'validation_failed');
  });
});
