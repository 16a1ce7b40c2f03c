import assert from 'node:assert/strict';
import { matchMaker } from '@colyseus/core';
import { Client, type Room } from 'colyseus-sdk-v17';
import type { LobbyState } from '../../src/rooms/schema/lobby.ts';
import { startApp, type TestApp, until } from '../support/app.ts';
import { ask, joinLobby, type LobbyClient, memberOf } from '../lobby/message-door.ts';
import { allShow, heard, say } from './beside.ts';

/** The connection is lost, as where a cable is pulled. */
function cut({ roomId, sessionId }: Room): void {
  const client = matchMaker.getLocalRoomById(roomId).clients.get(sessionId);
  (client as unknown as { ref: { terminate(): void } }).ref.terminate();
}

describe('a game of the 0.17 SDK that lost its connection', () => {
  let app: TestApp;
  let client: Client;
  let bob: LobbyClient;
  let ann: Room<unknown, LobbyState>;
  let meanwhile: string;
  before(async () => {
    app = await startApp();
    client = new Client(`${app.url}/v17`);
  });
  after(() => app.stop());
  beforeEach(async () => {
    bob = await joinLobby(app, 'bob');
    ann = await client.joinOrCreate<LobbyState>('lobby', { player_id: 'ann' });
    heard(ann, 'party');
    const { party_id } = await say(ann, 'party.create');
    await ask(bob, 'party.join', { party_id });
    await allShow(ann, bob);
  });
  afterEach(async () => {
    await ask(bob, 'party.leave', {});
    await bob.leave();
  });

  /** Cara has a party now that has another name than at first. */
  const goOn = async (): Promise<void> => {
    await until(() => memberOf(bob, 'ann')?.connected === false, 'ann is away');
    const { data } = await client.http.post('/party', { body: { player_id: 'cara', name: 'Early' } });
    const body = { player_id: 'cara', name: 'Late' };
    await client.http.patch(`/party/${data.party_id}`, { body });
    meanwhile = data.party_id;
  };

  /** Later changes reach it: in all kinds, and until nothing is left. */
  const playOn = async (room: Room): Promise<void> => {
    for (const command of ['party.lock', 'party.unlock', 'party.ready']) {
      assert.equal((await say(room, command)).kind, undefined);
      await allShow(room, bob);
    }
    await client.http.del(`/party/${meanwhile}`, { body: { player_id: 'cara' } });
    await say(room, 'party.leave');
    await allShow(room, bob);
    assert.equal(await room.leave(), 4000);
  };

  it('comes back with its token to its seat, its party and the state, and later changes reach it', async () => {
    ann.reconnection.enabled = false;
    const { sessionId, reconnectionToken } = ann;
    const left = Promise.withResolvers<number>();
    ann.onLeave(left.resolve);
    cut(ann);
    assert.equal(await left.promise, 1006);
    await goOn();
    // Something goes, too.
    await ask(bob, 'party.ready', {});
    const back = await client.reconnect<LobbyState>(reconnectionToken);
    const party = heard<{ party: { leader_id: string } }>(back, 'party');
    assert.equal(back.sessionId, sessionId);
    await until(() => memberOf(bob, 'ann')?.connected === true, 'ann is back');
    await allShow(back, bob);
    await until(() => party.length > 0, 'its party');
    await assert.rejects(client.reconnect(reconnectionToken), { code: 410 }, 'a token is good once');
    await playOn(back);
  });

  it('comes back by itself, and goes on with the state that it has', async () => {
    Object.assign(ann.reconnection, { minUptime: 0, minDelay: 1, delay: 1 });
    const gate = Promise.withResolvers<void>();
    const reconnect = ann.connection.reconnect.bind(ann.connection);
    ann.connection.reconnect = (query) => void gate.promise.then(() => reconnect(query));
    const back = Promise.withResolvers<void>();
    ann.onReconnect(back.resolve);
    const { state } = ann;
    cut(ann);
    await goOn();
    gate.resolve();
    await back.promise;
    await allShow(ann, bob);
    assert.equal(ann.state, state);
    await playOn(ann);
  });
});
