import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { matchMaker } from '@colyseus/core';
import type { WebSocket } from 'ws';
import { FakeClock, startApp, type TestApp, until } from '../support/app.ts';
import { exchange, isUnknown, joinRaw } from '../support/raw.ts';

const RUNE_2H = { world: 444, item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38052 };

/** The TCP socket below a ws socket. */
const tcpOf = (socket: object) => (socket as { _socket: Socket })._socket;

describe('a slow, silent or stuck client', () => {
  const clock = new FakeClock();
  let app: TestApp;
  before(async () => {
    app = await startApp({ now: clock.now });
  });
  after(() => app.stop());

  it('decodes only states that existed, however many patches were waiting for it', async () => {
    const seen: string[] = [];
    const watcher = await app.sdk.joinOrCreate('drop_tracker', { world: 444 });
    watcher.onStateChange(({ party, drops }) => {
      if (party)
        seen.push(
          [party.total_drops, party.total_value, drops.size, drops.get(String(party.total_drops))?.value].join(),
        );
    });
    const room = matchMaker.getLocalRoomById('drops-444');
    // As if the peer did not read: from here on Node buffers what is written.
    const socket = tcpOf(room.clients[0]!.ref);
    socket.cork();
    const existed: string[] = [];
    let total = 0;
    for (let n = 1; n <= 60; n++) {
      clock.advance(1_000);
      const value = n * 1_000_003;
      await (await app.post('/drops', { ...RUNE_2H, value, item_name: `${n} `.repeat(20) })).text();
      existed.push([n, (total += value), Math.min(n, 50), value].join());
      room.broadcastPatch();
    }
    for (let i = 0; i < 5; i++) socket.uncork();
    await until(() => seen.at(-1) === existed.at(-1), 'the newest state');
    assert.ok(seen.length > 50, `${seen.length} patches`);
    for (const state of seen) assert.ok(existed.includes(state), `${state} never existed`);
    await watcher.leave();
  });

  it('is cut off when more than 4 MB are waiting for it', async () => {
    const { socket, closed } = await joinRaw(app.url, 'drop_tracker', { world: 445 });
    const room = matchMaker.getLocalRoomById('drops-445');
    await until(() => room.clients.length === 1);
    const { ref } = room.clients[0]! as unknown as { ref: WebSocket };
    tcpOf(socket).pause();
    // Until neither the kernel nor the peer takes any more.
    while (ref.bufferedAmount < 5 * 1024 * 1024) {
      ref.send(Buffer.alloc(256 * 1024));
      await new Promise((resolve) => setImmediate(resolve));
    }
    // Pongs, so that it is not cut off for unanswered pings.
    const living = setInterval(() => socket.pong(), 100);
    await until(() => room.clients.length === 0, 'its end').finally(() => clearInterval(living));
    tcpOf(socket).resume();
    assert.equal(await closed, 1006);
  });

  it('has 10 s from its join to acknowledge it, even if the clock of the room last ticked before', async () => {
    const watcher = await app.sdk.joinOrCreate('drop_tracker', { world: 447 });
    clock.advance(60_000);
    const late = await joinRaw(app.url, 'drop_tracker', { world: 447 }, false);
    matchMaker.getLocalRoomById('drops-447').clock.tick();
    await assert.rejects(watcher.request('nothing', {}), isUnknown);
    assert.equal(late.socket.readyState, late.socket.OPEN);
    late.socket.terminate();
    await watcher.leave();
  });

  it('is dropped if it has not acknowledged its join after 10 s, unlike one that has', async () => {
    const silent = await joinRaw(app.url, 'drop_tracker', { world: 446 }, false);
    const prompt = await joinRaw(app.url, 'drop_tracker', { world: 446 });
    await until(() => prompt.frames.length > 1, 'the full state');
    const room = matchMaker.getLocalRoomById('drops-446');
    clock.advance(9_999);
    room.clock.tick();
    assert.equal(silent.socket.readyState, silent.socket.OPEN);
    clock.advance(1);
    assert.equal(await silent.closed, 4100);
    assert.equal(prompt.socket.readyState, prompt.socket.OPEN);
    prompt.socket.terminate();
  });

  it('is answered 408 and closed if its headers or its body do not arrive', async () => {
    const server = (app.arena.transport as unknown as { server: { headersTimeout: number; requestTimeout: number } })
      .server;
    assert.ok(server.headersTimeout <= 5_000 && server.requestTimeout <= 10_000);
    Object.assign(server, { headersTimeout: 50, requestTimeout: 100 });
    const beginnings = [
      'GET /parties HTTP/1.1\r\nHost: loc',
      'POST /drops HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    ];
    const answers = await Promise.all(beginnings.map((beginning) => exchange(app.url, beginning)));
    for (const answer of answers) assert.match(answer, /^HTTP\/1\.1 408 /);
    Object.assign(server, { headersTimeout: 5_000, requestTimeout: 10_000 });
  });
});

describe('the limit of joins per address', () => {
  it('ignores forged X-Forwarded-For and X-Real-IP headers', async () => {
    const app = await startApp({ env: { RATE_LIMIT_DISABLED: 'false', RATE_LIMIT_JOINS_PER_MINUTE: '20' } });
    try {
      const answers = [];
      for (let i = 0; i < 25; i++) {
        const forged = { 'x-forwarded-for': `10.0.0.${i}`, 'x-real-ip': `10.0.1.${i}`, forwarded: `for=10.0.2.${i}` };
        answers.push(await app.post('/matchmake/joinOrCreate/board', {}, forged));
      }
      assert.deepEqual(
        answers.map(({ status }) => status),
        [...Array.from({ length: 20 }, () => 200), ...Array.from({ length: 5 }, () => 429)],
      );
      assert.match(answers.at(-1)!.headers.get('retry-after')!, /^\d+$/);
    } finally {
      await app.stop();
    }
  });
});
