import assert from 'node:assert/strict';
import { CloseCode } from '@colyseus/core';
import { roomClasses } from '../../arena.config.ts';
import { ConnectionLimit } from '../../src/auth/ConnectionLimit.ts';
import { FairShares } from '../../src/auth/FairShares.ts';
import { RoomElsewhere } from '../../src/directory/calls.ts';
import { LocalRooms } from '../../src/directory/LocalRooms.ts';
import { type RoomKey, roomIdOf } from '../../src/directory/room-keys.ts';
import { appForSuite } from '../support/app.ts';

const WORLD: RoomKey = { name: 'drop_tracker', world: 444 };

describe('the rooms of one of several processes', () => {
  appForSuite();

  const openRooms = () => {
    const connections = new ConnectionLimit(10);
    const lobbies = new FairShares({ capacity: 1, what: 'lobbies', whenFull: 'room_full', isShared: false });
    const fence = { room: roomIdOf(WORLD), epoch: 1 };
    const ownership = { claim: () => Promise.resolve(fence), release: () => Promise.resolve() };
    return { connections, rooms: new LocalRooms(roomClasses, { connections, lobbies }, ownership) };
  };

  it('[CLUSTER-3] a room is watched as soon as somebody has a seat in it, so that it does not move under who comes', async () => {
    const { rooms } = openRooms();
    await rooms.open(WORLD);
    assert.equal(rooms.isWatched(roomIdOf(WORLD)), false);
    await rooms.seatIn(WORLD, {}, '203.0.113.7');
    assert.equal(rooms.isWatched(roomIdOf(WORLD)), true);
    await rooms.close(roomIdOf(WORLD), CloseCode.SERVER_SHUTDOWN);
    assert.equal(rooms.isWatched(roomIdOf(WORLD)), false);
  });

  it('[CLUSTER-3] a seat in a room that moves is asked for elsewhere, and counts as no connection here', async () => {
    const { connections, rooms } = openRooms();
    await rooms.open(WORLD);
    const seat = rooms.seatIn(WORLD, {}, '203.0.113.7');
    await rooms.open(WORLD);
    const closed = rooms.close(roomIdOf(WORLD), CloseCode.SERVER_SHUTDOWN);
    await assert.rejects(seat, RoomElsewhere);
    await closed;
    assert.deepEqual([...connections.holders()], []);
  });
});
