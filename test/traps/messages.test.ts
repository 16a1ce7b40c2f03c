import assert from 'node:assert/strict';
import { Client, type Room } from '@colyseus/sdk';
import { until } from '../support/app.ts';
import { connectRaw, isUnknown, JOIN_ROOM, joinRaw, LEAVE_ROOM, ROOM_DATA } from '../support/raw.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';

const LONG = 'x'.repeat(120);
const ROOM_DATA_BYTES = 17;
const ROOM_REQUEST = 21;

/** The same bytes in each run. */
function* randomBytes(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state >>> 24;
  }
}

describe('messages from clients do not end the process', () => {
  let server: ServerProcess;
  before(async () => {
    server = await spawnServer();
  });
  after(() => server.stop());

  const join = (): Promise<Room> => new Client(server.url.replace('http', 'ws')).joinOrCreate('board');

  /** The process is alive and lets another client in. */
  const assertServes = async () => {
    assert.ok(server.alive(), server.output());
    const { socket } = await joinRaw(server.url, 'board');
    socket.terminate();
  };

  it('messages, requests and bytes of an unknown type, long or numeric, are ignored', async () => {
    const room = await join();
    const closed: number[] = [];
    room.onLeave((code) => closed.push(code));
    room.send(LONG, { some: 'thing' });
    room.sendBytes(LONG, new Uint8Array([1, 2, 3]));
    room.send(12_345, { some: 'thing' });
    room.sendBytes(12_345, new Uint8Array([1, 2, 3]));
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', '*', '_']) {
      room.send(name, { __proto__: null });
      room.sendBytes(name, new Uint8Array([1]));
    }
    // Requests are answered, which also shows that everything before them was processed.
    for (const type of [LONG, 12_345, 'constructor', '__proto__']) {
      await assert.rejects(room.request(type, {}), isUnknown);
    }
    await assertServes();
    assert.deepEqual(closed, [], 'a wrong message disconnects nobody');
    await room.leave();
  });

  it('frames of random bytes, truncated frames and absurd lengths at most disconnect their sender', async () => {
    const next = randomBytes(7);
    const bytes = (count: number) => Array.from({ length: count }, () => next.next().value);
    const kinds = [ROOM_DATA, ROOM_DATA_BYTES, ROOM_REQUEST, 19, 20, JOIN_ROOM, 18, 11, 14, 15, 16, 22, 0, 255];
    const tails: (() => number[])[] = [
      () => [],
      () => bytes(1 + (next.next().value % 12)),
      () => bytes(1 + next.next().value * 4),
      () => [0xd9], // a string of 8-bit length, without one
      () => [0xda, 0xff, 0xff, 0x61], // ... of 65,535 bytes, with one
      () => [0xdb, 0xff, 0xff, 0xff, 0xff], // ... of 4 GB
      () => [0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], // a number beyond 2^53
      () => [0xa1, 0xff], // text that is no UTF-8
      () => [0xa1, 0x61, ...Array.from({ length: 3_000 }, () => 0x91)], // 3,000 arrays, each in the one before
      () => [0xa1, 0x61, ...Array.from({ length: 700 }, () => [0xdd, 0x01, 0xff, 0xff, 0xff]).flat()], // ... of 33 million items
      () => [0xa1, 0x61, 0xc8, 0xff, 0xff, 0x73, 0x00], // an extension type
      () => [0xa1, 0x61, 0xd4, 0x72, 0x40, 0x91, 0xc0], // a record structure
    ];
    const frames = kinds.flatMap((kind) => tails.map((tail) => Buffer.from([kind, ...tail()])));
    frames.push(Buffer.alloc(0));
    // One socket takes 19 frames, so that none is dropped for sending too many.
    for (let i = 0; i < frames.length; i += 19) {
      const { socket, closed } = await joinRaw(server.url, 'board', {}, i % 2 === 0);
      for (const frame of frames.slice(i, i + 19)) socket.send(frame);
      socket.send(Buffer.from([LEAVE_ROOM]));
      await closed;
    }
    await assertServes();
  });

  it('a text frame, a frame over 64 KB and a violation of the WebSocket protocol at most disconnect their sender', async () => {
    for (const send of ['text', Buffer.alloc(70_000), Buffer.alloc(200_000)]) {
      const { socket } = await joinRaw(server.url, 'board');
      socket.send(send);
      socket.send(Buffer.from([LEAVE_ROOM]));
    }
    const broken = await joinRaw(server.url, 'board');
    (broken.socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(Buffer.alloc(64, 0xff));
    await broken.closed;
    await assertServes();
  });

  it('a socket without a seat, with a guessed session or a forged reconnection token joins no room', async () => {
    for (const path of ['p/board', 'p/constructor', 'p/__proto__', 'p/no-such-room', 'p/board/']) {
      for (const query of [
        '',
        '?sessionId=guess',
        '?sessionId=__proto__',
        '?sessionId=constructor&reconnectionToken=x',
      ]) {
        const { closed, frames } = await connectRaw(`${server.url}/${path}${query}`);
        await closed;
        assert.ok(!frames.some((frame) => frame[0] === JOIN_ROOM), path + query);
      }
    }
    const seat = await joinRaw(server.url, 'board');
    const { searchParams } = new URL(seat.socket.url);
    const again = await connectRaw(`${seat.socket.url}&reconnectionToken=guess`);
    await again.closed;
    assert.ok(searchParams.get('sessionId') && !again.frames.some((frame) => frame[0] === JOIN_ROOM));
    assert.equal(seat.socket.readyState, seat.socket.OPEN, 'the real one stays');
    seat.socket.terminate();
    await assertServes();
  });

  it('a client that sends 40 messages at once is dropped, and no other client is', async () => {
    const calm = await join();
    const flooding = await join();
    const left = new Promise<number>((resolve) => void flooding.onLeave(resolve));
    flooding.reconnection.enabled = false;
    for (let i = 0; i < 40; i++) flooding.send('hello', {});
    await left;
    await assert.rejects(calm.request('hello', {}), isUnknown);
    await until(() => calm.connection.isOpen);
    await calm.leave();
  });
});
