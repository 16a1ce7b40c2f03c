import { ClientState, matchMaker } from '@colyseus/core';
import { ColyseusSDK, type Room, type SeatReservation } from '@colyseus/sdk';
import type { SchemaConstructor } from '@colyseus/sdk/serializer/SchemaSerializer';
import { until } from './until.ts';

/**
 * The SDK's client without the things that would clutter the output of the tests: warnings about messages without a handler, and
 * reconnection attempts. A join ends when a room of this process has read its acknowledgement, so that a test may then set the
 * clock forward and not be cut off for the lack of it.
 */
export class TestClient extends ColyseusSDK {
  protected override createRoom<State>(name: string, schema?: SchemaConstructor<State>): Room<unknown, State> {
    const room = super.createRoom(name, schema);
    room.onMessage('*', () => undefined);
    room.reconnection.enabled = false;
    return room;
  }

  override async consumeSeatReservation<T>(
    seat: SeatReservation,
    schema?: SchemaConstructor<T>,
  ): Promise<Room<unknown, T>> {
    const room = await super.consumeSeatReservation(seat, schema);
    const seen = () => matchMaker.getLocalRoomById(room.roomId)?.clients.getById(room.sessionId);
    await until(() => seen()?.state !== ClientState.JOINING, 'the acknowledgement of a join');
    return room as Room<unknown, T>;
  }
}
