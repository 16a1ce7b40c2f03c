import assert from 'node:assert/strict';
import { matchMaker } from '@colyseus/core';
import type { DungeonPartyReply, SessionReply } from '../../src/directory/rooms.ts';
import { appForSuite, FakeClock, readJson, until } from '../support/app.ts';
import { connectRaw, JOIN_ROOM } from '../support/raw.ts';
import { restDoor } from '../support/rest-door.ts';
import {
  ask,
  joinById,
  joinLobby,
  type LobbyClient,
  memberOf,
  MessageDoor,
  type SessionClient,
} from './message-door.ts';

type Seat = { sessionId: string; processId: string; roomId: string };

let parties = 0;

describe('seats in a run', () => {
  const clock = new FakeClock();
  const app = appForSuite({ now: clock.now });
  let door: MessageDoor;
  beforeEach(() => {
    door = new MessageDoor(app, clock);
  });
  afterEach(() => door.close());

  /** A party in a session, led by the first player. Players in `rest` never connect. */
  async function onRun(online: string[], rest: string[] = []) {
    parties += 1;
    const named = (id: string) => `${id}-${parties}`;
    const [leader, ...others] = online.map(named);
    const { party_id } = await door.create(leader!);
    for (const player of others) await door.request(player, 'party.join', { party_id });
    for (const player of rest.map(named)) await restDoor(app, clock).request(player, 'party.join', { party_id });
    const { session_id } = await door.request(leader!, 'party.start', { party_id, force: true });
    return { party_id, session_id: session_id!, players: [...online, ...rest].map(named) };
  }

  const sessionOf = async (session_id: string) =>
    readJson<SessionReply['session']>(await app.get(`/session/${session_id}`));
  const playerOf = async (session_id: string, id: string) =>
    (await sessionOf(session_id)).players.find(({ player_id }) => player_id === id)!;
  const roomOf = (session_id: string) => matchMaker.getLocalRoomById(`session-${session_id}`);

  it('each lobby window of a member receives a reservation that works once', async () => {
    const [ann, bob] = ['ann-seat', 'bob-seat'];
    const windows = [await joinLobby(app, ann), await joinLobby(app, ann), await joinLobby(app, bob)];
    const seats = new Map<LobbyClient, Seat>();
    for (const window of windows)
      window.onMessage('session', ({ reservation }: { reservation: Seat }) => seats.set(window, reservation));
    const { party_id } = await ask<{ party_id: string }>(windows[0]!, 'party.create', {});
    await ask(windows[2]!, 'party.join', { party_id });
    const { session_id } = await ask<{ session_id: string }>(windows[0]!, 'party.start', { force: true });
    await until(() => seats.size === 3);
    const seat = seats.get(windows[2]!)!;
    const address = `${app.url}/${seat.processId}/${seat.roomId}?sessionId=${seat.sessionId}`;
    const run = await connectRaw(address);
    assert.equal(run.frames[0]![0], JOIN_ROOM);
    await until(async () => (await playerOf(session_id, bob)).connected);
    const again = await connectRaw(address);
    await again.closed;
    assert.ok(!again.frames.some((frame) => frame[0] === JOIN_ROOM), 'a used reservation admits nobody');
    run.socket.terminate();
    await Promise.all(windows.map((window) => window.leave()));
  });

  it('[SESSION-2] [AUTH-1] strangers, watchers, guests without a token and kicked players cannot join', async () => {
    const guest = await readJson<{ player_id: string; token: string }>(await app.post('/auth/guest'));
    const { party_id } = await door.create('host');
    const joined = await app.post(`/party/${party_id}/join`, {}, { authorization: `Bearer ${guest.token}` });
    assert.equal(joined.status, 200);
    await door.request('out', 'party.join', { party_id });
    const { session_id } = await door.request('host', 'party.start', { party_id, force: true });
    await door.request('host', 'party.kick', { party_id, target_id: 'out' });
    await until(async () => (await playerOf(session_id!, 'out')).left);
    await assert.rejects(joinById(app, session_id!, 'stranger'), { kind: 'not_in_session' });
    await assert.rejects(joinById(app, session_id!), { kind: 'not_in_session' });
    await assert.rejects(joinById(app, session_id!, guest.player_id), { kind: 'unauthorized' });
    await assert.rejects(joinById(app, session_id!, 'out'), { kind: 'session_left' });
    await assert.rejects(joinById(app, '00000000-0000-4000-8000-000000000000', 'host'), { kind: 'session_not_found' });
    assert.equal(roomOf('00000000-0000-4000-8000-000000000000'), undefined, 'no room for an id that is none');
    await assert.rejects(app.sdk.joinOrCreate('dungeon_session', { session_id, player_id: 'host' }), /joinById/);
    const run = await app.sdk.joinById<unknown>(session_id!, { token: guest.token });
    await run.leave();
  });

  it('[SESSION-2] a REST player joins by session id and player id', async () => {
    const { session_id, players } = await onRun(['ann'], ['rob']);
    assert.equal((await playerOf(session_id, players[1]!)).connected, true, 'there from the start');
    const room = await joinById<SessionClient>(app, session_id, players[1]);
    await room.leave(false);
    await until(async () => !(await playerOf(session_id, players[1]!)).connected, 'its connection can be lost now');
  });

  it('[SESSION-6] a disconnected player is marked away at once, gets its seat back within the grace, and is refused after it', async () => {
    const { session_id, players } = await onRun(['ann', 'bob']);
    const ann = await door.run(players[0]!, session_id);
    await ask(ann, 'session.start', {});
    const bob = await door.run(players[1]!, session_id);
    const token = bob.reconnectionToken;
    await bob.leave(false);
    await until(() => !ann.state.players.get(players[1]!)!.connected);
    const back = await app.sdk.reconnect(token);
    await until(() => ann.state.players.get(players[1]!)!.connected);
    await back.leave(false);
    await until(() => !ann.state.players.get(players[1]!)!.connected);
    clock.advance(60_000);
    await until(() => ann.state.players.get(players[1]!)!.left);
    await assert.rejects(app.sdk.reconnect(back.reconnectionToken), 'the seat is of a player who is out');
    await assert.rejects(joinById(app, session_id, players[1]), { kind: 'session_left' });
  });

  it('[SESSION-7] a player who leaves on purpose is out and disconnected, and the next one becomes leader', async () => {
    const { session_id, players } = await onRun(['ann', 'bob', 'cat']);
    const [ann, bob, cat] = await Promise.all(players.map((player) => door.run(player, session_id)));
    await ask(ann!, 'session.start', {});
    await ann!.leave();
    await until(() => bob!.state.leader_id === players[1]);
    const closed = new Promise<number>((resolve) => void bob!.onLeave(resolve));
    const left = await ask<SessionReply>(bob!, 'session.leave', {});
    assert.equal(left.session.players[1]!.left, true, 'answered before it is closed');
    assert.equal(await closed, 4103);
    await until(() => cat!.state.leader_id === players[2]);
  });

  it('[SESSION-9] [PARTY-16] a run whose players are all disconnected is abandoned after the grace, and its party forms again', async () => {
    const { session_id, party_id, players } = await onRun(['ann', 'bob']);
    const runs = await Promise.all(players.map((player) => door.run(player, session_id)));
    await Promise.all(runs.map((run) => run.leave(false)));
    await until(async () => (await sessionOf(session_id)).players.every(({ connected }) => !connected));
    clock.advance(60_000);
    await until(async () => (await sessionOf(session_id)).outcome === 'abandoned');
    const { session_id: again } = await door.request(players[0]!, 'party.start', { party_id, force: true });
    assert.notEqual(again, session_id);
  });

  it('[SESSION-5] a run starts at the ready deadline with the connected players, and says who was missing', async () => {
    const { session_id, players } = await onRun(['ann', 'bob']);
    const ann = await door.run(players[0]!, session_id);
    await until(() => ann.state.status === 'waiting');
    clock.advance(60_000);
    await until(() => ann.state.status === 'in_progress');
    assert.deepEqual((await sessionOf(session_id)).missing, [players[1]]);
    const bob = await door.run(players[1]!, session_id);
    await until(() => bob.state.players?.get(players[1]!)?.connected);
  });

  it('[PARTY-11] a member with two windows is marked away when the last one closes, and a fifth window closes the oldest', async () => {
    const watcher = await joinLobby(app);
    const windows: LobbyClient[] = [];
    for (let i = 0; i < 4; i++) windows.push(await joinLobby(app, 'many'));
    const closed = new Promise<number>((resolve) => void windows[0]!.onLeave(resolve));
    await ask(windows[0]!, 'party.create', {});
    windows.push(await joinLobby(app, 'many'));
    assert.equal(await closed, 4102);
    for (const window of windows.slice(1, 4)) await window.leave();
    const { party } = await ask<DungeonPartyReply>(windows[4]!, 'party.lock', {});
    assert.equal(party!.members[0]!.connected, true);
    await windows[4]!.leave();
    await until(() => memberOf(watcher, 'many')?.connected === false);
    clock.advance(60_000);
    await until(() => memberOf(watcher, 'many') === undefined);
    await watcher.leave();
  });

  it('[PARTY-11] [PARTY-12] a player who disconnects while a password is hashed is marked away and leaves after the grace', async () => {
    const watcher = await joinLobby(app);
    for (let i = 0; i < 5; i++) {
      const room = await joinLobby(app, `hasty-${i}`);
      room.send('party.create', { password: 'takes a while' });
      await room.leave(i % 2 === 0);
    }
    for (let i = 0; i < 5; i++) await until(() => memberOf(watcher, `hasty-${i}`)?.connected === false);
    clock.advance(60_000);
    for (let i = 0; i < 5; i++) await until(() => !memberOf(watcher, `hasty-${i}`));
    await watcher.leave();
  });

  it('an unused seat reservation does not keep a room from ending', async () => {
    await joinLobby(app, 'here', 'ends');
    const room = matchMaker.getLocalRoomById('lobby-ends');
    room.seatReservationTimeout = 3_600;
    assert.equal((await app.post('/matchmake/joinById/lobby-ends', { player_id: 'late' })).status, 200);
    await room.disconnect();
    assert.equal(matchMaker.getLocalRoomById('lobby-ends'), undefined);
  });
});
