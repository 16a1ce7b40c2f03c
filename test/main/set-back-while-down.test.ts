import assert from 'node:assert/strict';
import { appForEachTest, FakeClock, readJson, until } from '../support/app.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('a server that starts after the system clock was set back by an hour', () => {
  const clock = new FakeClock();
  const app = appForEachTest({ now: clock.now });
  const restartAnHourBack = () => app.restart(() => clock.advance(-HOUR));

  const partyIdOf = async (response: Response) => (await readJson<{ party_id: string }>(response)).party_id;

  it('[STORE-8] ends a drop party after its idle time', async () => {
    await app.post('/drops', { world: 444, item_id: 526, item_name: 'Bones', quantity: 1, value: 1 });
    await restartAnHourBack();
    const board = await app.sdk.joinOrCreate('board');
    await until(() => board.state.parties?.size === 1, 'the running party');
    clock.advance(5 * MINUTE);
    await until(() => board.state.parties.size === 0, 'the end');
  });

  it('[STORE-8] gives members who are away the usual grace, empty parties the usual time, invites no more than theirs', async () => {
    const room = await app.sdk.joinOrCreate('lobby', { player_id: 'ann' });
    const party_id = await partyIdOf(await app.post('/party', { player_id: 'bob' }));
    room.send('party.join', { party_id });
    await until(() => room.state.parties?.get(party_id)?.members.get('ann')?.connected === true, 'ann');
    assert.equal((await app.post(`/party/${party_id}/invite`, { player_id: 'bob', target_id: 'eve' })).status, 200);
    const empty = await partyIdOf(await app.post('/party'));
    await restartAnHourBack();
    const statusOf = async (id: string) => (await app.get(`/party/${id}`)).status;
    const players = async () => (await readJson<{ players: string[] }>(await app.get(`/party/${party_id}`))).players;
    clock.advance(MINUTE);
    await until(async () => (await players()).join() === 'bob', 'the grace of ann');
    assert.equal(await statusOf(empty), 200);
    clock.advance(4 * MINUTE);
    await until(async () => (await statusOf(empty)) === 404, 'the end of the empty party');
    clock.advance(5 * MINUTE);
    const late = await app.post(`/party/${party_id}/accept`, { player_id: 'eve' });
    assert.equal((await readJson(late))['kind'], 'invite_expired');
  });

  it('[STORE-8] starts a waiting session at its ready deadline', async () => {
    const party_id = await partyIdOf(await app.post('/party', { player_id: 'ann' }));
    await app.post(`/party/${party_id}/join`, { player_id: 'bob' });
    const started = await app.post('/session', { party_id, player_id: 'ann', force: true });
    const { session_id } = await readJson<{ session_id: string }>(started);
    await restartAnHourBack();
    clock.advance(MINUTE);
    const status = async () => (await readJson(await app.get(`/session/${session_id}`)))['status'];
    await until(async () => (await status()) === 'in_progress', 'the start');
  });
});
