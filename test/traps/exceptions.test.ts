import assert from 'node:assert/strict';
import { matchMaker } from '@colyseus/core';
import { schema, t } from '@colyseus/schema';
import { Client, type Room } from '@colyseus/sdk';
import { ConnectionLimit } from '../../src/auth/ConnectionLimit.ts';
import type { RoomOptions, RoomServices } from '../../src/rooms/room-services.ts';
import { SafeRoom } from '../../src/rooms/SafeRoom.ts';
import { Metrics } from '../../src/observability/Metrics.ts';
import { startApp, type TestApp, until } from '../support/app.ts';
import { isUnknown } from '../support/raw.ts';
import { NO_NOTICES } from '../support/no-notices.ts';

const FaultyState = schema({ n: t.uint32().default(0) }, 'FaultyState');

/** A room with every bug that a future room may have. */
class FaultyRoom extends SafeRoom<RoomServices> {
  override state = new FaultyState();
  override messages = { _: () => this.fail() } as never;

  override onCreate(options: RoomOptions): void {
    super.onCreate(options);
    this.onMessage('throw', () => this.fail());
    this.onMessage('reject', () => Promise.resolve().then(() => this.fail()) as unknown as void);
    this.onMessage('timer', () => void this.clock.setTimeout(() => this.fail(), 1));
    this.onMessage('interval', () => {
      const timer = this.clock.setInterval(() => (timer.clear(), this.fail()), 1);
    });
    this.onMessage('timestep', () => this.setTimestep(() => this.fail(), 50));
    this.onMessage('patch', () => {
      this.state.n = 13;
      // Now, and again from a timer.
      this.publish();
      this.publish();
    });
  }

  protected override load(): Promise<void> {
    return Promise.resolve();
  }

  protected override get isNeeded(): boolean {
    return false;
  }

  override onBeforePatch(): void {
    if (this.state.n === 13) this.fail();
  }

  override onLeave(): void {
    this.fail();
  }

  fail(): never {
    throw new Error('a fault of ours');
  }
}

/** As above, without a handler for unknown messages. */
class BareRoom extends FaultyRoom {
  override messages = {} as never;
}

describe('a bug in a room ends neither the process nor the room', () => {
  let app: TestApp;
  /** The room methods whose exceptions were logged. */
  let faults: string[] = [];
  const log = {
    child: () => log,
    info: () => undefined,
    error: ({ methodName }: { methodName: string }) => faults.push(methodName),
  };
  before(async () => {
    app = await startApp();
    const metrics = new Metrics({ version: '0.0.0', closeCodes: [] });
    const services = { log, now: Date.now, connections: new ConnectionLimit(null), notices: NO_NOTICES, metrics };
    matchMaker.defineRoomType('faulty', FaultyRoom as never, { services } as never);
    matchMaker.defineRoomType('bare', BareRoom as never, { services } as never);
  });
  after(() => app.stop());

  /** Joins a client without our matchmaking, which knows no such room. */
  const join = async (name: string, roomId: string): Promise<Room> => {
    if (!matchMaker.getLocalRoomById(roomId)) await matchMaker.createRoom(name, { roomId, key: { name: 'board' } });
    const room = await new Client(app.url).consumeSeatReservation(await matchMaker.joinById(roomId));
    room.reconnection.enabled = false;
    return room;
  };

  for (const [message, method] of [
    ['throw', 'onMessage'],
    ['reject', 'onMessage'],
    ['anything', 'onMessage'],
    ['timer', 'setTimeout'],
    ['interval', 'setInterval'],
    ['timestep', 'setTimestep'],
    ['patch', 'patch'],
  ] as const) {
    it(`an exception in ${method} after "${message}" is logged and the room goes on`, async () => {
      faults = [];
      const room = await join('faulty', `faulty-${message}`);
      room.send(message);
      await until(() => faults.includes(method), `a fault of ${method}`);
      if (method === 'patch') await until(() => faults.length === 2, 'the patch from a timer');
      await assert.rejects(room.request('no such', {}), isUnknown);
      await room.leave();
    });
  }

  it('an exception in onLeave does not keep the client in the room', async () => {
    faults = [];
    const room = await join('faulty', 'faulty-leave');
    await room.leave();
    await until(() => faults.includes('onLeave'));
    await until(() => matchMaker.getLocalRoomById('faulty-leave') === undefined, 'the end of the empty room');
  });

  it('a frame that Colyseus cannot handle, here an unknown type of 120 characters, disconnects only its sender', async () => {
    const room = await join('bare', 'bare');
    const other = await join('bare', 'bare');
    const left = new Promise<number>((resolve) => void room.onLeave(resolve));
    room.send('x'.repeat(120));
    assert.equal(await left, 4101);
    await assert.rejects(other.request('no such', {}), isUnknown);
    await other.leave();
  });
});
