import assert from 'node:assert/strict';
import { matchMaker } from '@colyseus/core';
import { startApp, type TestApp, until } from '../../support/app.ts';
import { aroundStore } from '../../support/store-faults.ts';
import { connections, look, online, type Party, unityPlayers } from './players.ts';
import { startProxy } from './proxy.ts';
import type { UnityPlayer } from './UnityPlayer.ts';

describe('The Unity client, after a lost connection,', () => {
  const { prepare, enter } = unityPlayers();
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.stop());

  const attached = (player: UnityPlayer) => player.events.filter(({ event }) => event === 'LobbyAttached').length;

  /** Cuts all sockets of the lobby without a close frame. */
  const cut = () => {
    for (const { ref } of matchMaker.getLocalRoomById('lobby-main').clients)
      (ref as unknown as { terminate(): void }).terminate();
  };

  it('joins anew right after joining, and attaches callbacks to the new state', async () => {
    const ann = await enter(app.url);
    const { PartyId } = await ann.call<Party>('CreateParty', {});
    cut();
    await ann.eventually(() => attached(ann) === 2, 'a new state');
    assert.deepEqual(connections(ann), ['Connecting', 'Online', 'Reconnecting', 'Online']);
    ann.events.splice(0);
    await ann.call('SetReady');
    await ann.heard('PartyChanged', ({ value }) => (value as Party | null)?.PartyId === PartyId);
    await ann.call('LeaveParty');
    await ann.heard('PartyRemoved');
  });

  it('takes its kept seat again later, and callbacks continue', async () => {
    const ann = await prepare(app.url);
    ann.minUptimeMs = 0;
    await ann.call('Connect');
    await ann.call('CreateParty', { settings: { Name: 'Kept' } });
    cut();
    await online(ann, 2);
    assert.equal(attached(ann), 1);
    assert.equal(ann.posted.filter((path) => path.startsWith('matchmake/')).length, 1);
    await ann.call('LeaveParty');
    await ann.heard('PartyRemoved', ({ value }) => value === 'Kept');
  });

  for (const code of [1006, 4001, 4002])
    it(`retries by REST in the catch of a call that a close with ${code} has failed`, async () => {
      const ann = await enter(app.url, { rest: true });
      await ann.call('CreateParty', {});
      const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const mend = aroundStore('commit', async (proceed) => {
        asked.resolve();
        await answered.promise;
        return proceed();
      });
      const updated = ann.call<Party & { Region: string }>('retry', {
        name: 'UpdateParty',
        arguments: { changes: { Region: 'eu' } },
      });
      await asked.promise;
      mend();
      if (code === 1006) cut();
      else for (const client of [...matchMaker.getLocalRoomById('lobby-main').clients]) client.leave(code);
      const { value } = await ann.heard('Caught');
      assert.equal(value, 'Reconnecting');
      answered.resolve();
      assert.equal((await updated).Region, 'eu');
      assert.equal(ann.asked.filter(({ type }) => type === 'party.update').length, 1, 'the second was by REST');
      assert.equal(ann.events.filter(({ event }) => event === 'Caught').length, 1);
      await online(ann, 2);
    });

  it('leaves a seat that the SDK takes again after Disconnect', async () => {
    const ann = await prepare(app.url);
    ann.minUptimeMs = 0;
    await ann.call('Connect');
    const back = new Promise<void>((resolve) => void ann.rooms.get(0)!.onReconnect(() => resolve()));
    cut();
    await ann.heard('ConnectionChanged', ({ value }) => value === 'Reconnecting');
    await ann.call('Disconnect');
    await back;
    await until(() => !ann.rooms.get(0)!.connection.isOpen, 'the player leaves');
    assert.equal((await look(ann)).Connection, 'Offline');
  });

  it('does not stay in a lobby that it joins after Disconnect', async () => {
    const ann = await prepare(app.url, { player_id: 'ann-on-the-way' });
    const connected = assert.rejects(ann.call('Connect'), { kind: 'unreachable' });
    await ann.call('Disconnect');
    await connected;
    const { clients } = matchMaker.getLocalRoomById('lobby-main');
    const isThere = () =>
      clients.some(({ userData }) => (userData as { player_id: string }).player_id === 'ann-on-the-way');
    await until(() => ann.rooms.size === 1 && !isThere());
    assert.equal((await look(ann)).Connection, 'Offline');
  });

  for (const arrives of [true, false])
    it(`does not stay in a lobby after Disconnect before the first state, which then ${arrives ? 'arrives' : 'does not arrive'}`, async () => {
      const ann = await prepare(app.url);
      const onTheWay = new Promise<() => void>((resolve) => void (ann.stateOnTheWay = resolve));
      const connected = assert.rejects(ann.call('Connect'), { kind: 'unreachable' });
      const arrive = await onTheWay;
      const left = ann.call('Disconnect');
      if (arrives) arrive();
      await Promise.all([left, connected]);
      assert.deepEqual(connections(ann), ['Connecting', 'Offline']);
      ann.stateOnTheWay = undefined;
      await ann.call('Connect');
      cut();
      await ann.eventually(() => attached(ann) === 2, 'a new state');
    });

  it('does not reconnect after Disconnect before the first try', async () => {
    const ann = await enter(app.url, { standsStill: true });
    const { length } = ann.posted;
    cut();
    await ann.heard('ConnectionChanged', ({ value }) => value === 'Reconnecting');
    await ann.call('Disconnect');
    await ann.call('advance', { seconds: 60 });
    assert.equal((await look(ann)).Connection, 'Offline');
    assert.equal(ann.posted.length, length);
  });

  it('reconnects where a handler of the game throws, and logs the exception', async () => {
    const ann = await enter(app.url, { fails: true });
    cut();
    await online(ann, 2);
    await ann.call('CreateParty', {});
    await ann.heard('Console', ({ text }) => text?.includes('a handler of the game failed'));
  });

  it('stays offline where the player has too many windows open', async () => {
    const windows = [];
    for (let i = 0; i < 5; i++) windows.push(await enter(app.url, { player_id: 'ann-of-five' }));
    await windows[0]!.heard('Failed', ({ kind }) => kind === 'forbidden');
    assert.equal((await look(windows[0]!)).Connection, 'Offline');
    for (const window of windows.slice(1)) assert.equal((await look(window)).Connection, 'Online');
    await windows[0]!.call('Connect');
  });

  it('signs in as a new player where the server does not know its token', async () => {
    const ann = await enter(app.url, { token: 'of-another-server' });
    const { value } = await ann.heard('SignedInAnew');
    const { PlayerId, Token } = await look(ann);
    assert.equal(PlayerId, value);
    assert.match(PlayerId, /^guest-/);
    const again = await enter(app.url, { token: Token });
    assert.equal((await look(again)).Token, Token);
    assert.equal(
      again.events.some(({ event }) => event === 'SignedInAnew'),
      false,
    );
  });

  it('throws what matchmaking refuses: a full room, a session of others, an unknown session', async () => {
    const ann = await enter(app.url);
    const room = matchMaker.getLocalRoomById('lobby-main');
    await room.lock();
    await assert.rejects(enter(app.url), { kind: 'room_full', status: 503 });
    await room.unlock();
    const sessionId = '5b0f3c9e-7d42-4a86-9c1b-2f6d8e0a4b17';
    await assert.rejects(ann.call('EnterRun', { sessionId }), { kind: 'session_not_found', status: 404 });
    await ann.call('CreateParty', {});
    const running = await ann.call('StartRun');
    await ann.heard('RunEntered');
    const bob = await enter(app.url);
    await assert.rejects(bob.call('EnterRun', { sessionId: running }), { kind: 'not_in_session', status: 403 });
    await ann.call('run.Complete');
    await assert.rejects(bob.call('EnterRun', { sessionId: running }), { kind: 'session_complete', status: 409 });
    await assert.rejects(enter(app.url, { player_id: '?' }), { kind: 'validation_failed', status: 422 });
  });

  for (const [status, kind] of [
    [520, 'unreachable'],
    [502, 'unreachable'],
    [429, 'rate_limited'],
    [500, 'internal'],
  ] as const) {
    it(`throws ${kind} where a proxy answers ${status} with no body`, async () => {
      const proxy = await startProxy(status);
      await assert.rejects(enter(proxy.url), { kind, status });
      await proxy.stop();
    });
  }
});
