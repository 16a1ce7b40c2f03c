import assert from 'node:assert/strict';
import { appForSuite, FakeClock } from '../support/app.ts';
import { ok, partyOf } from './dungeons.ts';
import { assertProblem } from './reports.ts';

describe('writes to dungeon parties', () => {
  const app = appForSuite({ now: new FakeClock().now });

  let count = 0;
  /** Players that no other test uses. */
  const cast = () => {
    count += 1;
    return ['alice', 'bob', 'carol'].map((name) => `${name}-${count}`) as [string, string, string];
  };
  const call = (party_id: string, name: string, body: object) =>
    ok(app.send('POST', `/party/${party_id}/${name}`, body));

  it('POST /party creates a party with all its settings, and answers with what its leader sees', async () => {
    const [alice] = cast();
    const settings = {
      name: 'Fellowship',
      max_players: 4,
      game_type: 'pvp',
      difficulty: 'nightmare',
      region: 'eu',
      privacy: 'private',
      locked: true,
      data: { region: 'eu' },
    };
    const newcomer = { player_id: alice, player_name: 'Alice', class: 'mage', player_data: { level: 7 } };
    const party = await ok(app.post('/party', { ...settings, password: 'sesame', ...newcomer }));
    for (const [field, value] of Object.entries(settings)) assert.deepEqual(party[field], value, field);
    assert.deepEqual([party.status, party.leader_id, party.has_password], ['created', alice, true]);
    const [member] = party.members!;
    assert.deepEqual([member!.name, member!.data], ['Alice', { level: 7 }]);
    assert.match(party.join_code!, /^[2-9A-Z]{6}$/);
    assert.equal(party.created_at, '2025-12-09T12:00:00.000Z');
    const text = JSON.stringify(party);
    assert.ok(!text.includes('sesame') && !text.includes('scrypt'), text);
  });

  it('[PARTY-13] an update of the difficulty resets the ready flags', async () => {
    const [alice, bob] = cast();
    const { party_id } = await partyOf(app, [alice, bob]);
    const ready = await call(party_id, 'ready', { player_id: bob, class: 'archer', player_data: { level: 2 } });
    assert.deepEqual([ready.status, ready.can_start], ['ready', true]);
    assert.equal((await call(party_id, 'ready', { player_id: bob, ready: false })).status, 'not_ready');
    await call(party_id, 'ready', { player_id: bob });
    const updated = await ok(app.send('PATCH', `/party/${party_id}?player_id=${alice}`, { difficulty: 'hard' }));
    assert.deepEqual([updated.status, updated.difficulty, updated.can_start], ['updated', 'hard', false]);
    assert.deepEqual(updated.blockers, [{ reason: 'not_ready', player_id: bob }]);
  });

  it('a party has no region at first, and PATCH sets and clears it', async () => {
    const [alice, bob] = cast();
    const { party_id, region } = await partyOf(app, [alice, bob]);
    assert.equal(region, '');
    await call(party_id, 'ready', { player_id: bob });
    const patch = (body: object) => app.send('PATCH', `/party/${party_id}?player_id=${alice}`, body);
    const moved = await ok(patch({ region: ' eu ' }));
    assert.deepEqual([moved.region, moved.version, moved.can_start], ['eu', 4, true]);
    assert.equal((await ok(patch({ region: 'eu' }))).version, 4);
    assert.equal((await ok(app.get(`/party/${party_id}`))).region, 'eu');
    assert.equal((await ok(patch({ region: '' }))).region, '');
    for (const wrong of [5, 'x'.repeat(33), 'e\u0000u']) {
      await assertProblem(await patch({ region: wrong }), 422, 'validation_failed', ['region']);
    }
  });

  it('[PARTY-9] an invite can be declined and accepted', async () => {
    const [alice, bob, carol] = cast();
    const { party_id } = await partyOf(app, [alice], { privacy: 'private' });
    for (const target_id of [bob, carol]) {
      assert.equal((await call(party_id, 'invite', { player_id: alice, target_id })).status, 'invited');
    }
    const declined = await call(party_id, 'decline', { player_id: carol });
    assert.deepEqual([declined.status, declined.members], ['declined', undefined]);
    const joined = await call(party_id, 'accept', { player_id: bob, player_name: 'Bob' });
    assert.deepEqual([joined.status, joined.players], ['joined', [alice, bob]]);
  });

  it('[PARTY-7] a join code lets into a private party', async () => {
    const [alice, bob] = cast();
    const { join_code: code } = await partyOf(app, [alice], { privacy: 'private', password: 'sesame' });
    await assertProblem(await app.post('/party/join-by-code', { player_id: bob, code }), 403, 'password_required');
    const joined = await ok(app.post(`/party/join-by-code?player_id=${bob}`, { code, password: 'sesame' }));
    assert.deepEqual([joined.status, joined.players], ['joined', [alice, bob]]);
  });

  it('[PARTY-10] a quick join joins a party that matches, or creates one', async () => {
    const [alice, bob, carol] = cast();
    const lobby = `quick-${count}`;
    const { party_id } = await partyOf(app, [alice], {
      lobby,
      difficulty: 'hard',
      region: 'eu',
      data: { region: 'eu' },
    });
    const quick = (body: object) => ok(app.post(`/party/quick-join?lobby=${lobby}`, body));
    const joined = await quick({ player_id: bob, difficulty: 'hard', region: 'eu', data: { region: 'eu' } });
    assert.deepEqual([joined.status, joined.party_id], ['joined', party_id]);
    const created = await quick({ player_id: carol, region: 'us', data: { region: 'eu' } });
    assert.deepEqual([created.status, created.region, created.lobby], ['created', 'us', lobby]);
    assert.notEqual(created.party_id, party_id);
  });

  it('lock, unlock, promote and kick work, with target_id in the body or in the query', async () => {
    const [alice, bob, carol] = cast();
    const { party_id } = await partyOf(app, [alice, bob, carol]);
    assert.equal((await call(party_id, 'lock', { player_id: alice })).locked, true);
    assert.equal((await call(party_id, 'unlock', { player_id: alice })).locked, false);
    const promoted = await call(party_id, 'promote', { player_id: alice, target_id: bob });
    assert.deepEqual([promoted.status, promoted.leader_id], ['promoted', bob]);
    const kicked = await call(party_id, `kick?player_id=${bob}&target_id=${carol}`, {});
    assert.deepEqual([kicked.status, kicked.players], ['kicked', [alice, bob]]);
  });

  it('[PARTY-8] the leader, or the last member who leaves, dissolves a party', async () => {
    const [alice, bob] = cast();
    const first = await partyOf(app, [alice]);
    const dissolved = await ok(app.send('DELETE', `/party/${first.party_id}?player_id=${alice}`));
    const gone = { party_id: first.party_id, session_id: null, version: null };
    assert.deepEqual(dissolved, { ...gone, status: 'dissolved' });
    const second = await partyOf(app, [alice, bob]);
    assert.equal((await call(second.party_id, 'leave', { player_id: alice })).version, 3);
    const left = await call(second.party_id, 'leave', { player_id: bob });
    assert.deepEqual(left, { ...gone, party_id: second.party_id, status: 'left' });
    for (const { party_id } of [first, second]) {
      await assertProblem(await app.get(`/party/${party_id}`), 404, 'party_not_found');
    }
  });

  it('[PARTY-4] a bare call may update and dissolve a party that is still empty, and no other', async () => {
    const { party_id } = await ok(app.send('POST', '/party'));
    assert.equal((await ok(app.send('PATCH', `/party/${party_id}`, { name: 'Open' }))).name, 'Open');
    await call(party_id, 'join', { player_id: cast()[0] });
    await assertProblem(await app.send('PATCH', `/party/${party_id}`, { name: 'Shut' }), 403, 'not_leader');
    await assertProblem(await app.send('DELETE', `/party/${party_id}`), 403, 'not_leader');
  });

  it('[PARTY-17] the answer to a bare start has nothing that is for members only', async () => {
    const { party_id, join_code } = await partyOf(app, [cast()[0]], { data: { secret: 'xyzzy' } });
    const text = await (await app.send('POST', `/session?party_id=${party_id}`)).text();
    assert.ok(!text.includes(join_code!) && !text.includes('xyzzy'), text);
  });

  it('[PARTY-17] anybody can read a public party without its code and data, and only members a private one', async () => {
    const [alice, bob, carol] = cast();
    const { party_id } = await partyOf(app, [alice, bob], { data: { secret: 'xyzzy' } });
    const path = `/party/${party_id}`;
    for (const outside of [path, `${path}?player_id=${carol}`]) {
      const party = await ok(app.get(outside));
      assert.deepEqual([party.players, party.join_code, party.data], [[alice, bob], undefined, undefined]);
      assert.deepEqual(Object.keys(party.members![0]!), ['player_id', 'name', 'class', 'ready', 'connected']);
    }
    assert.deepEqual((await ok(app.get(`${path}?player_id=${bob}`))).data, { secret: 'xyzzy' });
    await ok(app.send('PATCH', path, { player_id: alice, privacy: 'private' }));
    for (const outside of [path, `${path}?player_id=${carol}`]) {
      await assertProblem(await app.get(outside), 404, 'party_not_found');
    }
    assert.ok((await ok(app.get(`${path}?player_id=${bob}`))).join_code);
  });
});
