import { ColyseusSDK, type Room } from '@colyseus/sdk';
import type { SchemaConstructor } from '@colyseus/sdk/serializer/SchemaSerializer';

/** The SDK's client. Its rooms take the messages that no handler of the test is for: the SDK would print a warning of each. */
export class TestClient extends ColyseusSDK {
  protected override createRoom<State>(name: string, schema?: SchemaConstructor<State>): Room<unknown, State> {
    const room = super.createRoom(name, schema);
    room.onMessage('*', () => undefined);
    return room;
  }
}
