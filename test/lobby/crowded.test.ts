import assert from 'node:assert/strict';
import { matchMaker } from '@colyseus/core';
import type { Room } from '@colyseus/sdk';
import type { MemberDungeonParty, PublicDungeonParty } from '../../src/domain/dungeons/dungeon-party-views.ts';
import type { LobbyState } from '../../src/rooms/schema/lobby.ts';
import { appForSuite, readJson, until } from '../support/app.ts';
import { crowd, CROWD_MEMBERS, crowdMember } from '../support/crowd.ts';
import { assertSame, Follower } from '../updates/Follower.ts';
import { watch } from '../updates/TestWatcher.ts';

const BYTES_MAX = 512 * 1024;

/** More of the largest possible parties than a lobby shows at once. */
const PARTIES = 16;

describe('a lobby with more parties than a client can take at once', function () {
  this.timeout(60_000);
  const app = appForSuite();
  let ids: string[];
  let room: Room<unknown, LobbyState>;
  before(async () => {
    ids = await crowd(app, 'main', PARTIES);
    room = await app.sdk.joinOrCreate<LobbyState>('lobby');
    await until(() => room.state.parties?.size > 0, 'the first state');
  });

  const shown = () => [...room.state.parties.keys()].toSorted();

  /** What a watcher that subscribes now is sent. */
  async function snapshot() {
    const watcher = await watch(app.url);
    watcher.send({ type: 'subscribe', lobby: 'main' });
    const frame = await watcher.waitFor(({ type }) => type === 'snapshot', 'the snapshot');
    await watcher.close();
    const parties = frame['data'] as PublicDungeonParty[];
    return { frame, ids: parties.map(({ party_id }) => party_id).toSorted(), more: frame['more'] };
  }

  it('[PARTY-19] sends the room and /updates the same first parties in under 512 KiB, and how many more there are', async () => {
    const { _serializer } = matchMaker.getLocalRoomById('lobby-main') as unknown as {
      _serializer: { getFullState(): Uint8Array };
    };
    const bytes = _serializer.getFullState().length;
    assert.ok(bytes < BYTES_MAX && bytes > BYTES_MAX * 0.9, `the state has ${bytes} bytes`);
    const { frame, ...seen } = await snapshot();
    const length = Buffer.byteLength(JSON.stringify(frame));
    assert.ok(length < BYTES_MAX && length > BYTES_MAX * 0.9, `the snapshot has ${length} bytes`);
    assert.deepEqual(seen, { ids: shown(), more: room.state.more });
    assert.ok(room.state.more > 0);
    assert.equal(shown().length + room.state.more, PARTIES);
  });

  it('[PARTY-19] shows a party once another makes room for it, and hides it again, to those who are there and who come', async () => {
    const before = shown();
    const { more } = room.state;
    const leader = crowdMember(ids.indexOf(before[0]!), 0);
    assert.equal(
      (await app.send('PATCH', `/party/${before[0]}`, { player_id: leader, privacy: 'private' })).status,
      200,
    );
    await until(() => room.state.more === more - 1, 'one less is hidden');
    const now = shown();
    assert.equal(now.length, before.length);
    assert.ok(!now.includes(before[0]!));
    const { frame: _, ...seen } = await snapshot();
    assert.deepEqual(seen, { ids: now, more: more - 1 });
    const another = now.find((id) => !before.includes(id));
    assert.equal(room.state.parties.get(another!)!.player_count, CROWD_MEMBERS);
    assert.equal(
      (await app.send('PATCH', `/party/${before[0]}`, { player_id: leader, privacy: 'public' })).status,
      200,
    );
    await until(() => room.state.more === more, 'all are public');
    assert.deepEqual(shown(), before);
    assert.deepEqual((await snapshot()).ids, before);
  });

  it('[UPD-3] [PARTY-19] lets a watcher keep the parties that it was shown up to date, whatever the others do', async () => {
    const follower = new Follower(new Map([['lobby:main', { lobby: 'main' }]]), '127.0.0.1');
    follower.connect(app.url);
    await until(() => follower.held.size === 1, 'the snapshot');
    const { seq } = follower.held.get('lobby:main')!;
    for (const [n, party_id] of ids.entries()) {
      const ready = { player_id: crowdMember(n, 2), ready: true };
      assert.equal((await app.post(`/party/${party_id}/ready`, ready)).status, 200);
      // Each that becomes public again is sent whole.
      const leader = { player_id: crowdMember(n, 0) };
      for (const privacy of n % 2 === 0 ? ['private', 'public'] : []) {
        assert.equal((await app.send('PATCH', `/party/${party_id}`, { ...leader, privacy })).status, 200);
      }
    }
    await until(() => follower.held.get('lobby:main')!.seq === seq + PARTIES * 2, 'all changes');
    const held = follower.held.get('lobby:main')!.had.value as PublicDungeonParty[];
    const { parties } = await readJson<{ parties: PublicDungeonParty[] }>(await app.get('/party?limit=100'));
    const current = new Map(parties.map((party) => [party.party_id, party]));
    assert.ok(held.length >= shown().length);
    for (const { party_id, version, members } of held) {
      assert.equal(version, current.get(party_id)!.version);
      assertSame(members, current.get(party_id)!.members, party_id);
    }
    assert.deepEqual(follower.faults, []);
    follower.disconnect();
  });

  it('[PARTY-19] serves the members of a party that it does not show like all others', async () => {
    const hidden = ids.find((id) => !room.state.parties.has(id))!;
    const [leader, member] = [0, 1].map((place) => crowdMember(ids.indexOf(hidden), place));
    const joined = await app.sdk.joinOrCreate('lobby', { player_id: member });
    let party: MemberDungeonParty | null = null;
    joined.onMessage('party', (message: { party: MemberDungeonParty | null }) => (party = message.party));
    await until(() => party?.party_id === hidden, 'its own party');
    const answer = (await joined.request('party.ready', { ready: true })) as { version: number };
    await until(() => party!.version === answer.version, 'its change');
    assert.ok(!room.state.parties.has(hidden));
    const watcher = await watch(app.url);
    await watcher.ask({ type: 'auth', player_id: leader });
    watcher.send({ type: 'subscribe', party_id: hidden });
    const frame = await watcher.waitFor(({ type }) => type === 'snapshot', 'its snapshot');
    assert.equal((frame['data'] as MemberDungeonParty).version, answer.version);
    await watcher.close();
    await joined.leave();
    const { parties } = await readJson<{ parties: PublicDungeonParty[] }>(await app.get('/party?limit=100'));
    assert.ok(parties.some(({ party_id }) => party_id === hidden));
    assert.equal((await app.post(`/party/${hidden}/leave`, { player_id: member })).status, 200);
    assert.equal((await app.post(`/party/${hidden}/join`, { player_id: 'ann' })).status, 200);
  });
});
