import assert from 'node:assert/strict';
import { matchMaker } from '@colyseus/core';
import { startApp, type TestApp, until } from '../../support/app.ts';
import { connections, look, online, type Party, unityPlayers } from './players.ts';
import { startProxy } from './proxy.ts';
import type { UnityPlayer } from './UnityPlayer.ts';

describe('the Unity client comes back', () => {
  const { prepare, enter } = unityPlayers();
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.stop());

  const attached = (player: UnityPlayer) => player.events.filter(({ event }) => event === 'LobbyAttached').length;

  /** Ends all sockets of the lobby without a word, as a lost line does. */
  const cut = () => {
    for (const { ref } of matchMaker.getLocalRoomById('lobby-main').clients)
      (ref as unknown as { terminate(): void }).terminate();
  };

  it('right after joining by joining anew, and callbacks are attached to the new state', async () => {
    const ann = await enter(app.url);
    const { PartyId } = await ann.call<Party>('CreateParty', {});
    cut();
    await until(() => attached(ann) === 2, 'another state');
    assert.deepEqual(connections(ann), ['Connecting', 'Online', 'Reconnecting', 'Online']);
    ann.events.splice(0);
    await ann.call('SetReady');
    await ann.heard('PartyChanged', ({ value }) => (value as Party | null)?.PartyId === PartyId);
    await ann.call('LeaveParty');
    await ann.heard('PartyRemoved');
  });

  it('later to the seat that is kept, and callbacks go on', async () => {
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

  it('not to a seat that the SDK takes up again after the game has left', async () => {
    const ann = await prepare(app.url);
    ann.minUptimeMs = 0;
    await ann.call('Connect');
    const back = new Promise<void>((resolve) => void ann.rooms.get(0)!.onReconnect(() => resolve()));
    cut();
    await ann.heard('ConnectionChanged', ({ value }) => value === 'Reconnecting');
    await ann.call('Disconnect');
    await back;
    await until(() => !ann.rooms.get(0)!.connection.isOpen, 'it leaves');
    assert.equal((await look(ann)).Connection, 'Offline');
  });

  it('not to a lobby that it leaves while it is on the way', async () => {
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
    it(`not to a lobby that it leaves while the state is on the way, which then ${arrives ? 'arrives' : 'does not arrive'}`, async () => {
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
      await until(() => attached(ann) === 2, 'another state');
    });

  it('not to a lobby that it leaves before the first try', async () => {
    const ann = await enter(app.url, { standsStill: true });
    const { length } = ann.posted;
    cut();
    await ann.heard('ConnectionChanged', ({ value }) => value === 'Reconnecting');
    await ann.call('Disconnect');
    await ann.call('advance', { seconds: 60 });
    assert.equal((await look(ann)).Connection, 'Offline');
    assert.equal(ann.posted.length, length);
  });

  it('also where a handler of the game fails, which Unity shows', async () => {
    const ann = await enter(app.url, { fails: true });
    cut();
    await online(ann, 2);
    await ann.call('CreateParty', {});
    await ann.heard('Console', ({ text }) => text?.includes('a handler of the game failed'));
  });

  it('not where the player joined from too many windows: one would close the other for ever', async () => {
    const windows = [];
    for (let i = 0; i < 5; i++) windows.push(await enter(app.url, { player_id: 'ann-of-five' }));
    await windows[0]!.heard('Failed', ({ kind }) => kind === 'forbidden');
    assert.equal((await look(windows[0]!)).Connection, 'Offline');
    for (const window of windows.slice(1)) assert.equal((await look(window)).Connection, 'Online');
    await windows[0]!.call('Connect');
  });

  it('as a new player where the token is not one of the server', async () => {
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

  it('is refused what is not for it: a full room, a run of others, an unknown one', async () => {
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
    it(`says ${kind} where something else answers, such as a proxy with ${status} and nothing else`, async () => {
      const proxy = await startProxy(status);
      await assert.rejects(enter(proxy.url), { kind, status });
      await proxy.stop();
    });
  }
});
