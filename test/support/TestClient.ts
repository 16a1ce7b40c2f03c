import { ColyseusSDK, type Room } from '@colyseus/sdk';
import type { SchemaConstructor } from '@colyseus/sdk/serializer/SchemaSerializer';

/**
 * The SDK's client without the things that would clutter the output of the tests: warnings about messages without a handler, and
 * reconnection attempts.
 */
export class TestClient extends ColyseusSDK {
  protected override createRoom<State>(name: string, schema?: SchemaConstructor<State>): Room<unknown, State> {
    const room = super.createRoom(name, schema);
    room.onMessage('*', () => undefined);
    room.reconnection.enabled = false;
    return room;
  }
}
