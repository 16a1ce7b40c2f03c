import assert from 'node:assert/strict';
import { matchMaker } from '@colyseus/core';
import type { LobbyRoom } from '../../src/rooms/LobbyRoom.ts';
import type { DungeonPartyRequest } from '../../src/protocol/dungeon-party-requests.ts';
import { appForSuite } from '../support/app.ts';
import { type TestWatcher, watch } from './TestWatcher.ts';

describe('[UPD-6] what happens in a party', () => {
  const app = appForSuite();
  let party_id: string;
  const open: TestWatcher[] = [];
  beforeEach(async () => {
    ({ party_id } = await ask('alice', 'create', { name: 'Delvers', data: { secret: 1 } }));
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((watcher) => watcher.close()));
    for (const player of ['bob', 'alice']) await ask(player, 'leave', {}).catch(() => undefined);
  });

  /** Calls the room as REST does, because messages of Colyseus clients are limited per second. */
  async function ask(player: string, type: DungeonPartyRequest['type'], input: object) {
    const room = matchMaker.getLocalRoomById('lobby-main') as unknown as LobbyRoom;
    const reply = await room.request(player, { type, ...input } as DungeonPartyRequest, {
      identity: null,
      address: undefined,
    });
    return reply as { party_id: string; session_id: string };
  }

  async function watcherOf(player_id: string | null, topic: object = { party_id }): Promise<TestWatcher> {
    const watcher = await watch(app.url);
    open.push(watcher);
    if (player_id !== null) await watcher.ask({ type: 'auth', player_id });
    await watcher.ask({ type: 'subscribe', ...topic });
    return watcher;
  }

  async function heard(watcher: TestWatcher): Promise<string[]> {
    await watcher.settled();
    return watcher.heard
      .slice(1)
      .flatMap(({ type, event, kind }) => (['pong', 'authenticated'].includes(type) ? [] : [event ?? kind ?? type]));
  }

  it('is sent to anybody while the party is public, its code and data to members only', async () => {
    const [inside, outside] = [await watcherOf('alice'), await watcherOf('bob')];
    await ask('alice', 'update', { data: { secret: 'swordfish' } });
    assert.deepEqual(await heard(outside), ['subscribed', 'snapshot', 'party_updated']);
    assert.deepEqual(await heard(inside), ['subscribed', 'snapshot', 'party_updated']);
    assert.match(JSON.stringify(inside.heard), /join_code.*swordfish/);
    assert.doesNotMatch(JSON.stringify(outside.heard), /join_code|swordfish|secret/);
  });

  it('is not sent to outsiders while the party is private, whatever their since', async () => {
    await ask('alice', 'update', { privacy: 'private' });
    assert.deepEqual(await heard(await watcherOf('bob')), ['party_not_found']);
    assert.deepEqual(await heard(await watcherOf(null, { party_id, since: 0 })), ['party_not_found']);
    assert.deepEqual(await heard(await watcherOf('alice', { party_id, since: 1 })), ['subscribed', 'party_updated']);
  });

  it('ends for outsiders when the party becomes private, without saying so', async () => {
    const [inside, outside] = [await watcherOf('alice'), await watcherOf(null)];
    await ask('alice', 'update', { privacy: 'private', name: 'Hidden' });
    await ask('alice', 'update', { name: 'More hidden' });
    assert.deepEqual(await heard(outside), ['subscribed', 'snapshot', 'unsubscribed']);
    assert.doesNotMatch(JSON.stringify(outside.heard), /idden/);
    assert.deepEqual((await heard(inside)).slice(2), ['party_updated', 'party_updated']);
  });

  it('is not sent later to outsiders of the time when the party was private', async () => {
    await ask('alice', 'update', { privacy: 'private', name: 'Hidden' });
    await ask('alice', 'update', { privacy: 'public', name: 'Shown' });
    const late = await watcherOf('bob', { party_id, since: 1 });
    assert.deepEqual(await heard(late), ['subscribed', 'resync', 'snapshot']);
    assert.doesNotMatch(JSON.stringify(late.heard), /Hidden/);
  });

  it('shows members who asks to be let in, and outsiders only that the party has another version', async () => {
    await ask('alice', 'update', { password: 'sesame' });
    const [inside, outside] = [await watcherOf('alice'), await watcherOf('bob')];
    const lobby = await watcherOf(null, { lobby: 'main' });
    await ask('bob', 'request', { party_id, message: 'swordfish' });
    await ask('alice', 'decline_request', { target_id: 'bob' });
    for (const watcher of [inside, outside, lobby])
      assert.deepEqual(await heard(watcher), ['subscribed', 'snapshot', 'party_updated', 'party_updated']);
    const requests = inside.of('event').map(({ data }) => (data as { party: { requests: object[] } }).party.requests);
    assert.deepEqual(
      requests.map(({ length }) => length),
      [1, 0],
    );
    for (const watcher of [outside, lobby])
      assert.doesNotMatch(JSON.stringify(watcher.heard), /requests|declined|swordfish/);
  });

  it('of a private party begins for who asked once it is let in', async () => {
    await ask('alice', 'update', { privacy: 'private' });
    await ask('bob', 'request', { party_id, message: '' });
    assert.deepEqual(await heard(await watcherOf('bob')), ['party_not_found']);
    await ask('alice', 'accept_request', { target_id: 'bob' });
    assert.deepEqual(await heard(await watcherOf('bob')), ['subscribed', 'snapshot']);
  });

  it('is shown as to a member to a watcher who joins, at once', async () => {
    const bob = await watcherOf('bob');
    await ask('bob', 'join', { party_id });
    assert.deepEqual(await heard(bob), ['subscribed', 'snapshot', 'player_joined', 'resync', 'snapshot']);
    assert.match(JSON.stringify(bob.of('snapshot')[1]), /join_code/);
  });

  it('is shown as to an outsider to a watcher who leaves a public party, at once and with since', async () => {
    await ask('bob', 'join', { party_id });
    const bob = await watcherOf('bob');
    await ask('alice', 'kick', { target_id: 'bob' });
    await ask('alice', 'update', { data: { secret: 'swordfish' } });
    const all = ['player_kicked', 'resync', 'snapshot', 'party_updated'];
    assert.deepEqual((await heard(bob)).slice(2), all);
    const late = await watcherOf('bob', { party_id, since: 2 });
    assert.deepEqual(await heard(late), ['subscribed', 'resync', 'snapshot']);
    for (const frames of [bob.heard.slice(4), late.heard])
      assert.doesNotMatch(JSON.stringify(frames), /join_code|swordfish/);
  });

  it('ends with the kick for a watcher who is kicked from a private party', async () => {
    await ask('bob', 'join', { party_id });
    await ask('alice', 'update', { privacy: 'private' });
    const bob = await watcherOf('bob');
    await ask('alice', 'kick', { target_id: 'bob' });
    await ask('alice', 'update', { name: 'Hidden' });
    assert.deepEqual((await heard(bob)).slice(2), ['player_kicked', 'unsubscribed']);
    assert.deepEqual(await heard(await watcherOf('bob', { party_id, since: 3 })), ['party_not_found']);
  });

  it('is shown as to the player who subscribed, whoever the socket authenticates as later', async () => {
    await ask('bob', 'join', { party_id });
    await ask('alice', 'update', { privacy: 'private' });
    const watcher = await watcherOf('bob');
    await watcher.ask({ type: 'auth', player_id: 'mallory' });
    await ask('alice', 'kick', { target_id: 'bob' });
    await ask('alice', 'update', { name: 'Hidden' });
    assert.deepEqual((await heard(watcher)).slice(2), ['player_kicked', 'unsubscribed']);
  });

  it('ends with its dissolution, which can be read with since for a while', async () => {
    const [inside, outside] = [await watcherOf('alice'), await watcherOf(null)];
    await ask('alice', 'dissolve', {});
    const end = ['party_dissolved', 'unsubscribed'];
    assert.deepEqual((await heard(inside)).slice(2), end);
    assert.deepEqual((await heard(outside)).slice(2), end);
    const late = await watcherOf(null, { party_id, since: outside.of('snapshot')[0]!.seq });
    assert.deepEqual(await heard(late), ['subscribed', ...end]);
    assert.deepEqual(await heard(await watcherOf(null)), ['party_not_found']);
  });

  it('is sent to the last member who leaves, to the end', async () => {
    const alice = await watcherOf('alice');
    await ask('alice', 'leave', {});
    assert.deepEqual((await heard(alice)).slice(2), ['player_left', 'party_dissolved', 'unsubscribed']);
  });

  it('ends for watchers of its session when the party becomes private, but not for its players', async () => {
    const { session_id } = await ask('alice', 'start', { force: true });
    const [inside, outside] = [await watcherOf('alice', { session_id }), await watcherOf('carol', { session_id })];
    await ask('alice', 'update', { privacy: 'private' });
    assert.deepEqual((await heard(outside)).slice(2), ['unsubscribed']);
    assert.deepEqual(await heard(await watcherOf('carol', { session_id, since: 0 })), ['session_not_found']);
    assert.ok(!(await heard(inside)).includes('unsubscribed'));
  });
});
