import assert from 'node:assert/strict';
import { matchMaker } from '@colyseus/core';
import type { MemberDungeonParty } from '../../src/domain/dungeons/dungeon-party-views.ts';
import type { SessionView } from '../../src/domain/sessions/session-view.ts';
import { FakeClock, readJson, startApp, until } from '../support/app.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';
import { restDoor } from '../support/rest-door.ts';
import { TestClient } from '../support/TestClient.ts';
import { MessageDoor } from './message-door.ts';

describe('parties and runs after a restart', () => {
  let server: ServerProcess;
  beforeEach(async () => {
    server = await spawnServer();
  });
  afterEach(() => server.stop());

  const post = async (path: string, body: object) => {
    const response = await fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await readJson<Partial<Record<string, string>>>(response) };
  };
  const partyOf = async (id: string, player: string) =>
    readJson<MemberDungeonParty>(await fetch(`${server.url}/party/${id}?player_id=${player}`));
  const sessionOf = async (id: string) =>
    readJson<SessionView>(await fetch(`${server.url}/session/${id}?player_id=ann`));
  const sdk = () => new TestClient(server.url.replace('http', 'ws'));

  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    it(`[STORE-1] [STORE-4] ids, members, versions, bans, invites and statuses survive ${signal}, and players can rejoin`, async () => {
      const create = async (player_id: string, settings: object = {}) =>
        (await post('/party', { player_id, ...settings })).body['party_id']!;
      const quiet = await create('quiet', { name: 'Bans', privacy: 'private', password: 'sesame', data: { a: 1 } });
      for (const action of ['kick', 'invite']) {
        if (action === 'kick') {
          const { join_code } = await partyOf(quiet, 'quiet');
          await post('/party/join-by-code', { player_id: 'rude', code: join_code, password: 'sesame' });
          await post(`/party/${quiet}/kick`, { player_id: 'quiet', target_id: 'rude' });
        } else await post(`/party/${quiet}/invite`, { player_id: 'quiet', target_id: 'friend' });
      }
      const party_id = await create('ann', { lobby: 'named' });
      await post(`/party/${party_id}/join`, { player_id: 'bob' });
      const waits = await create('eve');
      await post(`/party/${waits}/join`, { player_id: 'fay' });
      const { session_id: waiting } = (await post('/session', { party_id: waits, player_id: 'eve', force: true })).body;
      const { session_id } = (await post('/session', { party_id, player_id: 'ann', force: true })).body;
      await post(`/session/${session_id}/start`, { player_id: 'ann' });
      await post(`/session/${session_id}/progress`, { player_id: 'ann', current_floor: 3, progress: { boss: 'down' } });
      const before = [await partyOf(quiet, 'quiet'), await partyOf(party_id, 'ann'), await partyOf(waits, 'eve')];
      const runs = [await sessionOf(session_id!), await sessionOf(waiting!)];
      assert.deepEqual(
        runs.map(({ status }) => status),
        ['in_progress', 'waiting'],
      );

      await server.kill(signal);
      await server.restart();
      assert.deepEqual(
        [await partyOf(quiet, 'quiet'), await partyOf(party_id, 'ann'), await partyOf(waits, 'eve')],
        before,
      );
      assert.deepEqual([await sessionOf(session_id!), await sessionOf(waiting!)], runs);
      const banned = await post(`/party/${quiet}/join`, { player_id: 'rude', password: 'sesame' });
      assert.equal(banned.body['kind'], 'banned');
      assert.equal((await post(`/party/${quiet}/accept`, { player_id: 'friend' })).status, 200);
      const room = await sdk().joinById<{ current_floor: number }>(session_id!, { player_id: 'bob' });
      await until(() => room.state.current_floor === 3);
      await room.leave();
    });

    it(`[PARTY-11] [SESSION-6] players connected before ${signal} are marked away and can rejoin, and their runs continue`, async () => {
      const door = [
        await sdk().joinOrCreate('lobby', { player_id: 'ann' }),
        await sdk().joinOrCreate('lobby', { player_id: 'bob' }),
      ];
      const { party_id } = await door[0]!.request('party.create', { name: 'Delvers' });
      await door[1]!.request('party.join', { party_id });
      const { session_id } = await door[0]!.request('party.start', { force: true });
      const run = await sdk().joinById(session_id, { player_id: 'ann' });
      await run.request('session.start', {});
      const [party, session] = [await partyOf(party_id, 'ann'), await sessionOf(session_id)];
      await server.kill(signal);
      await server.restart();
      const after = await partyOf(party_id, 'ann');
      assert.deepEqual(after.players, party.players);
      assert.deepEqual(
        after.members.map(({ connected }) => connected),
        [false, false],
      );
      // Exactly one for each lost connection.
      assert.equal(after.version, party.version + 2);
      const resumed = await sessionOf(session_id);
      assert.deepEqual(
        [resumed.status, resumed.party, resumed.version],
        ['in_progress', session.party, session.version + 1],
      );
      const back = await sdk().joinById<unknown>(session_id, { player_id: 'ann' });
      await until(async () => (await sessionOf(session_id)).players[0]!.connected);
      await back.request('session.complete', {});
      await until(async () => (await partyOf(party_id, 'ann')).session_id === null);
      await back.leave();
    });
  }
});

describe('graces after a restart', () => {
  it('[PARTY-12] [SESSION-9] graces start over at boot, and players who do not rejoin within them leave', async () => {
    const clock = new FakeClock();
    const app = await startApp({ now: clock.now });
    const door = new MessageDoor(app, clock);
    const { party_id } = await door.create('ann');
    await door.request('bob', 'party.join', { party_id });
    const { session_id } = await door.request('ann', 'party.start', { party_id, force: true });
    await door.request('ann', 'session.start', { session_id: session_id! });
    await door.create('away');
    const { party_id: rest } = await restDoor(app, clock).create('rest');
    await app.restart(() => clock.advance(600_000));
    try {
      const listed = async () =>
        (await readJson<{ parties: MemberDungeonParty[] }>(await app.get('/party'))).parties.flatMap(
          ({ players }) => players,
        );
      assert.deepEqual(
        (await listed()).toSorted(),
        ['ann', 'away', 'bob', 'rest'],
        'ten minutes of no server are no grace',
      );
      clock.advance(59_000);
      await until(() => matchMaker.getLocalRoomById('lobby-main').clock.currentTime === clock.time, 'a look at graces');
      // Goes through the same queue as what the room found when it loaded.
      await restDoor(app, clock).request('rest', 'party.lock', { party_id: rest });
      assert.equal((await listed()).length, 4);
      clock.advance(1_000);
      await until(async () => !(await listed()).includes('away'));
      const session = async () => readJson<SessionView>(await app.get(`/session/${session_id}`));
      await until(async () => (await session()).outcome === 'abandoned');
      clock.advance(60_000);
      await until(async () => (await listed()).length === 1, 'the grace of a party begins with the end of its run');
      assert.deepEqual(await listed(), ['rest']);
    } finally {
      await app.stop();
    }
  });
});
