import assert from 'node:assert/strict';
import { getMessageBytes, matchMaker, Protocol } from '@colyseus/core';
import { schema, t } from '@colyseus/schema';
import { Client as Client18 } from '@colyseus/sdk';
import { Client } from 'colyseus-sdk-v17';
import { ConnectionLimit } from '../../src/auth/ConnectionLimit.ts';
import type { Log } from '../../src/log.ts';
import { speakV17 } from '../../src/main/v17-socket.ts';
import type { RoomServices } from '../../src/rooms/room-services.ts';
import { SafeRoom } from '../../src/rooms/SafeRoom.ts';
import { readJson, startApp, type TestApp, until } from '../support/app.ts';
import { connectRaw, isUnknown, type RawClient } from '../support/raw.ts';
import { RoomV17, silently } from './RoomV17.ts';
import { NO_NOTICES } from '../support/no-notices.ts';

const TAKEN = { world: 444, item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38_052 };

const NewState = schema({ x: t.quantized({ min: 0, max: 1, bits: 8 }).default(0.5) }, 'NewState');

/** A room whose state has a type that is new in 0.18. */
class NewRoom extends SafeRoom<RoomServices> {
  override state = new NewState();

  protected override load(): Promise<void> {
    return Promise.resolve();
  }

  protected override get isNeeded(): boolean {
    return false;
  }
}

describe('Frames at /v17', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(async () => {
    // Room types are global: other test files in this process must not see it.
    matchMaker.removeRoomType('new');
    await app.stop();
  });

  const joinRaw = async (prefix: string): Promise<RawClient & { query: string }> => {
    const response = await app.post(`${prefix}/matchmake/joinOrCreate/drop_tracker`, { world: 444 });
    const { processId, roomId, sessionId } = await readJson<Record<string, string>>(response);
    const query = `${prefix}/${processId}/${roomId}?sessionId=${sessionId}`;
    return { ...(await connectRaw(app.url + query)), query };
  };

  it('are the same to the byte as elsewhere, except for the handshake', async () => {
    const [now, old] = [await joinRaw(''), await joinRaw('/v17')];
    const room = matchMaker.getLocalRoomById('drops-444') as unknown as { _serializer: { handshake(): Uint8Array } };
    const handshake = Buffer.from(room._serializer.handshake());
    const [joinedNow, joinedOld] = [now.frames[0]!, old.frames[0]!];
    const token = joinedNow.subarray(2, 2 + joinedNow[1]!).toString();
    const made = getMessageBytes[Protocol.JOIN_ROOM](token, 'schema', handshake);
    assert.deepEqual([...joinedNow], [...made]);
    silently(() =>
      assert.throws(() => new RoomV17().receive(joinedNow), 'a client with 0.17 cannot read the handshake of 0.18'),
    );
    const head = 2 + joinedOld[1]! + 1 + 'schema'.length;
    assert.deepEqual(
      [...joinedOld.subarray(head)],
      [...handshake],
      'the reflection of our states is the same in both versions',
    );
    const client = new RoomV17();
    old.frames.forEach((frame) => client.receive(frame));
    old.socket.on('message', (frame: Buffer) => client.receive(frame));
    for (let n = 1; n <= 5; n++) {
      await (await app.post('/drops', { ...TAKEN, reporter: 'ann', item_id: n })).text();
      await until(() => (client.room.state as { party?: { total_drops: number } }).party?.total_drops === n);
    }
    await until(() => now.frames.length === old.frames.length);
    assert.deepEqual(now.frames.slice(1), old.frames.slice(1));
    now.socket.close(1000);
    old.socket.close(1000);
    await Promise.all([now.closed, old.closed]);
  });

  it('refuse an invalid seat with an error message', async () => {
    const { query, socket } = await joinRaw('/v17');
    for (const wrong of [query.replace(/=.*/, '=guess'), `${query}&reconnectionToken=guess&skipHandshake=1`]) {
      const { frames, closed } = await connectRaw(app.url + wrong);
      await closed;
      assert.deepEqual([...frames.map(([code]) => code)], [Protocol.ERROR], wrong);
      assert.match(frames[0]!.toString(), /seat reservation expired/);
    }
    socket.terminate();
  });

  it('refuse a state that 0.17 does not know, while 0.18 can join', async () => {
    const log = { child: () => log, info: () => undefined, error: () => undefined };
    matchMaker.defineRoomType(
      'new',
      NewRoom as never,
      { services: { log, now: Date.now, connections: new ConnectionLimit(null), notices: NO_NOTICES } } as never,
    );
    await matchMaker.createRoom('new', { roomId: 'new', key: { name: 'board' } });
    const now = await new Client18(app.url).consumeSeatReservation(await matchMaker.joinById('new'));
    const old = new Client(`${app.url}/v17`).consumeSeatReservation(await matchMaker.joinById('new'));
    await assert.rejects(old, /does not speak 0\.17/);
    await until(() => matchMaker.getLocalRoomById('new').clients.length === 1);
    await assert.rejects(now.request('nothing', {}), isUnknown, 'the room goes on');
    await now.leave();
  });
});

describe('A socket at /v17', () => {
  const sent: number[][] = [];
  const closed: unknown[] = [];
  const logged: string[] = [];
  const log = { error: ({ err }: { err: Error }) => logged.push(err.message) } as unknown as Log;
  class Socket {
    send(frame: Uint8Array): void {
      sent.push([...frame]);
    }
    close(code: number): void {
      closed.push(code);
    }
  }
  const socket = (): Socket => {
    const made = new Socket();
    speakV17(made as never, log);
    return made;
  };

  it('sends all frames unchanged once it has joined', () => {
    const joining = socket();
    joining.send(Uint8Array.of(11, 1));
    joining.send(Uint8Array.of(10, 1, 65, 1, 66, 0));
    joining.send(Uint8Array.of(10, 9));
    assert.deepEqual(sent, [
      [11, 1],
      [10, 1, 65, 1, 66],
      [10, 9],
    ]);
    assert.deepEqual(Object.keys(joining), [], 'nothing is overridden any more');
  });

  it('is closed with an error message, and logged, for an invalid handshake', () => {
    sent.length = 0;
    socket().send(Uint8Array.of(10, 1, 65, 1, 66, 200));
    assert.deepEqual(
      sent.map(([code]) => code),
      [Protocol.ERROR],
    );
    assert.match(Buffer.from(sent[0]!).toString(), /does not speak 0\.17/);
    assert.deepEqual([closed, logged.length], [[4002], 1]);
  });
});
