import assert from 'node:assert/strict';
import { matchMaker } from '@colyseus/core';
import { Client, type Room } from 'colyseus-sdk-v17';
import type { LobbyState } from '../../src/rooms/schema/lobby.ts';
import { startApp, type TestApp, until } from '../support/app.ts';
import { ask, joinLobby, type LobbyClient, memberOf } from '../lobby/message-door.ts';
import { allShow, heard, ignoringMessages, say } from './beside.ts';

/** Cuts the connection without a close frame. */
function cut({ roomId, sessionId }: Room): void {
  const client = matchMaker.getLocalRoomById(roomId).clients.get(sessionId);
  (client as unknown as { ref: { terminate(): void } }).ref.terminate();
}

describe('A game with SDK 0.17 that has lost its connection', () => {
  let app: TestApp;
  let client: Client;
  let bob: LobbyClient;
  let ann: Room<unknown, LobbyState>;
  let meanwhile: string;
  before(async () => {
    app = await startApp();
    client = ignoringMessages(new Client(`${app.url}/v17`));
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

  /** While ann is away, cara creates a party and renames it. */
  const changeLobby = async (): Promise<void> => {
    await until(() => memberOf(bob, 'ann')?.connected === false, 'ann is away');
    const { data } = await client.http.post('/party', { body: { player_id: 'cara', name: 'Early' } });
    const body = { player_id: 'cara', name: 'Late' };
    await client.http.patch(`/party/${data.party_id}`, { body });
    meanwhile = data.party_id;
  };

  /** Changes of all kinds reach the room, until both parties are gone. */
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

  it('returns to its seat, party and state with its token, and gets later changes', async () => {
    ann.reconnection.enabled = false;
    const { sessionId, reconnectionToken } = ann;
    const left = Promise.withResolvers<number>();
    ann.onLeave(left.resolve);
    cut(ann);
    assert.equal(await left.promise, 1006);
    await changeLobby();
    // Removes an entry from the state.
    await ask(bob, 'party.ready', {});
    const back = await client.reconnect<LobbyState>(reconnectionToken);
    const party = heard<{ party: { leader_id: string } }>(back, 'party');
    assert.equal(back.sessionId, sessionId);
    await until(() => memberOf(bob, 'ann')?.connected === true, 'ann is back');
    await allShow(back, bob);
    await until(() => party.length > 0, 'the message with its party');
    await assert.rejects(client.reconnect(reconnectionToken), { code: 410 }, 'a token is valid once');
    await playOn(back);
  });

  it('reconnects by itself, and keeps its state object', async () => {
    Object.assign(ann.reconnection, { minUptime: 0, minDelay: 1, delay: 1 });
    const gate = Promise.withResolvers<void>();
    const reconnect = ann.connection.reconnect.bind(ann.connection);
    ann.connection.reconnect = (query) => void gate.promise.then(() => reconnect(query));
    const back = Promise.withResolvers<void>();
    ann.onReconnect(back.resolve);
    const { state } = ann;
    cut(ann);
    await changeLobby();
    gate.resolve();
    await back.promise;
    await allShow(ann, bob);
    assert.equal(ann.state, state);
    await playOn(ann);
  });
});
