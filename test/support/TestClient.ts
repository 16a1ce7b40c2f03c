import { ColyseusSDK, type Room } from '@colyseus/sdk';
import type { SchemaConstructor } from '@colyseus/sdk/serializer/SchemaSerializer';

/**
 * The SDK's client without what would write into the output of the tests: warnings of messages that a test has no handler for, and
 * tries to reconnect.
 */
export class TestClient extends ColyseusSDK {
  protected override createRoom<State>(name: string, schema?: SchemaConstructor<State>): Room<unknown, State> {
    const room = super.createRoom(name, schema);
    room.onMessage('*', () => undefined);
    room.reconnection.enabled = false;
    return room;
  }
}
