import { ColyseusSDK, type Room } from '@colyseus/sdk';
import type { SchemaConstructor } from '@colyseus/sdk/serializer/SchemaSerializer';

/** The SDK's client, without what would hide losses or clutter the output: reconnection, and warnings of messages nobody listens for. */
export class WatchingClient extends ColyseusSDK {
  protected override createRoom<State>(name: string, schema?: SchemaConstructor<State>): Room<unknown, State> {
    const room = super.createRoom(name, schema);
    room.onMessage('*', () => undefined);
    room.reconnection.enabled = false;
    return room;
  }
}

/** As WatchingClient, but it leaves the state that it is sent undecoded: a thousand clients in one process would be its bottleneck. */
export class CrowdClient extends WatchingClient {
  protected override createRoom<State>(name: string): Room<unknown, State> {
    const room = super.createRoom<State>(name);
    (room as unknown as { serializer: object }).serializer = UNDECODED;
    return room;
  }
}

const UNDECODED = {
  handshake: () => undefined,
  setState: () => undefined,
  getState: () => ({}),
  patch: () => undefined,
  teardown: () => undefined,
};
